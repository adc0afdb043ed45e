"""From a template and data to a PDF: tagged, with its fonts, the same bytes for the same input.

A template is code of ours. Data reach it as JSON in one input and come out of it as text, so that no typed word is ever read
as markup. Every PDF is PDF/A-2a (ISO 19005-2) for archives and PDF/UA-1 (ISO 14289-1) for screen readers at once.
"""

import asyncio
import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TypeVar

import typst

from shared.documents.fonts import document_fonts, font_characters
from shared.documents.printable import printable

ROOT: Final = Path(__file__).parents[2]
"""Templates name each other from here: `/shared/documents/house.typ`."""

Made = TypeVar("Made")

_AT_ONCE: Final = 2
_EXECUTOR: Final = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="documents")


@dataclass(frozen=True, slots=True)
class Template:
    """A file of ours that sets documents of one kind."""

    path: Path

    def pdf(self, data: Mapping[str, Any], made_at: datetime) -> bytes:
        """The document; `made_at` stands in its metadata. Takes milliseconds: off the event loop, see `aside`.

        Raises: FontsMissing.
        """
        return typst.compile(
            self.path,
            root=ROOT,
            font_paths=document_fonts(),
            ignore_system_fonts=True,
            sys_inputs=_inputs(data),
            pdf_standards=["a-2a", "ua-1"],
            timestamp=int(made_at.timestamp()),
        )

    def look_up(self, data: Mapping[str, Any], label: str) -> list[Any]:
        """What the template says about its own layout: the values of its `metadata` under this label."""
        found = typst.query(
            self.path,
            f"<{label}>",
            field="value",
            root=ROOT,
            font_paths=document_fonts(),
            ignore_system_fonts=True,
            sys_inputs=_inputs(data),
        )
        values: list[Any] = json.loads(found)
        return values


async def aside(make: Callable[[], Made]) -> Made:
    """Make a document in a thread; so many at a time that the service still answers, the others wait."""
    return await asyncio.get_running_loop().run_in_executor(_EXECUTOR, make)


def _inputs(data: Mapping[str, Any]) -> dict[str, str]:
    return {"data": json.dumps(printable(data, font_characters()))}
