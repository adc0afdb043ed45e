"""An exported case as a document."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from shared.documents.pdf import Template

TEMPLATE: Final = Template(Path(__file__).parent / "export.typ")


def export_pdf(document: Mapping[str, Any], made_at: datetime) -> bytes:
    """The case as PDF/A-2a for archives, which is PDF/UA-1 too. Raises: FontsMissing."""
    return TEMPLATE.pdf(document, made_at)
