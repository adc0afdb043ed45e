"""What search engines ask for: robots.txt and the sitemap."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from services.reporting.answers import document
from services.reporting.errors import SitemapPartUnknown
from services.reporting.pages.site import address_of
from services.reporting.presentation.kpis.definitions import DEFINITIONS
from services.reporting.presentation.standing_lists import BY_KEY
from services.reporting.queries.connection import reading
from services.reporting.queries.sitemap import list_part, list_parts
from services.reporting.sitemap import LARGEST_PART, MEDIA_TYPE, sitemap_index, url_set
from shared.runtime.city import City
from shared.web.access import public
from shared.web.answer_cache import shows

ROBOTS: Final = """\
User-agent: *
Allow: /
Disallow: /vorschau
Disallow: /*/fragment

Sitemap: {address}/sitemap.xml
"""
"""RFC 9309: the longest rule that fits an address holds."""

_VALUES: Final[Mapping[str, Callable[[City], list[str]]]] = {
    "/ziele/": lambda city: [str(goal.number) for goal in city.strategic_goals],
    "/handlungsfelder/": lambda city: [field.slug for field in city.fields_of_action],
    "/kennzahlen/": lambda _: list(DEFINITIONS),
    "/listen/": lambda _: list(BY_KEY),
}
"""Pages of which there are always the same, by how their addresses begin."""
_PART: Final = re.compile("[1-9][0-9]{0,3}")
_ONE_PARAMETER: Final = re.compile(r"(/[^{}]+/)\{\w+\}")

router = APIRouter(dependencies=[public()])


@router.get("/robots.txt")
async def robots(request: Request) -> Response:
    """All may be read; pieces for other sites and previews are no pages of their own."""
    shows(request, ())
    return document(request, ROBOTS.format(address=address_of(request)).encode(), "text/plain; charset=utf-8")


@router.get("/sitemap.xml")
async def sitemap(request: Request) -> Response:
    """The index: one part with all pages but those of impulses, and as many as impulses need."""
    address = address_of(request)
    async with reading(request) as connection:
        parts = await list_parts(connection, LARGEST_PART)
    numbered = [(f"{address}/sitemap/{part}.xml", at) for part, at in parts]
    return document(request, sitemap_index([(f"{address}/sitemap/seiten.xml", None), *numbered]), MEDIA_TYPE)


@router.get("/sitemap/seiten.xml")
async def sitemap_of_pages(request: Request) -> Response:
    """All pages but those of impulses."""
    shows(request, ())
    address = address_of(request)
    pages = [(f"{address}{path}", None) for path in request.app.state.page_paths]
    return document(request, url_set(pages), MEDIA_TYPE)


@router.get("/sitemap/{part}.xml")
async def sitemap_of_impulses(request: Request, part: str) -> Response:
    """The pages of impulses, a part of them."""
    if not _PART.fullmatch(part):
        raise SitemapPartUnknown
    address = address_of(request)
    async with reading(request) as connection:
        found = await list_part(connection, LARGEST_PART, int(part))
    if not found:
        raise SitemapPartUnknown
    return document(request, url_set((f"{address}/impulse/{name}", at) for name, at in found), MEDIA_TYPE)


def page_paths(routers: Iterable[APIRouter], city: City) -> list[str]:
    """The paths of all pages that need no parameter, or one with known values; what is no page has a dot."""
    return sorted({path for router in routers for route in router.routes for path in _paths(route, city)})


def _paths(route: BaseRoute, city: City) -> Iterator[str]:
    if not isinstance(route, APIRoute) or "GET" not in (route.methods or ()) or "." in route.path:
        return
    if "{" not in route.path:
        yield route.path
    elif (found := _ONE_PARAMETER.fullmatch(route.path)) and found[1] in _VALUES:
        yield from (found[1] + value for value in _VALUES[found[1]](city))
