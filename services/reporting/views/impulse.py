"""One row per impulse: what its public page, the list and the totals need."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Self

from services.reporting.views.parts import (
    ASSESSMENT,
    IMPULSE,
    MEASURE,
    Part,
    Step,
    fold_assessment,
    fold_impulse,
    fold_measure,
)
from shared.contracts.status import StatusParts, public_status, sub_state

_TEXT_FIELDS: Final = (
    "text_version", "kind", "lang", "title", "summary", "body", "place", "source_url", "licence",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ImpulseRow:
    """One part per topic, the texts by their id, and the parts of the status; everything shown follows from these."""

    impulse: Part = field(default_factory=dict)
    assessment: Part = field(default_factory=dict)
    measure: Part = field(default_factory=dict)
    texts: Mapping[str, Part] = field(default_factory=dict)
    status_parts: StatusParts = field(default_factory=StatusParts)

    def after(self, step: Step) -> Self:
        """The row after one more fact of any topic."""
        row = replace(self, status_parts=self.status_parts.after(step.type, step.data))
        if step.type.startswith(IMPULSE):
            return replace(row, impulse=fold_impulse(self.impulse, step)).without_redacted()
        if step.type.startswith(ASSESSMENT):
            return replace(row, assessment=fold_assessment(self.assessment, step))
        if step.type.startswith(MEASURE):
            return replace(row, measure=fold_measure(self.measure, step))
        return row

    def with_text(self, data: Mapping[str, Any]) -> Self:
        """The row with one more version of a text; an older version than the one here changes nothing."""
        here = self.texts.get(data["text_id"])
        if here is not None and here["text_version"] >= data["text_version"]:
            return self
        text = {name: data[name] for name in _TEXT_FIELDS if data.get(name) is not None}
        return replace(self, texts={**self.texts, data["text_id"]: text}).without_redacted()

    def without_text(self, text_id: str) -> Self:
        """The row after the erasure of a text."""
        return replace(self, texts={other: text for other, text in self.texts.items() if other != text_id})

    def without_redacted(self) -> Self:
        """The row without the texts that a redaction refuses, whichever came first."""
        limit = self.impulse.get("redacted_up_to", 0)
        if not limit:
            return self
        return replace(self, texts={i: text for i, text in self.texts.items() if text["text_version"] > limit})


@dataclass(frozen=True, slots=True)
class Shown:
    """What lists and totals read of a row. `status` is None as long as ideas has not announced the impulse.

    `listed`: visible to the public and past screening; everything else answers like an unknown impulse.
    """

    number: str | None
    status: str | None
    sub_state: str | None
    visibility: str | None
    listed: bool
    title: str | None
    body: str | None
    decision: str | None
    origin: str | None
    field_of_action: str | None
    received_on: str | None
    updated_at: str | None


def shown(row: ImpulseRow) -> Shown:
    """Derive what is shown; a pure function of the row."""
    status = public_status(row.status_parts)
    state = sub_state(row.status_parts)
    text = text_of(row, row.impulse.get("text"))
    published = row.assessment.get("published")
    visibility = row.impulse.get("visibility")
    past_screening = bool(row.impulse.get("released") or row.impulse.get("exit"))
    times = [part["updated_at"] for part in (row.impulse, row.assessment, row.measure) if "updated_at" in part]
    return Shown(
        number=row.impulse.get("number"),
        status=None if status is None else str(status),
        sub_state=None if state is None else str(state),
        visibility=visibility,
        listed=status is not None and visibility == "public" and past_screening,
        title=text.get("title"),
        body=text.get("body"),
        decision=published["decision"] if published else None,
        origin=row.impulse.get("origin"),
        field_of_action=row.impulse.get("field_of_action"),
        received_on=row.impulse.get("received_on"),
        updated_at=max(times) if times else None,
    )


def text_of(row: ImpulseRow, reference: Mapping[str, Any] | None) -> Part:
    """The text that a fact refers to, or an empty one while it is not here, or was erased."""
    if reference is None:
        return {}
    return dict(row.texts.get(reference["text_id"], {}))
