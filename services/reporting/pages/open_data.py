"""The page about the open data."""

from fastapi import APIRouter, Request, Response

from services.reporting.answers import page
from services.reporting.open_data.data_sets import DATA_SETS, FOLDER
from services.reporting.pages.site import publication_of
from services.reporting.presentation.open_data import described
from shared.web.access import public
from shared.web.answer_cache import shows

router = APIRouter(dependencies=[public()])


@router.get(FOLDER)
async def open_data(request: Request) -> Response:
    """Every data set with its columns, files and licence."""
    shows(request, ())
    return page(request, "open_data.html", sets=described(DATA_SETS), publication=publication_of(request))
