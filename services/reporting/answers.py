"""How every GET of reporting is answered: with an ETag, so that what did not change is not sent again."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import sha256
from http import HTTPStatus
from typing import Any, Final

import orjson
from fastapi import Request, Response
from pydantic import BaseModel

from services.reporting.place import place_of
from services.reporting.queries.projection_version import ProjectionVersion
from services.reporting.queries.states import ShownState
from shared.documents.pdf import aside
from shared.translation import Language
from shared.web.answer_cache import shows_anything
from shared.web.caching import etag_response
from shared.web.pages import render
from shared.web.root_path import path_below_root

HTML = "text/html; charset=utf-8"
JSON = "application/json"
PDF = "application/pdf"
LANGUAGE_NAMES: Final[Mapping[Language, str]] = {"de": "Deutsch", "en": "English"}
"""What speakers of a language call it."""


def page(request: Request, template: str, headers: Mapping[str, str] | None = None, **context: Any) -> Response:
    """A page of the templates in `reporting/`; its ETag is the hash of its content."""
    return document(request, bytes(rendered(request, template, **context).body), HTML, headers)


def fragment(request: Request, template: str, **context: Any) -> Response:
    """A piece of HTML for pages of other sites; search engines find those pages, and ours, but not the piece."""
    return page(request, template, {"X-Robots-Tag": "noindex"}, **context)


def rendered(
    request: Request, template: str, status_code: int = 200, headers: Mapping[str, str] | None = None, **context: Any
) -> Response:
    """A page that nobody keeps; like every page of reporting it says whether the report is complete.

    One that has read a state says so, too, and its links stay in it, as they stay in the language.
    """
    views: ProjectionVersion = request.app.state.views
    state = _shown_state(request)
    place = replace(place_of(request), day=None if state is None else state.day)
    path = path_below_root(request.scope)
    answer = render(
        request,
        f"reporting/{template}",
        status_code=status_code,
        headers=headers,
        incomplete_since=views.incomplete_since,
        state=state,
        address_of_today=_address(request, replace(place, day=None).prefix + path),
        languages={
            language: (LANGUAGE_NAMES[language], _address(request, there))
            for language, there in place.in_languages(path).items()
            if status_code == HTTPStatus.OK
        },
        **context,
    )
    if place.is_usual:
        return answer
    if state is not None:
        shows_anything(request)  # how many impulses are not public any more
    below = place.links_below(bytes(answer.body))
    return Response(below, status_code, headers, media_type=answer.media_type)


def json_answer(
    request: Request,
    content: BaseModel | Mapping[str, object],
    media_type: str = JSON,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A JSON object; its ETag is the hash of its content."""
    body = content.model_dump_json().encode() if isinstance(content, BaseModel) else orjson.dumps(content)
    return document(request, body, media_type, headers)


def document(request: Request, body: bytes, media_type: str, headers: Mapping[str, str] | None = None) -> Response:
    """A document of any kind; its ETag is the hash of its content."""
    return etag_response(request, body, sha256(body).hexdigest()[:32], media_type=media_type, headers=headers)


async def pdf_answer(request: Request, name: str, make: Callable[[], bytes]) -> Response:
    """A PDF that opens in the browser, made in a thread."""
    return document(request, await aside(make), PDF, {"Content-Disposition": f'inline; filename="{name}"'})


def _shown_state(request: Request) -> ShownState | None:
    """The state from which the request has read; None for today's."""
    state: ShownState | None = getattr(request.state, "shown_state", None)
    return state


def _address(request: Request, path: str) -> str:
    """From outside, with the query of the request."""
    query = f"?{request.url.query}" if request.url.query else ""
    start: str = request.app.state.pages.site.links["reporting"]
    return f"{start}{path}{query}"
