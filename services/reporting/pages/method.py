"""How impulses are assessed."""

import asyncpg
from fastapi import APIRouter, Request, Response

from services.reporting.answers import page
from services.reporting.presentation.method import Method, method_page
from services.reporting.queries.connection import reading
from services.reporting.queries.find_catalogue import (
    ActivatedCatalogue,
    find_catalogue,
    list_catalogues,
    newest_catalogue,
)
from services.reporting.queries.find_impulse import newest_scored
from services.reporting.queries.short_checks import load_short_checks
from shared.web.access import public

router = APIRouter(dependencies=[public()])


@router.get("/methode")
async def method(request: Request) -> Response:
    """By the catalogue that was activated last."""
    async with reading(request) as connection:
        newest = await newest_catalogue(connection)
        found = None if newest is None else await _method(connection, newest)
    return page(request, "method.html", **method_page(found))


@router.get("/methode/{catalogue_id}/{version}")
async def method_of_catalogue(request: Request, catalogue_id: str, version: str) -> Response:
    """By that version of a catalogue."""
    async with reading(request) as connection:
        found = await _method(connection, await find_catalogue(connection, catalogue_id, version))
    return page(request, "method.html", **method_page(found))


async def _method(connection: asyncpg.Connection, activated: ActivatedCatalogue) -> Method:
    return Method(
        activated,
        await load_short_checks(connection, activated.id, activated.version),
        await newest_scored(connection, activated.id, activated.version),
        await list_catalogues(connection),
    )
