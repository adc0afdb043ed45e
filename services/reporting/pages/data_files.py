"""The files of the open data, and what describes them for programs."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

import asyncpg
from fastapi import APIRouter, Request, Response

from services.reporting import open_data
from services.reporting.answers import document, json_answer
from services.reporting.downloads import Content, Download, Parts, code_digest
from services.reporting.errors import DataSetUnknown
from services.reporting.open_data.catalogue import SYNTAXES, catalogue, serialized
from services.reporting.open_data.columns import Surroundings
from services.reporting.open_data.data_sets import FOLDER, TABLES, Batches, DataSet, Table
from services.reporting.open_data.descriptors import csvw_metadata, data_package
from services.reporting.open_data.files import Columns, csv_header, csv_rows, json_rows
from services.reporting.pages.site import address_of, city_of, names_of, publication_of
from services.reporting.queries.connection import reading
from services.reporting.queries.export_rows import last_change
from shared.documents.pdf import aside
from shared.web.access import public
from shared.web.answer_cache import shows

CSV: Final = "text/csv; charset=utf-8; header=present"
JSON_LINES: Final = "application/x-ndjson"
CSVW: Final = "application/csvm+json"

_CODE: Final = code_digest(Path(open_data.__file__).parent)

router = APIRouter(prefix=FOLDER, dependencies=[public()])


@router.get("/datapackage.json")
async def package(request: Request) -> Response:
    """All tables as a Frictionless data package."""
    shows(request, ())
    return json_answer(request, data_package(publication_of(request), address_of(request)))


@router.get("/katalog.{syntax}")
async def dcat_catalogue(request: Request, syntax: str) -> Response:
    """The catalogue for open data portals, as Turtle or JSON-LD."""
    if syntax not in SYNTAXES:
        raise DataSetUnknown
    async with reading(request) as connection:
        modified = await last_change(connection)
    publication, address = publication_of(request), address_of(request)
    body = await aside(lambda: serialized(catalogue(publication, address, modified), syntax))
    return document(request, body, SYNTAXES[syntax])


@router.get("/{name}.csv-metadata.json")
async def csv_metadata(request: Request, name: str) -> Response:
    """The metadata of one table as CSV on the Web."""
    found, _ = _table(name)
    shows(request, ())
    return json_answer(request, csvw_metadata(found, publication_of(request), address_of(request)), CSVW)


@router.get("/{name}.csv")
async def csv_file(request: Request, name: str) -> Response:
    """One table as CSV."""
    _, table = _table(name)
    metadata = f'<{FOLDER}/{name}.csv-metadata.json>; rel="describedby"; type="{CSVW}"'
    parts = csv_parts(table.columns, lambda connection: table.items(connection, around(request)))
    return download(request, parts, name, "csv", CSV, {"Link": metadata})


@router.get("/{name}.jsonl")
async def json_lines_file(request: Request, name: str) -> Response:
    """One table as JSON Lines."""
    _, table = _table(name)

    async def parts(connection: asyncpg.Connection) -> AsyncIterator[bytes]:
        async for items in table.items(connection, around(request)):
            yield json_rows(table.columns, items)

    return download(request, parts, name, "jsonl", JSON_LINES, {})


def csv_parts(columns: Columns, items: Any) -> Parts:
    """A CSV of these items in portions, with its header."""

    async def parts(connection: asyncpg.Connection) -> AsyncIterator[bytes]:
        yield csv_header(columns)
        found: Batches = items(connection)
        async for each in found:
            yield csv_rows(columns, each)

    return parts


def download(
    request: Request, parts: Parts, name: str, ending: str, media_type: str, headers: dict[str, str], chosen: str = ""
) -> Response:
    """The file; `chosen` is the filter, as its address names it."""
    city = city_of(request)
    depends_on = f"{_CODE} {name} {ending} {chosen} {address_of(request)} {sorted(city.versions.items())}"
    return Download(request, Content(parts, depends_on, name, ending, media_type, headers))


def around(request: Request) -> Surroundings:
    """What the rows need beside the views."""
    return Surroundings(address_of(request), names_of(request))


def _table(name: str) -> tuple[DataSet, Table]:
    found = TABLES.get(name)
    if found is None or found.table is None:
        raise DataSetUnknown
    return found, found.table
