"""The generated files beside the models: written, and compared with what the code says now."""

import difflib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from shared.contracts.asyncapi import asyncapi
from shared.contracts.compatibility import Break, breaks
from shared.contracts.json_schemas import ALL_TYPES, json_schema
from shared.contracts.released import FOLDER as RELEASED
from shared.contracts.released import Schema, released_schemas, superseded_schemas

FOLDER: Final = Path(__file__).parent / "schemas"


class Breaking(Exception):
    """The schemas break what was released."""

    def __init__(self, found: list[Break]) -> None:
        super().__init__("\n".join(map(str, found)))
        self.found = found


@dataclass(frozen=True, slots=True)
class Difference:
    """One file that is not what the models say, with the lines that differ."""

    file: str
    lines: tuple[str, ...]


def documents() -> dict[str, str]:
    """Every generated file by name: one JSON Schema per type and version, the superseded too, and `asyncapi.json`."""
    schemas = {**superseded_schemas(), **current_schemas()}
    files = {f"{event_type}.json": _json(schema) for event_type, schema in schemas.items()}
    return {**files, "asyncapi.json": _json(asyncapi())}


def current_schemas() -> dict[str, Schema]:
    """What the models say now, by event type."""
    return {event_type: json_schema(event_type) for event_type in ALL_TYPES}


def incompatibilities(folder: Path = RELEASED) -> list[Break]:
    """Where the models break what was released."""
    return breaks(released_schemas(folder), current_schemas())


def release(folder: Path = RELEASED) -> list[str]:
    """Freeze what the models say as released; the types that are new or gained a field. Nothing is ever taken back.

    Raises: Breaking, and changes nothing then.
    """
    if found := incompatibilities(folder):
        raise Breaking(found)
    before, now = released_schemas(folder), current_schemas()
    changed = [event_type for event_type, schema in now.items() if before.get(event_type) != schema]
    for event_type in changed:
        (folder / f"{event_type}.json").write_text(_json(now[event_type]), encoding="utf-8")
    return changed


def generate(folder: Path = FOLDER) -> list[str]:
    """Bring the files up to date; the names of those that were written or removed."""
    folder.mkdir(exist_ok=True)
    wanted = documents()
    stale = [difference.file for difference in differences(folder)]
    for name in stale:
        if name in wanted:
            (folder / name).write_text(wanted[name], encoding="utf-8")
        else:
            (folder / name).unlink()
    return stale


def differences(folder: Path = FOLDER) -> list[Difference]:
    """What `generate` would change, sorted by file."""
    return list(_differences(folder))


def _differences(folder: Path) -> Iterator[Difference]:
    wanted = documents()
    present = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.json")}
    for name in sorted(wanted.keys() | present.keys()):
        before, after = present.get(name, ""), wanted.get(name, "")
        if before != after:
            diff = difflib.unified_diff(
                before.splitlines(), after.splitlines(), "committed", "models", lineterm="", n=0
            )
            yield Difference(name, tuple(diff))


def _json(document: Mapping[str, Any]) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
