"""Rows of the view `impulses` and its parts as the database keeps them, and as they are folded."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import asyncpg

from services.reporting.views.impulse import ImpulseRow, shown_text
from services.reporting.views.totals import Counts, counts
from shared.contracts.status import StatusParts

Columns = list[Sequence[Any]]
"""Values by column, as `unnest` wants them."""


class Change(NamedTuple):
    """A row to write; `before` is None for one that is new."""

    impulse_id: str
    before: Counts | None
    after: Counts


def stored_rows(found: Iterable[asyncpg.Record]) -> dict[str, Counts]:
    """The rows that `load_rows` found, by impulse."""
    return {
        each["impulse_id"]: counts(
            ImpulseRow(
                each["impulse"],
                each["assessment"],
                each["measure"],
                each["texts"],
                StatusParts.from_json(each["status_parts"]),
            )
        )
        for each in found
    }


def changed_columns(changes: Sequence[Change]) -> Columns:
    """The values of changed rows; parts that stay are None."""
    return list(zip(*map(_values, changes), strict=True))


def reworded_columns(changes: Iterable[Change]) -> Columns:
    """Impulse, title and body of those that other words are to be found by."""
    found = [
        (change.impulse_id, change.after.view.title or "", change.after.view.body or "")
        for change in changes
        if change.before is None or shown_text(change.after.row) is not shown_text(change.before.row)
    ]
    return list(zip(*found, strict=True)) or [(), (), ()]


def _values(change: Change) -> tuple[Any, ...]:
    view = change.after.view
    return (
        change.impulse_id,
        view.number,
        view.status,
        view.sub_state,
        view.visibility,
        view.listed,
        view.title,
        view.place,
        view.decision,
        view.origin,
        view.field_of_action,
        "".join(map(str, view.goals)),
        view.motion,
        _day(view.received_on),
        None if view.updated_at is None else datetime.fromisoformat(view.updated_at),
        _day(view.decided_on),
        view.deviation,
        _day(view.due_on),
        _day(view.promised_for),
        _day(view.session_on),
        *_changed_parts(None if change.before is None else change.before.row, change.after.row),
    )


def _day(written: str | None) -> date | None:
    return None if written is None else date.fromisoformat(written)


def _changed_parts(before: ImpulseRow | None, after: ImpulseRow) -> tuple[Any, ...]:
    if before is None:
        return after.impulse, after.assessment, after.measure, after.texts, after.status_parts.as_json()
    return (
        None if after.impulse is before.impulse else after.impulse,
        None if after.assessment is before.assessment else after.assessment,
        None if after.measure is before.measure else after.measure,
        None if after.texts is before.texts else after.texts,
        None if after.status_parts is before.status_parts else after.status_parts.as_json(),
    )
