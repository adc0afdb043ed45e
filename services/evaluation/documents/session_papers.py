"""Invitation and minutes as PDF."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from shared.documents.pdf import Template

INVITATION: Final = Template(Path(__file__).parent / "invitation.typ")
MINUTES: Final = Template(Path(__file__).parent / "minutes.typ")


def invitation_pdf(document: Mapping[str, Any], made_at: datetime) -> bytes:
    """The invitation. Raises: FontsMissing."""
    return INVITATION.pdf(document, made_at)


def minutes_pdf(document: Mapping[str, Any], made_at: datetime) -> bytes:
    """The minutes with lines to sign on. Raises: FontsMissing."""
    return MINUTES.pdf(document, made_at)
