"""The page about the open data."""

from fastapi import APIRouter, Request, Response

from services.reporting.answers import page
from services.reporting.open_data.data_sets import DATA_SETS, FOLDER
from services.reporting.pages.facts_download import newest_download
from services.reporting.pages.site import publication_of
from services.reporting.presentation.open_data import described
from services.reporting.queries.connection import reading
from shared.contracts.facts_file import DOWNLOAD_PATH
from shared.web.access import public

router = APIRouter(dependencies=[public()])


@router.get(FOLDER)
async def open_data(request: Request) -> Response:
    """Every data set with its columns, files and licence."""
    async with reading(request) as connection:
        missing = set() if await newest_download(connection) else {DOWNLOAD_PATH}
    sets = described(DATA_SETS, missing)
    return page(request, "open_data.html", sets=sets, publication=publication_of(request))
