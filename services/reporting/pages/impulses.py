"""The list of impulses with its filters."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from services.reporting.answers import page
from services.reporting.filters import LIST_PATH, Chosen, read_cursor
from services.reporting.pages.site import city_of, names_of
from services.reporting.presentation.filter_words import facets, narrowings
from services.reporting.presentation.lists import list_entry
from services.reporting.queries.connection import reading
from services.reporting.queries.list_impulses import list_impulses
from services.reporting.queries.load_totals import load_everywhere
from shared.translation import N_
from shared.translation import gettext as _
from shared.web.access import public

PAGE_SIZE = 20
FILES = ((N_("Tabelle (CSV)"), "csv"), (N_("Druckbare Liste (PDF)"), "pdf"))
"""What else shows the same, by the ending of the address."""

router = APIRouter(dependencies=[public()])


def chosen_filters(
    q: str = "",
    status: str = "",
    entscheidung: str = "",
    herkunft: str = "",
    handlungsfeld: str = "",
    ziel: str = "",
    jahr: str = "",
) -> Chosen:
    """The filters of an address, not read yet."""
    return Chosen(q, status, entscheidung, herkunft, handlungsfeld, ziel, jahr)


ChosenFilters = Annotated[Chosen, Depends(chosen_filters)]


@router.get(LIST_PATH)
async def impulses(request: Request, chosen: ChosenFilters, cursor: str = "") -> Response:
    """The list; every state of it has an address of its own. Filters that do not exist are ignored, their values are not."""
    city, names = city_of(request), names_of(request)
    narrowed, after = chosen.read(city), read_cursor(cursor)
    async with reading(request) as connection:
        found = await list_impulses(connection, narrowed, after, PAGE_SIZE)
        listed = await load_everywhere(connection, "listed")
    return page(
        request,
        "impulses.html",
        chosen=chosen,
        narrowings=narrowings(chosen, city, LIST_PATH),
        facets=facets(chosen, city, listed),
        found=found,
        entries=[list_entry(each, names) for each in found.items],
        first=chosen.address() if after else None,
        files=[(_(label), chosen.address(f"{LIST_PATH}.{ending}")) for label, ending in FILES],
        following=None if found.next is None else chosen.address(cursor=str(found.next)),
    )
