"""The list of impulses with its filters."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response

from services.reporting.answers import page
from services.reporting.filters import read_cursor, read_filter
from services.reporting.pages.site import city_of
from services.reporting.presentation.lists import list_entry
from services.reporting.presentation.words import ORIGINS
from services.reporting.queries.connection import reading
from services.reporting.queries.list_impulses import Filter, count_by_status, list_impulses
from shared.contracts.status import STATUS_LABELS
from shared.web.access import public

PAGE_SIZE = 20
LONGEST_SEARCH = 200

router = APIRouter(dependencies=[public()])

Word = Annotated[str, Query(max_length=100)]


@router.get("/impulse")
async def impulses(
    request: Request,
    q: Annotated[str, Query(max_length=LONGEST_SEARCH)] = "",
    status: Word = "",
    herkunft: Word = "",
    handlungsfeld: Word = "",
    cursor: Word = "",
) -> Response:
    """The list with its filters; every state of it has an address of its own."""
    city = city_of(request)
    chosen = {"q": q, "status": status, "herkunft": herkunft, "handlungsfeld": handlungsfeld}
    narrowed = read_filter(city, status=status, origin=herkunft, field_of_action=handlungsfeld, words=q)
    after = read_cursor(cursor)
    async with reading(request) as connection:
        found = await list_impulses(connection, narrowed, after, PAGE_SIZE)
        counts = await count_by_status(connection)
    return page(
        request,
        "impulses.html",
        chosen=chosen,
        narrowed=narrowed != Filter(),
        states=[(each, f"{STATUS_LABELS[each]} ({counts[each]})") for each in STATUS_LABELS if each in counts],
        origins=list(ORIGINS.items()),
        fields=[(field.slug, field.name) for field in city.fields_of_action],
        total=found.total,
        entries=[list_entry(each) for each in found.items],
        first=_list_address(chosen) if after else None,
        following=None if found.next is None else _list_address({**chosen, "cursor": str(found.next)}),
    )


def _list_address(chosen: dict[str, str]) -> str:
    query = urlencode({name: value for name, value in chosen.items() if value})
    return f"/impulse?{query}" if query else "/impulse"
