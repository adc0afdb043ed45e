"""What programs read about the tables: CSV on the Web (W3C, 2015) and a Data Package (Frictionless, version 2)."""

from collections.abc import Mapping
from typing import Any, Final

from services.reporting.open_data.columns import Column, Kind
from services.reporting.open_data.data_sets import FOLDER, TABLES, DataSet, Table
from services.reporting.open_data.files import LIST_SEPARATOR
from services.reporting.open_data.publication import Publication

CSVW_TYPES: Final[Mapping[Kind, str]] = {
    "text": "string",
    "number": "integer",
    "numbers": "integer",
    "decimal": "decimal",
    "day": "date",
    "yes_no": "boolean",
    "address": "anyURI",
}
PACKAGE_TYPES: Final[Mapping[Kind, Mapping[str, str]]] = {
    "text": {"type": "string"},
    "number": {"type": "integer"},
    "numbers": {"type": "string"},
    "decimal": {"type": "number"},
    "day": {"type": "date"},
    "yes_no": {"type": "boolean"},
    "address": {"type": "string", "format": "uri"},
}
_NUMBERS: Final = rf"\d+({LIST_SEPARATOR}\d+)*"


def csvw_metadata(data_set: DataSet, publication: Publication, address: str) -> dict[str, Any]:
    """The metadata of one table, to be found at the address of its CSV with `-metadata.json` behind it."""
    table = _table(data_set)
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "de"}],
        "url": f"{data_set.name}.csv",
        "dc:title": data_set.title,
        "dc:description": data_set.description,
        "dc:language": "de",
        "dc:license": {"@id": publication.licence.page},
        "dc:publisher": {"@id": publication.publisher_uri},
        "dc:source": {"@id": f"{address}{FOLDER}"},
        "tableSchema": {
            "columns": [_csvw_column(column) for column in table.columns],
            "primaryKey": list(table.key),
        },
    }


def data_package(publication: Publication, address: str) -> dict[str, Any]:
    """The descriptor of all tables together; their paths are beside its own."""
    licence = {"path": publication.licence.page, "title": publication.licence.title}
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "impulswerk",
        "title": "Impulswerk",
        "homepage": f"{address}{FOLDER}",
        "licenses": [licence],
        "contributors": [{"title": publication.publisher, "path": publication.publisher_uri, "roles": ["publisher"]}],
        "resources": [
            {
                "name": data_set.name,
                "path": f"{data_set.name}.csv",
                "type": "table",
                "title": data_set.title,
                "description": data_set.description,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "licenses": [licence],
                "schema": {
                    "fields": [_package_field(column) for column in _table(data_set).columns],
                    "primaryKey": list(_table(data_set).key),
                    "missingValues": [""],
                },
            }
            for data_set in TABLES.values()
        ],
    }


def _table(data_set: DataSet) -> Table:
    assert data_set.table is not None, "only tables have columns"
    return data_set.table


def _csvw_column(column: Column[Any]) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": column.name,
        "titles": column.name,
        "dc:title": column.title,
        "dc:description": column.description,
        "datatype": CSVW_TYPES[column.kind],
        "required": column.required,
    }
    if column.kind == "numbers":
        described["separator"] = LIST_SEPARATOR
    return described


def _package_field(column: Column[Any]) -> dict[str, Any]:
    limits: dict[str, Any] = {"required": column.required}
    if column.kind == "numbers":
        limits["pattern"] = _NUMBERS
    if column.values is not None:
        limits["enum"] = list(column.values)
    return {
        "name": column.name,
        "title": column.title,
        "description": column.description,
        **PACKAGE_TYPES[column.kind],
        "constraints": limits,
    }
