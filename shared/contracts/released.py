"""The JSON Schemas as released: what is on the topics and what others were built against. They are never taken back."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from shared.contracts.upcasters import UPCASTERS

Schema = Mapping[str, Any]

FOLDER: Final = Path(__file__).parent / "schemas" / "released"


def released_schemas(folder: Path = FOLDER) -> dict[str, Schema]:
    """The schema of every version ever released, by event type. Raises: FileNotFoundError where the folder is missing."""
    if not folder.is_dir():
        raise FileNotFoundError(folder)
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))}


def superseded_schemas(folder: Path = FOLDER) -> dict[str, Schema]:
    """The schemas of the versions that no producer of ours writes any more, but which lie on the topics."""
    return {event_type: schema for event_type, schema in released_schemas(folder).items() if event_type in UPCASTERS}
