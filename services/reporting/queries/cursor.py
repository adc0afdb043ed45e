"""Where a page of a list ended, as an opaque word for the caller."""

import base64
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final, Self
from uuid import UUID

from services.reporting.errors import CursorBroken

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_ID_BYTES: Final = 16
_TIME_BYTES: Final = 8
_DAY_BYTES: Final = 4


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last impulse of a page: when it changed (UTC, whole microseconds) and its id, which breaks ties."""

    updated_at: datetime
    impulse_id: UUID

    def __str__(self) -> str:
        microseconds = (self.updated_at - _EPOCH) // timedelta(microseconds=1)
        return _word(self.impulse_id.bytes + microseconds.to_bytes(_TIME_BYTES, "big"))

    @classmethod
    def read(cls, written: str) -> Self:
        """The cursor that `str` wrote. Raises: CursorBroken."""
        packed = _packed(written, _ID_BYTES + _TIME_BYTES)
        microseconds = int.from_bytes(packed[_ID_BYTES:], "big")
        try:
            return cls(_EPOCH + timedelta(microseconds=microseconds), UUID(bytes=packed[:_ID_BYTES]))
        except OverflowError:
            raise CursorBroken from None


@dataclass(frozen=True, slots=True)
class DayCursor:
    """The last impulse of a page of a list that is ordered by days, and its id, which breaks ties."""

    day: date
    impulse_id: UUID

    def __str__(self) -> str:
        return _word(self.day.toordinal().to_bytes(_DAY_BYTES, "big") + self.impulse_id.bytes)

    @classmethod
    def read(cls, written: str) -> Self:
        """The cursor that `str` wrote. Raises: CursorBroken."""
        packed = _packed(written, _DAY_BYTES + _ID_BYTES)
        try:
            return cls(date.fromordinal(int.from_bytes(packed[:_DAY_BYTES], "big")), UUID(bytes=packed[_DAY_BYTES:]))
        except (ValueError, OverflowError):
            raise CursorBroken from None


def _word(packed: bytes) -> str:
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def _packed(written: str, size: int) -> bytes:
    try:
        packed = base64.b64decode(written.encode() + b"=" * (-size % 3), altchars=b"-_", validate=True)
    except ValueError:
        raise CursorBroken from None
    if len(packed) != size:
        raise CursorBroken
    return packed
