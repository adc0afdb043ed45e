"""The city's fields of action, each with its own report."""

from fastapi import APIRouter, Request, Response

from services.reporting.answers import page
from services.reporting.filters import Chosen
from services.reporting.pages.site import city_of, field_of, names_of
from services.reporting.presentation.lists import LATEST
from services.reporting.presentation.part import field_parts, goals_of_field, group_labels, part_report
from services.reporting.presentation.words import SUSTAINABLE_DEVELOPMENT_GOALS
from services.reporting.queries.connection import reading
from services.reporting.queries.list_impulses import Filter, list_impulses
from services.reporting.queries.load_totals import load_scopes, load_totals
from services.reporting.views.totals import ALL
from shared.runtime.city import FieldOfAction
from shared.web.access import public

router = APIRouter(dependencies=[public()])


@router.get("/handlungsfelder")
async def fields_of_action(request: Request) -> Response:
    """All fields of action, and where the impulses of each of them stand."""
    city = city_of(request)
    async with reading(request) as connection:
        totals = await load_scopes(connection, [ALL, *map(_scope, city.fields_of_action)])
    return page(request, "fields_of_action.html", parts=field_parts(city, totals), columns=group_labels())


@router.get("/handlungsfelder/{slug}")
async def field_of_action(request: Request, slug: str) -> Response:
    """The report of one field of action. Raises: FieldUnknown."""
    found = field_of(request, slug)
    async with reading(request) as connection:
        totals = await load_totals(connection, _scope(found))
        latest = await list_impulses(connection, Filter(field_of_action=found.name), None, LATEST)
    return page(
        request,
        "field_of_action.html",
        field=found,
        goal_names=SUSTAINABLE_DEVELOPMENT_GOALS,
        report=part_report(totals, latest.items, names_of(request), Chosen(handlungsfeld=slug)),
        goals=goals_of_field(city_of(request), totals, slug),
    )


def _scope(field: FieldOfAction) -> str:
    return f"field:{field.name}"
