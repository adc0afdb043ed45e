"""The start page: where all impulses stand, and what changed last."""

from fastapi import APIRouter, Request, Response

from services.reporting.answers import page
from services.reporting.pages.site import city_of, names_of
from services.reporting.presentation.funnel import funnel
from services.reporting.presentation.lists import LATEST, list_entry
from services.reporting.presentation.words import counted
from services.reporting.queries.connection import reading
from services.reporting.queries.list_impulses import Filter, list_impulses
from services.reporting.queries.load_totals import load_totals
from shared.web.access import public

router = APIRouter(dependencies=[public()])


@router.get("/")
async def overview(request: Request) -> Response:
    """Where all impulses stand, and what changed last."""
    async with reading(request) as connection:
        totals = await load_totals(connection)
        latest = await list_impulses(connection, Filter(), None, LATEST)
    names = names_of(request)
    months = city_of(request).deadlines.service_promise_months
    return page(
        request,
        "overview.html",
        totals=totals,
        groups=funnel(totals.statuses),
        latest=[list_entry(each, names) for each in latest.items],
        months=months,
        counted_months=counted(months),
    )
