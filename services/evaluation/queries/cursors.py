"""Where a list goes on: opaque for callers, the order of the list inside."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.evaluation.domain.errors import CursorInvalid


@dataclass(frozen=True, slots=True)
class Position:
    """After which case the next page begins."""

    due_on: date
    case_id: UUID


START = Position(date.min, UUID(int=0))


def read_cursor(cursor: str | None) -> Position:
    """The position a cursor stands for; without one the start. Raises: CursorInvalid."""
    if not cursor:
        return START
    try:
        day, _, case_id = urlsafe_b64decode(cursor.encode()).decode().partition("|")
        return Position(date.fromisoformat(day), UUID(case_id))
    except (ValueError, binascii.Error) as error:
        raise CursorInvalid("cursor") from error


def write_cursor(position: Position) -> str:
    """The cursor of a position."""
    return urlsafe_b64encode(f"{position.due_on.isoformat()}|{position.case_id}".encode()).decode()
