"""The yearly report as a page and as a PDF."""

from datetime import date

from fastapi import APIRouter, Request, Response

from services.reporting.answers import page, pdf_answer
from services.reporting.documents.year_report import year_report_pdf
from services.reporting.errors import YearUnknown
from services.reporting.pages.site import address_of, city_of, names_of, owner_of
from services.reporting.presentation.kpis.kpis import all_kpis
from services.reporting.presentation.year_report import YearReport, year_report
from services.reporting.queries.connection import reading
from services.reporting.queries.load_figures import load_figures
from services.reporting.queries.year_lists import load_year_lists
from shared.web.access import public

PATH = "/jahresbericht"

router = APIRouter(dependencies=[public()])


@router.get(PATH)
async def year_reports(request: Request) -> Response:
    """The years that have a report, the newest first."""
    async with reading(request) as connection:
        figures = await load_figures(connection, city_of(request))
    return page(request, "year_reports.html", years=figures.years()[::-1], this_year=figures.today.year)


# Before the page: its address would take this one for a year.
@router.get(PATH + "/{year}.pdf")
async def report_as_pdf(request: Request, year: str) -> Response:
    """The report of a year as PDF/UA-1. Raises: YearUnknown."""
    report, day = await _report(request, year)
    author, address = owner_of(request), address_of(request)
    return await pdf_answer(
        request, f"jahresbericht-{report.year}.pdf", lambda: year_report_pdf(report, author, address, day)
    )


@router.get(PATH + "/{year}")
async def report(request: Request, year: str) -> Response:
    """The report of a year. Raises: YearUnknown."""
    found, _ = await _report(request, year)
    return page(request, "year_report.html", report=found)


async def _report(request: Request, written: str) -> tuple[YearReport, date]:
    """The report of the year and the day of its numbers. Raises: YearUnknown where there is nothing in it."""
    async with reading(request) as connection:
        figures = await load_figures(connection, city_of(request))
        year = next((year for year in figures.years() if str(year) == written), None)
        if year is None:
            raise YearUnknown
        lists = await load_year_lists(connection, year, figures.today)
    return year_report(figures, all_kpis(figures), lists, names_of(request), year), figures.today
