"""The open data in words: what the page says about each data set, and the dictionary of its columns."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Final

from services.reporting.open_data.columns import Column, Kind
from services.reporting.open_data.data_sets import DataSet, Format, Update
from shared.translation import N_, Words
from shared.translation import gettext as _

KINDS: Final = Words[Kind](
    {
        "text": N_("Text"),
        "number": N_("ganze Zahl"),
        "numbers": N_("ganze Zahlen, mit Strichpunkt getrennt"),
        "decimal": N_("Zahl mit Punkt vor den Stellen"),
        "day": N_("Tag: Jahr-Monat-Tag"),
        "yes_no": N_("true (ja) oder false (nein)"),
        "address": N_("Adresse im Netz"),
    }
)
FORMATS: Final = Words[Format](
    {
        "CSV": N_("Tabelle (CSV)"),
        "JSONL": N_("Daten für Programme (JSON Lines)"),
        "JSONL_GZ": N_("Daten für Programme (JSON Lines, gepackt)"),
    }
)
UPDATES: Final = Words[Update](
    {
        "at_once": N_("sofort, wenn sich etwas ändert"),
        "daily": N_("jeden Tag"),
    }
)


@dataclass(frozen=True, slots=True)
class DescribedColumn:
    """A line of the dictionary; `values` are pairs of a key and its word."""

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
            title=_(each.title),
            description=_(each.description),
            update=UPDATES[each.update],
            files=tuple((FORMATS[file.format], file.path) for file in each.files if file.path not in missing),
            columns=() if each.table is None else tuple(_column(column) for column in each.table.columns),
            metadata=next((f"{file.path}-metadata.json" for file in each.files if file.format == "CSV"), None),
        )
        for each in data_sets
    ]


def _column(column: Column[Any]) -> DescribedColumn:
    values = () if column.values is None else tuple(column.values.items())
    kind = KINDS[column.kind] if column.required else _("{kind}, darf fehlen").format(kind=KINDS[column.kind])
    return DescribedColumn(column.name, _(column.title), kind, _(column.description), values)
