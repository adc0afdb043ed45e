"""Which column of a file is what, and what holds for all of its rows."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from services.ideas.file_import.problems import FileUnusable

COLUMNS: Final = (
    "reference",
    "title",
    "text",
    "received_on",
    "source_url",
    "field_of_action",
    "place",
    "origin",
    "licence",
)
CONSTANTS: Final = (*COLUMNS[1:], "source")


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """`columns` leads from our names to the file's, `constants` from our names to values; `source` names the process.

    A reference is unique within its source.
    """

    source: str
    columns: Mapping[str, str]
    constants: Mapping[str, str]

    def column(self, name: str) -> str:
        """What the file calls one of our names; ours where it is a constant."""
        return self.columns.get(name, name)


def load_mapping(file: Path) -> ColumnMapping:
    """Read a mapping: `[columns]` and `[constants]`; without a constant `source` the file's name is the source.

    Raises: FileUnusable naming what is unknown, missing or said twice.
    """
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise FileUnusable(f"{file}: kann nicht gelesen werden ({error.strerror}).") from error
    except ValueError as error:
        raise FileUnusable(f"{file}: ist kein gültiges TOML ({error}).") from error
    for table in content:
        if table not in ("columns", "constants"):
            raise FileUnusable(f"{file}: {table}: gibt es hier nicht. Erlaubt sind [columns] und [constants].")
    columns = _strings(file, "columns", content.get("columns", {}), COLUMNS)
    constants = _strings(file, "constants", content.get("constants", {}), CONSTANTS)
    for name in columns:
        if name in constants:
            raise FileUnusable(f"{file}: constants.{name}: steht auch unter [columns].")
    for name in ("reference", "title"):
        if name not in columns:
            raise FileUnusable(f"{file}: columns.{name}: fehlt.")
    if "origin" not in columns and "origin" not in constants:
        raise FileUnusable(f"{file}: constants.origin: fehlt.")
    source = constants.pop("source", "").strip() or file.stem
    return ColumnMapping(source, columns, constants)


def _strings(file: Path, table: str, content: Any, known: tuple[str, ...]) -> dict[str, str]:
    if not isinstance(content, dict):
        raise FileUnusable(f"{file}: {table}: muss eine Tabelle sein.")
    for name, value in content.items():
        if name not in known:
            raise FileUnusable(f"{file}: {table}.{name}: gibt es nicht. Erlaubt sind {', '.join(known)}.")
        if not isinstance(value, str):
            raise FileUnusable(f"{file}: {table}.{name}: muss ein Text in Anführungszeichen sein.")
    return dict(content)
