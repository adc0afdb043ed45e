"""What the list shows under its filters as a file: a CSV with all of it, a PDF to print. Both have permanent addresses."""

from datetime import datetime, time
from typing import Final

from fastapi import APIRouter, Request, Response

from services.reporting.answers import pdf_answer
from services.reporting.documents.impulse_list import MOST_ENTRIES, impulse_list_pdf
from services.reporting.filters import refuse_unknown
from services.reporting.open_data.data_sets import impulses
from services.reporting.open_data.impulse_columns import COLUMNS
from services.reporting.pages.data_files import CSV, around, csv_parts, download
from services.reporting.pages.impulses import ChosenFilters
from services.reporting.pages.site import address_of, city_of, owner_of
from services.reporting.presentation.filter_words import narrowings
from services.reporting.presentation.impulse_list import impulse_list
from services.reporting.queries.connection import reading, service_time
from services.reporting.queries.list_impulses import list_impulses
from shared.contracts.days import CITY_TIME, city_day
from shared.web.access import public

CSV_PATH: Final = "/impulse.csv"
PDF_PATH: Final = "/impulse.pdf"

router = APIRouter(dependencies=[public()])


@router.get(CSV_PATH)
async def impulses_csv(request: Request, chosen: ChosenFilters) -> Response:
    """All impulses that fit, with the columns of the open data."""
    refuse_unknown(request.query_params, dict(chosen.pairs()))
    narrowed = chosen.read(city_of(request))
    parts = csv_parts(COLUMNS, lambda connection: impulses(connection, around(request), narrowed))
    return download(request, parts, "impulse", "csv", CSV, {}, chosen.query())


@router.get(PDF_PATH)
async def impulses_pdf(request: Request, chosen: ChosenFilters) -> Response:
    """The impulses that fit, as a list to print; of many those that changed last."""
    refuse_unknown(request.query_params, dict(chosen.pairs()))
    city = city_of(request)
    narrowed = chosen.read(city)
    async with reading(request) as connection:
        found = await list_impulses(connection, narrowed, None, MOST_ENTRIES)
        today = city_day(await service_time(connection))
    content = impulse_list(
        found,
        [each.words for each in narrowings(chosen, city, PDF_PATH)],
        address=address_of(request) + chosen.address(PDF_PATH),
        csv_address=address_of(request) + chosen.address(CSV_PATH),
        owner=owner_of(request),
        today=today,
    )
    # The day alone: the same list has the same bytes all day long.
    made_at = datetime.combine(today, time(), CITY_TIME)
    name = f"impulse-{today.isoformat()}.pdf"
    return await pdf_answer(request, name, lambda: impulse_list_pdf(content, made_at))
