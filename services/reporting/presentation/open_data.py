"""The open data in words: what the page says about each data set, and the dictionary of its columns."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from services.reporting.open_data.columns import Column, Kind
from services.reporting.open_data.data_sets import DataSet, Format, Update

KINDS: Final[Mapping[Kind, str]] = {
    "text": "Text",
    "number": "ganze Zahl",
    "numbers": "ganze Zahlen, mit Strichpunkt getrennt",
    "decimal": "Zahl mit Punkt vor den Stellen",
    "day": "Tag: Jahr-Monat-Tag",
    "yes_no": "true (ja) oder false (nein)",
    "address": "Adresse im Netz",
}
FORMATS: Final[Mapping[Format, str]] = {
    "CSV": "Tabelle (CSV)",
    "JSONL": "Daten für Programme (JSON Lines)",
    "JSONL_GZ": "Daten für Programme (JSON Lines, gepackt)",
}
UPDATES: Final[Mapping[Update, str]] = {
    "at_once": "sofort, wenn sich etwas ändert",
    "daily": "jeden Tag",
}


@dataclass(frozen=True, slots=True)
class DescribedColumn:
    """A line of the dictionary; `values` are pairs of a key and its German word."""

    name: str
    title: str
    kind: str
    description: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DescribedSet:
    """A data set as the page shows it; `files` are pairs of a label and an address, none while they are made."""

    name: str
    title: str
    description: str
    update: str
    files: tuple[tuple[str, str], ...]
    columns: tuple[DescribedColumn, ...]
    metadata: str | None


def described(data_sets: Iterable[DataSet], missing: Collection[str] = ()) -> list[DescribedSet]:
    """All data sets in their order; the files with these paths are still to be made."""
    return [
        DescribedSet(
            name=each.name,
            title=each.title,
            description=each.description,
            update=UPDATES[each.update],
            files=tuple((FORMATS[file.format], file.path) for file in each.files if file.path not in missing),
            columns=() if each.table is None else tuple(_column(column) for column in each.table.columns),
            metadata=next((f"{file.path}-metadata.json" for file in each.files if file.format == "CSV"), None),
        )
        for each in data_sets
    ]


def _column(column: Column[Any]) -> DescribedColumn:
    values = () if column.values is None else tuple(column.values.items())
    kind = KINDS[column.kind] if column.required else f"{KINDS[column.kind]}, darf fehlen"
    return DescribedColumn(column.name, column.title, kind, column.description, values)
