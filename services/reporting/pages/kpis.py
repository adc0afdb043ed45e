"""Key figures: all of them, and a page for each that says what it means."""

from fastapi import APIRouter, Request, Response

from services.reporting.answers import page
from services.reporting.disclosure import LEAST_CASES
from services.reporting.errors import KpiUnknown
from services.reporting.pages.site import city_of
from services.reporting.presentation.kpis.kpis import all_kpis, grouped, kpi_of, year_bars
from services.reporting.queries.connection import reading
from services.reporting.queries.load_figures import load_figures
from shared.web.access import public

router = APIRouter(dependencies=[public()])


@router.get("/kennzahlen")
async def kpis(request: Request) -> Response:
    """All key figures, in groups."""
    async with reading(request) as connection:
        figures = await load_figures(connection, city_of(request))
    return page(request, "kpis.html", groups=grouped(all_kpis(figures)), least_cases=LEAST_CASES)


@router.get("/kennzahlen/{key}")
async def kpi(request: Request, key: str) -> Response:
    """One key figure with its definition and its series. Raises: KpiUnknown."""
    async with reading(request) as connection:
        figures = await load_figures(connection, city_of(request))
    found = kpi_of(key, figures)
    if found is None:
        raise KpiUnknown
    return page(request, "kpi.html", kpi=found, bars=year_bars(found))
