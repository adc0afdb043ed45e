"""Marks of submitters: evaluation recognises its own people by them, nobody learns a name."""

import hmac
from typing import Final
from uuid import UUID

from services.ideas.domain.errors import TooManyMarks

MOST_MARKS: Final = 20


def submitter_mark(match_key: bytes, impulse_id: UUID, issuer: str, subject: str) -> str:
    """HMAC-SHA256(K_match, impulse id | issuer | subject) in hexadecimal.

    Source: lifecycle.md, "Submitter is never evaluator".
    """
    return hmac.digest(match_key, f"{impulse_id}|{issuer}|{subject}".encode(), "sha256").hex()


def check_marks(marks: tuple[str, ...]) -> None:
    """Raises TooManyMarks for more than 20, which no group of submitters has."""
    if len(marks) > MOST_MARKS:
        raise TooManyMarks
