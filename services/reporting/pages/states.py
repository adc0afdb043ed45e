"""What the report looked like at the end of earlier days."""

from fastapi import APIRouter, Request, Response

from services.reporting.answers import page
from services.reporting.errors import StateUnknown
from services.reporting.place import STATES
from services.reporting.queries.connection import reading
from services.reporting.queries.states import days_of_states
from shared.web.access import public

router = APIRouter(dependencies=[public()])


@router.get(STATES)
async def states(request: Request) -> Response:
    """The states that are kept."""
    async with reading(request) as connection:
        days = await days_of_states(connection)
    return page(request, "states.html", days=days)


@router.get(STATES + "/{day}")
@router.get(STATES + "/{day}/{rest:path}")
async def no_state(day: str, rest: str = "") -> Response:
    """What stands here is no day; states themselves answer at the addresses of today's pages, below their prefix."""
    raise StateUnknown
