"""A preview of a public page, carried from one service to another by the browser of a member of staff.

Services do not call each other: evaluation seals what it would publish into a form, reporting opens it and shows the page
that would come of it. Only the signature tells reporting that nobody else wrote it. Source: the second person of the four
eyes sees exactly what the public will see.
"""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.web.errors import PreviewInvalid


@dataclass(frozen=True, slots=True)
class SealedPreview:
    """The two fields of the form: `preview` is base64url of JSON, `signature` hexadecimal HMAC-SHA256 of that field."""

    preview: str
    signature: str


@dataclass(frozen=True, slots=True)
class Preview:
    """A fact that is not published: its type, its data, when it would be said, and the data of the texts it refers to."""

    impulse_id: UUID
    event_type: str
    data: dict[str, Any]
    time: datetime
    texts: tuple[dict[str, Any], ...]
    valid_until: datetime


def seal(
    key: bytes,
    impulse_id: UUID,
    event_type: str,
    data: Mapping[str, Any],
    time: datetime,
    texts: Sequence[Mapping[str, Any]],
    valid_until: datetime,
) -> SealedPreview:
    """The fields of the form that shows this fact as if it were published; times are aware, data and texts JSON values.

    Raises: ValueError for a time without its zone.
    """
    if time.tzinfo is None or valid_until.tzinfo is None:
        raise ValueError("times of a preview need their zone")
    content = {
        "impulse_id": str(impulse_id),
        "event_type": event_type,
        "data": data,
        "time": time.isoformat(),
        "texts": list(texts),
        "valid_until": valid_until.isoformat(),
    }
    written = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    preview = base64.urlsafe_b64encode(written).decode()
    return SealedPreview(preview, _signature(key, preview))


def open_sealed(key: bytes, preview: str, signature: str, now: datetime) -> Preview:
    """What the fields of the form hold.

    Raises: PreviewInvalid when they were not sealed with this key, or are valid no more.
    """
    if not hmac.compare_digest(signature.encode(), _signature(key, preview).encode()):
        raise PreviewInvalid
    try:
        content = json.loads(base64.urlsafe_b64decode(preview.encode()))
        opened = Preview(
            impulse_id=UUID(content["impulse_id"]),
            event_type=content["event_type"],
            data=content["data"],
            time=datetime.fromisoformat(content["time"]),
            texts=tuple(content["texts"]),
            valid_until=datetime.fromisoformat(content["valid_until"]),
        )
    except (binascii.Error, ValueError, KeyError, TypeError) as error:
        # Sealed with our key, but by a release that wrote something else.
        raise PreviewInvalid from error
    if now >= opened.valid_until:
        raise PreviewInvalid
    return opened


def _signature(key: bytes, preview: str) -> str:
    return hmac.new(key, preview.encode(), hashlib.sha256).hexdigest()
