"""Rows of the view `impulses` as the database keeps them, and as they are folded."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import asyncpg
import orjson

from services.reporting.views.impulse import ImpulseRow, Shown, shown, shown_text
from services.reporting.views.totals import Counted
from shared.contracts.status import StatusParts


class Stored(NamedTuple):
    """A row that is there, and what of it the totals count."""

    row: ImpulseRow
    counted: Counted


class Change(NamedTuple):
    """A row to write; `before` is None for one that is new."""

    impulse_id: str
    before: Stored | None
    after: ImpulseRow
    shown: Shown

    @classmethod
    def of(cls, impulse_id: str, before: Stored | None, after: ImpulseRow) -> "Change":
        """With what is shown of it then."""
        return cls(impulse_id, before, after, shown(after))


def stored_rows(found: Iterable[asyncpg.Record]) -> dict[str, Stored]:
    """The rows that `load_impulses` found, by impulse."""
    return {
        each["impulse_id"]: Stored(
            ImpulseRow(
                orjson.loads(each["impulse"]),
                orjson.loads(each["assessment"]),
                orjson.loads(each["measure"]),
                orjson.loads(each["texts"]),
                StatusParts.from_json(orjson.loads(each["status_parts"])),
            ),
            Counted(each["status"], each["visibility"], each["origin"], each["decision"], each["listed"]),
        )
        for each in found
    }


def inserted(change: Change) -> tuple[Any, ...]:
    """The values of a new row, in the order of the columns of `insert_impulses`."""
    after, view = change.after, change.shown
    return (
        *_shown_columns(change),
        _json(after.impulse),
        _json(after.assessment),
        _json(after.measure),
        _json(after.texts),
        _json(after.status_parts.as_json()),
        view.body,
    )


def updated(change: Change) -> tuple[Any, ...]:
    """The values of a changed row, in the order of the columns of `update_impulses`; parts that stay are None."""
    assert change.before is not None
    before, after = change.before.row, change.after
    reworded = shown_text(after) is not shown_text(before)
    return (
        *_shown_columns(change),
        None if after.impulse is before.impulse else _json(after.impulse),
        None if after.assessment is before.assessment else _json(after.assessment),
        None if after.measure is before.measure else _json(after.measure),
        None if after.texts is before.texts else _json(after.texts),
        None if after.status_parts is before.status_parts else _json(after.status_parts.as_json()),
        change.shown.body if reworded else None,
        reworded,
    )


def columns(rows: Iterable[Sequence[Any]]) -> list[Sequence[Any]]:
    """The same values by column, as `unnest` wants them."""
    return list(zip(*rows, strict=True))


def _shown_columns(change: Change) -> tuple[Any, ...]:
    view = change.shown
    return (
        change.impulse_id,
        view.number,
        view.status,
        view.sub_state,
        view.visibility,
        view.listed,
        view.title,
        view.decision,
        view.origin,
        view.field_of_action,
        None if view.received_on is None else date.fromisoformat(view.received_on),
        None if view.updated_at is None else datetime.fromisoformat(view.updated_at),
    )


def _json(part: Any) -> str:
    return orjson.dumps(part).decode()
