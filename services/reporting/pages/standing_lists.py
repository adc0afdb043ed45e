"""The lists that stand for good."""

from fastapi import APIRouter, Request, Response

from services.reporting.answers import page
from services.reporting.errors import ListUnknown
from services.reporting.pages.site import city_of, names_of
from services.reporting.presentation.standing_lists import BY_KEY, LISTS, standing_entry
from services.reporting.queries.connection import reading, service_time
from services.reporting.queries.cursor import DayCursor
from services.reporting.queries.standing_lists import standing_page
from shared.contracts.days import city_day
from shared.web.access import public

router = APIRouter(dependencies=[public()])


@router.get("/listen")
async def standing_lists(request: Request) -> Response:
    """All of them, with what they are about."""
    return page(request, "standing_lists.html", lists=LISTS)


@router.get("/listen/{key}")
async def standing_list(request: Request, key: str, cursor: str = "") -> Response:
    """One of them, page by page."""
    chosen, after = BY_KEY.get(key), DayCursor.read(cursor) if cursor else None
    if chosen is None:
        raise ListUnknown
    async with reading(request) as connection:
        today = city_day(await service_time(connection))
        known = {"today": today, "promise": city_of(request).deadlines.service_promise_months}
        found = await standing_page(connection, chosen.query, after, *(known[name] for name in chosen.asks))
    return page(
        request,
        "standing_list.html",
        list=chosen,
        entries=[standing_entry(each, chosen, names_of(request), today) for each in found.rows],
        first=f"/listen/{key}" if after else None,
        following=None if found.next is None else f"/listen/{key}?cursor={found.next}",
    )
