"""How every GET of reporting is answered: with an ETag, so that what did not change is not sent again."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import orjson
from fastapi import Request, Response
from pydantic import BaseModel

from services.reporting.queries.projection_version import ProjectionVersion
from shared.web.caching import etag_response
from shared.web.pages import render

JSON = "application/json"


def page(request: Request, template: str, headers: Mapping[str, str] | None = None, **context: Any) -> Response:
    """A page of the templates in `reporting/`; its ETag is the hash of its content."""
    body = bytes(rendered(request, template, **context).body)
    return etag_response(request, body, _etag(body), headers=headers)


def rendered(
    request: Request, template: str, status_code: int = 200, headers: Mapping[str, str] | None = None, **context: Any
) -> Response:
    """A page that nobody keeps; like every page of reporting it says whether the report is complete."""
    views: ProjectionVersion = request.app.state.views
    return render(
        request,
        f"reporting/{template}",
        status_code=status_code,
        headers=headers,
        incomplete_since=views.incomplete_since,
        **context,
    )


def json_answer(request: Request, content: BaseModel | Mapping[str, object]) -> Response:
    """A JSON object; its ETag is the hash of its content."""
    body = content.model_dump_json().encode() if isinstance(content, BaseModel) else orjson.dumps(content)
    return etag_response(request, body, _etag(body), media_type=JSON)


def _etag(body: bytes) -> str:
    return sha256(body).hexdigest()[:32]
