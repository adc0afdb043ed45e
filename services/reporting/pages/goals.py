"""The strategic goals of the city, each with its own report."""

from fastapi import APIRouter, Request, Response

from services.reporting.answers import page
from services.reporting.filters import Chosen
from services.reporting.pages.site import city_of, goal_of, names_of
from services.reporting.presentation.kpis.kpis import goal_indicators
from services.reporting.presentation.lists import LATEST
from services.reporting.presentation.part import fields_of_goal, goal_parts, group_labels, part_report
from services.reporting.presentation.words import SUSTAINABLE_DEVELOPMENT_GOALS, counted
from services.reporting.queries.connection import reading
from services.reporting.queries.list_impulses import Filter, list_impulses
from services.reporting.queries.load_figures import load_figures
from services.reporting.queries.load_totals import load_everywhere, load_scopes, load_totals
from shared.runtime.city import StrategicGoal
from shared.web.access import public

router = APIRouter(dependencies=[public()])


@router.get("/ziele")
async def goals(request: Request) -> Response:
    """All goals, and where the impulses for each of them stand."""
    city = city_of(request)
    async with reading(request) as connection:
        totals = await load_scopes(connection, [_scope(goal) for goal in city.strategic_goals])
    return page(
        request,
        "goals.html",
        count=counted(len(city.strategic_goals)),
        parts=goal_parts(city, totals),
        columns=group_labels(),
    )


@router.get("/ziele/{number}")
async def goal(request: Request, number: str) -> Response:
    """The report of one goal. Raises: GoalUnknown."""
    found = goal_of(request, number)
    async with reading(request) as connection:
        totals = await load_totals(connection, _scope(found))
        latest = await list_impulses(connection, Filter(goal=found.number), None, LATEST)
        by_field = await load_everywhere(connection, "goal")
        figures = await load_figures(connection, city_of(request))
    return page(
        request,
        "goal.html",
        goal=found,
        indicators=goal_indicators(figures, found.number),
        goal_names=SUSTAINABLE_DEVELOPMENT_GOALS,
        report=part_report(totals, latest.items, names_of(request), Chosen(ziel=number)),
        fields=fields_of_goal(city_of(request), by_field, found.number),
    )


def _scope(goal: StrategicGoal) -> str:
    return f"goal:{goal.number}"
