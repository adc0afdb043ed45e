"""Rows of the view `impulses` and its parts as the database keeps them, and as they are folded."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import asyncpg

from services.reporting.views.impulse import ImpulseRow, Shown, short_check_of, shown, shown_text
from services.reporting.views.totals import Counted
from shared.contracts.status import StatusParts

Columns = list[Sequence[Any]]
"""Values by column, as `unnest` wants them."""


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

    def stored(self) -> Stored:
        """The row once the change is written."""
        view = self.shown
        counted = Counted(view.status, view.visibility, view.origin, view.decision, view.listed, view.short_check)
        return Stored(self.after, counted)


def stored_rows(found: Iterable[asyncpg.Record]) -> dict[str, Stored]:
    """The rows that `load_rows` found, by impulse."""
    return {
        each["impulse_id"]: Stored(
            ImpulseRow(
                each["impulse"],
                each["assessment"],
                each["measure"],
                each["texts"],
                StatusParts.from_json(each["status_parts"]),
            ),
            Counted(
                each["status"],
                each["visibility"],
                each["origin"],
                each["decision"],
                each["listed"],
                short_check_of(each["assessment"] or {}),
            ),
        )
        for each in found
    }


def changed_columns(changes: Sequence[Change]) -> Columns:
    """The values of changed rows; parts that stay are None."""
    return list(zip(*map(_values, changes), strict=True))


def reworded_columns(changes: Iterable[Change]) -> Columns:
    """Impulse, title and body of those that other words are to be found by."""
    found = [
        (change.impulse_id, change.shown.title or "", change.shown.body or "")
        for change in changes
        if change.before is None or shown_text(change.after) is not shown_text(change.before.row)
    ]
    return list(zip(*found, strict=True)) or [(), (), ()]


def _values(change: Change) -> tuple[Any, ...]:
    after, view = change.after, change.shown
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
        *_changed_parts(None if change.before is None else change.before.row, after),
    )


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
