"""How programs get what the pages show."""

from fastapi import APIRouter, Request, Response

from services.reporting.answers import page
from services.reporting.pages.site import address_of, city_of
from services.reporting.presentation.for_programs import for_programs_page
from shared.web.access import public
from shared.web.answer_cache import shows

router = APIRouter(dependencies=[public()])


@router.get("/api")
async def for_programs(request: Request) -> Response:
    """The API with its parameters, an example that runs, and feeds, pieces of HTML, map and metadata."""
    shows(request, ())
    return page(request, "for_programs.html", **for_programs_page(city_of(request), address_of(request)))
