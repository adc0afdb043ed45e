"""The table of all data sets: page, files, descriptors and catalogue are made from it."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeVar

import asyncpg

from services.reporting.open_data import assessment_columns, count_columns, impulse_columns, measure_columns
from services.reporting.open_data.columns import Column, Surroundings
from services.reporting.open_data.impulse_columns import ListedImpulse
from services.reporting.queries.export_rows import export_rows
from services.reporting.queries.list_impulses import Filter
from services.reporting.queries.load_totals import list_totals
from services.reporting.views.impulse import shown
from shared.contracts.facts_file import DOWNLOAD_PATH
from shared.translation import N_

FOLDER: Final = "/daten"

Format = Literal["CSV", "JSONL", "JSONL_GZ"]
Update = Literal["at_once", "daily"]
Batches = AsyncIterator[Sequence[Any]]
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class File:
    """A file that somebody can download; the path begins with a slash."""

    path: str
    format: Format


@dataclass(frozen=True, slots=True)
class Table:
    """What makes a data set a table: its columns, those that identify a row, and its items in batches."""

    columns: tuple[Column[Any], ...]
    key: tuple[str, ...]
    items: Callable[[asyncpg.Connection, Surroundings], Batches]


@dataclass(frozen=True, slots=True)
class DataSet:
    """A data set: `name` in addresses, what it is called, what it holds, words to find it by, its files.

    `table` is None where others make the file.
    """

    name: str
    title: str
    description: str
    keywords: tuple[str, ...]
    update: Update
    files: tuple[File, ...]
    table: Table | None


async def impulses(connection: asyncpg.Connection, around: Surroundings, chosen: Filter | None = None) -> Batches:
    """The listed impulses that fit, in the order of their numbers."""
    async for rows in export_rows(connection, chosen or Filter()):
        yield [ListedImpulse(row, shown(row), around) for row in rows]


async def _assessments(connection: asyncpg.Connection, around: Surroundings) -> Batches:
    async for found in impulses(connection, around):
        yield [each for impulse in found for each in assessment_columns.assessed_dimensions(impulse)]


async def _measures(connection: asyncpg.Connection, around: Surroundings) -> Batches:
    async for found in impulses(connection, around):
        yield [each for impulse in found for each in measure_columns.planned_measures(impulse)]


async def _counts(connection: asyncpg.Connection, _: Surroundings) -> Batches:
    rows = await list_totals(connection, count_columns.COUNTED)
    yield [count for count in (count_columns.Count(*row) for row in rows) if count.is_given_away]


def _table(name: str, title: str, description: str, keywords: tuple[str, ...], table: Table) -> DataSet:
    files = (File(f"{FOLDER}/{name}.csv", "CSV"), File(f"{FOLDER}/{name}.jsonl", "JSONL"))
    return DataSet(name, title, description, keywords, "at_once", files, table)


DATA_SETS: Final[tuple[DataSet, ...]] = (
    _table(
        "impulse",
        N_("Impulse"),
        N_(
            "Alle öffentlichen Impulse, je Impuls eine Zeile: Stand, Entscheidung, Geld und Wirkung. Übernommene Texte "
            "behalten ihre eigene Lizenz. Sie steht in der Spalte licence, ihre Quelle in source_url."
        ),
        ("Impulse", "Bürgerbeteiligung", "Vorschläge"),
        Table(impulse_columns.COLUMNS, ("number",), impulses),
    ),
    _table(
        "bewertung",
        N_("Bewertungen"),
        N_(
            "Die Werte, auf denen die Entscheidungen beruhen. Je Impuls und Bereich eine Zeile, genau und gerundet. "
            "Es zählt die letzte Entscheidung, die hier erschienen ist."
        ),
        ("Bewertung", "Nachhaltigkeit", "Entscheidung"),
        Table(assessment_columns.COLUMNS, ("number", "dimension"), _assessments),
    ),
    _table(
        "massnahmen",
        N_("Maßnahmen"),
        N_("Was die Stadt aus den Impulsen macht, je Maßnahme eine Zeile: wer, bis wann, für wie viel Geld."),
        ("Maßnahmen", "Umsetzung", "Kosten"),
        Table(measure_columns.COLUMNS, ("number", "measure"), _measures),
    ),
    _table(
        "zaehlung",
        N_("Zählungen"),
        N_(
            "Die Zahlen des Berichts, je Zahl eine Zeile. Zahlen nach Herkunft sind auf 5, 10, 15 und so weiter gerundet."
        ),
        ("Statistik", "Bericht"),
        Table(count_columns.COLUMNS, ("scope", "scope_value", "what", "value"), _counts),
    ),
    DataSet(
        "fakten",
        N_("Fakten mit Beweis"),
        N_(
            "Was zu entschiedenen Impulsen geschah, Schritt für Schritt und ohne Texte. Jede Zeile ist gesichert. Wer will, "
            "prüft damit selbst, dass nichts fehlt und nichts geändert ist: impulswerk journal verify-public."
        ),
        ("Fakten", "Nachweis"),
        "daily",
        (File(DOWNLOAD_PATH, "JSONL_GZ"),),
        None,
    ),
)

STREAMED: Final = frozenset(file.path for each in DATA_SETS if each.table is not None for file in each.files)
"""The addresses of what is too long to be kept in memory."""
TABLES: Final = {each.name: each for each in DATA_SETS if each.table is not None}
