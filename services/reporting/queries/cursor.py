"""Where a page of the list ended, as an opaque word for the caller."""

import base64
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Self
from uuid import UUID

from services.reporting.errors import CursorBroken

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_ID_BYTES: Final = 16
_TIME_BYTES: Final = 8


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last impulse of a page: when it changed (UTC, whole microseconds) and its id, which breaks ties."""

    updated_at: datetime
    impulse_id: UUID

    def __str__(self) -> str:
        microseconds = (self.updated_at - _EPOCH) // timedelta(microseconds=1)
        packed = self.impulse_id.bytes + microseconds.to_bytes(_TIME_BYTES, "big")
        return base64.urlsafe_b64encode(packed).decode()

    @classmethod
    def read(cls, written: str) -> Self:
        """The cursor that `str` wrote. Raises: CursorBroken."""
        try:
            packed = base64.b64decode(written.encode(), altchars=b"-_", validate=True)
            if len(packed) != _ID_BYTES + _TIME_BYTES:
                raise CursorBroken
            microseconds = int.from_bytes(packed[_ID_BYTES:], "big")
            return cls(_EPOCH + timedelta(microseconds=microseconds), UUID(bytes=packed[:_ID_BYTES]))
        except (ValueError, OverflowError):
            raise CursorBroken from None
