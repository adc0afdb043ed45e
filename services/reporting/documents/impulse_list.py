"""The list under its filters, set as PDF."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from shared.documents.pdf import Template

MOST_ENTRIES: Final = 1_000
"""About 40 pages; more is for a spreadsheet."""

TEMPLATE: Final = Template(Path(__file__).parent / "impulse_list.typ")


def impulse_list_pdf(content: Mapping[str, Any], made_at: datetime) -> bytes:
    """PDF/A-2a and PDF/UA-1. Takes up to a second for the longest list: off the event loop. Raises: FontsMissing."""
    return TEMPLATE.pdf(content, made_at)
