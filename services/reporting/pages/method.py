"""How impulses are assessed."""

from fastapi import APIRouter, Request, Response

from services.reporting.answers import page
from services.reporting.presentation.method import method_page
from services.reporting.queries.connection import reading
from services.reporting.queries.find_catalogue import find_catalogue, newest_catalogue
from services.reporting.queries.short_checks import load_short_checks
from shared.web.access import public

router = APIRouter(dependencies=[public()])


@router.get("/methode")
async def method(request: Request) -> Response:
    """By the catalogue that was activated last."""
    async with reading(request) as connection:
        newest = await newest_catalogue(connection)
        checks = None if newest is None else await load_short_checks(connection, newest.id, newest.version)
    return page(request, "method.html", **method_page(newest, checks))


@router.get("/methode/{catalogue_id}/{version}")
async def method_of_catalogue(request: Request, catalogue_id: str, version: str) -> Response:
    """By that version of a catalogue."""
    async with reading(request) as connection:
        found = await find_catalogue(connection, catalogue_id, version)
        checks = await load_short_checks(connection, found.id, found.version)
    return page(request, "method.html", **method_page(found, checks))
