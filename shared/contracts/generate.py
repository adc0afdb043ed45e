"""The generated files beside the models: written, and compared with what the code says now."""

import difflib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from shared.contracts.asyncapi import asyncapi
from shared.contracts.json_schemas import ALL_TYPES, json_schema

FOLDER: Final = Path(__file__).parent / "schemas"


@dataclass(frozen=True, slots=True)
class Difference:
    """One file that is not what the models say, with the lines that differ."""

    file: str
    lines: tuple[str, ...]


def documents() -> dict[str, str]:
    """Every generated file by name: one JSON Schema per type and `asyncapi.json`."""
    schemas = {f"{event_type}.json": _json(json_schema(event_type)) for event_type in ALL_TYPES}
    return {**schemas, "asyncapi.json": _json(asyncapi())}


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


def _json(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
