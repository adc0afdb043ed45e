"""JSON-LD behind links in the heads of pages: our policy for contents allows no script inside a page, not even data."""

from fastapi import APIRouter, Request, Response

from services.reporting.answers import json_answer
from services.reporting.gazetteer import Gazetteer
from services.reporting.pages.site import address_of, names_of, owner_of
from services.reporting.presentation.structured_data import MEDIA_TYPE, impulse_data, site_data
from services.reporting.queries.connection import reading
from services.reporting.queries.find_impulse import find_impulse
from shared.web.access import public
from shared.web.answer_cache import shows

router = APIRouter(dependencies=[public()])


@router.get("/schema.jsonld")
async def data_of_site(request: Request) -> Response:
    """The site, its search and its data."""
    shows(request, ())
    return json_answer(request, site_data(address_of(request), owner_of(request)), MEDIA_TYPE)


@router.get("/impulse/{number}/schema.jsonld")
async def data_of_impulse(request: Request, number: str) -> Response:
    """One impulse."""
    async with reading(request) as connection:
        found = await find_impulse(connection, number)
    shows(request, [str(found.id)])
    gazetteer: Gazetteer = request.app.state.gazetteer
    content = impulse_data(found, names_of(request), gazetteer, address_of(request), owner_of(request))
    return json_answer(request, content, MEDIA_TYPE)
