"""Reads the filters of the list from an address; empty ones count as not set, as forms send them."""

from services.reporting.errors import FilterUnknown
from services.reporting.presentation.words import ORIGINS
from services.reporting.queries.cursor import Cursor
from services.reporting.queries.list_impulses import Filter
from shared.contracts.status import Status
from shared.runtime.city import City


def read_status(written: str) -> Status | None:
    """Raises: FilterUnknown."""
    if not written:
        return None
    try:
        return Status(written)
    except ValueError:
        raise FilterUnknown("status", ", ".join(Status)) from None


def read_origin(written: str) -> str | None:
    """Raises: FilterUnknown."""
    if written and written not in ORIGINS:
        raise FilterUnknown("herkunft", ", ".join(ORIGINS))
    return written or None


def read_field_of_action(slug: str, city: City) -> str | None:
    """The name of the field with that slug. Raises: FilterUnknown."""
    if not slug:
        return None
    names = {field.slug: field.name for field in city.fields_of_action}
    if slug not in names:
        raise FilterUnknown("handlungsfeld", ", ".join(names))
    return names[slug]


def read_words(typed: str) -> str | None:
    """What somebody looks for; PostgreSQL knows no null character."""
    return typed.replace("\0", " ").strip() or None


def read_cursor(written: str) -> Cursor | None:
    """Raises: CursorBroken."""
    return Cursor.read(written) if written else None


def read_filter(
    city: City, *, status: str = "", origin: str = "", field_of_action: str = "", words: str = ""
) -> Filter:
    """All filters together. Raises: FilterUnknown."""
    return Filter(
        read_status(status), read_origin(origin), read_field_of_action(field_of_action, city), read_words(words)
    )
