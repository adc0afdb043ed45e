"""Rows of the view `impulses` and its parts as the database keeps them, and as they are folded."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import asyncpg

from services.reporting.views.impulse import ImpulseRow, shown_text
from services.reporting.views.totals import Counts, counts
from shared.contracts.status import StatusParts


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


def written(change: Change) -> dict[str, Any]:
    """A changed row as JSON for the database: what is shown of it and the parts that are new.

    A part that stays is null; `reworded` says whether other words are to be found by.
    """
    before, after = None if change.before is None else change.before.row, change.after.row
    return {
        **change.after.view._asdict(),
        "impulse_id": change.impulse_id,
        "reworded": before is None or shown_text(after) is not shown_text(before),
        **_changed_parts(before, after),
    }


def _changed_parts(before: ImpulseRow | None, after: ImpulseRow) -> dict[str, Any]:
    if before is None:
        return {
            "impulse": after.impulse,
            "assessment": after.assessment,
            "measure": after.measure,
            "texts": after.texts,
            "status_parts": after.status_parts.as_json(),
        }
    return {
        "impulse": None if after.impulse is before.impulse else after.impulse,
        "assessment": None if after.assessment is before.assessment else after.assessment,
        "measure": None if after.measure is before.measure else after.measure,
        "texts": None if after.texts is before.texts else after.texts,
        "status_parts": None if after.status_parts is before.status_parts else after.status_parts.as_json(),
    }
