"""Pieces of HTML for other web sites: no page around them, no script, no style, every address complete."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.reporting.answers import fragment
from services.reporting.pages.site import address_of, field_of, names_of
from services.reporting.presentation.fragments import field_fragment, impulse_fragment
from services.reporting.queries.connection import reading
from services.reporting.queries.find_impulse import find_impulse
from services.reporting.queries.list_impulses import Filter, count_listed, list_impulses
from shared.web.access import public
from shared.web.answer_cache import shows

LATEST = 5

router = APIRouter(dependencies=[public()])

HeadingLevel = Annotated[int, Query(ge=2, le=4, description="level of the heading of the piece")]


@router.get("/impulse/{number}/fragment")
async def fragment_of_impulse(request: Request, number: str, ebene: HeadingLevel = 3) -> Response:
    """One impulse in short."""
    async with reading(request) as connection:
        found = await find_impulse(connection, number)
    shows(request, [str(found.id)])
    piece = impulse_fragment(found, names_of(request), address_of(request))
    return fragment(request, "impulse_fragment.html", piece=piece, level=ebene)


@router.get("/handlungsfelder/{slug}/fragment")
async def fragment_of_field(request: Request, slug: str, ebene: HeadingLevel = 3) -> Response:
    """A field of action in short."""
    field = field_of(request, slug)
    async with reading(request) as connection:
        latest = await list_impulses(connection, Filter(field_of_action=field.name), None, LATEST)
        listed = await count_listed(connection, f"field:{field.name}")
    piece = field_fragment(field, listed, latest, names_of(request), address_of(request))
    return fragment(request, "field_fragment.html", piece=piece, level=ebene)
