"""One row per impulse: what its public page, the list and the totals need."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter
from typing import Any, Final, NamedTuple

from services.reporting.views.parts import Part, Step, day_of, fold_assessment, fold_impulse, fold_measure, moved_part
from shared.contracts.status import ASSESSMENT, IMPULSE, Status, StatusParts, moves_status, public_status, sub_state

_TEXT_FIELDS: Final = (
    "text_version", "kind", "lang", "title", "summary", "body", "place", "source_url", "licence",
)  # fmt: skip

_NO_TEXT: Final[Part] = {}

AWAITING: Final = frozenset({Status.IN_ASSESSMENT, Status.BEFORE_COUNCIL})
"""The states in which people outside wait for a decision."""
PROMISED: Final = frozenset(
    {Status.ACCEPTED, Status.ACCEPTED_WITH_CONDITIONS, Status.PLANNED, Status.IN_IMPLEMENTATION}
)
"""The states in which the city has said yes and is not done yet."""
DONE: Final = frozenset({Status.IMPLEMENTED, Status.EFFECT_REVIEWED})
"""The states in which the city has done what it accepted."""


@dataclass(frozen=True, slots=True)
class ImpulseRow:
    """One part per topic, the texts by their id, and the parts of the status; everything shown follows from these.

    Of an erased text only `text_version` is there.
    """

    impulse: Part = field(default_factory=dict)
    assessment: Part = field(default_factory=dict)
    measure: Part = field(default_factory=dict)
    texts: Mapping[str, Part] = field(default_factory=dict)
    status_parts: StatusParts = field(default_factory=StatusParts)


@lru_cache(maxsize=1_024)
def changes_rows(event_type: str) -> bool:
    """Whether a row can change by this type of fact; by most of what staff do it cannot."""
    return moved_part(event_type) is not None or moves_status(event_type)


class Folding:
    """A row while records are folded into it: what no record changes stays the very same object."""

    __slots__ = ("assessment", "impulse", "measure", "status_parts", "texts")

    def __init__(self, row: ImpulseRow) -> None:
        self.impulse = row.impulse
        self.assessment = row.assessment
        self.measure = row.measure
        self.texts = row.texts
        self.status_parts = row.status_parts

    def row(self) -> ImpulseRow:
        """The row after all records."""
        return ImpulseRow(self.impulse, self.assessment, self.measure, self.texts, self.status_parts)

    def fact(self, event_type: str, data: Mapping[str, Any], time: Callable[[], str]) -> None:
        """One more fact of any topic, in its current version; only some are asked for their time (RFC 3339, UTC)."""
        self.status_parts = self.status_parts.after(event_type, data)
        moved = moved_part(event_type)
        if moved is None:
            return
        family, fact = moved
        step = Step(fact, time(), data)
        if family == IMPULSE:
            self.impulse = fold_impulse(self.impulse, step)
            self._remove_redacted()
        elif family == ASSESSMENT:
            self.assessment = fold_assessment(self.assessment, step)
        else:
            self.measure = fold_measure(self.measure, step)

    def text(self, data: Mapping[str, Any]) -> None:
        """One more version of a text; an older version than the one here changes nothing."""
        here = self.texts.get(data["text_id"])
        if here is not None and here["text_version"] >= data["text_version"]:
            return
        text = {name: data[name] for name in _TEXT_FIELDS if data.get(name) is not None}
        self.texts = {**self.texts, data["text_id"]: text}
        self._remove_redacted()

    def erasure(self, text_id: str, text_version: int) -> None:
        """A text is erased: nothing but the version stays, so that no copy of it or of an older one comes back."""
        here = self.texts.get(text_id)
        if here is not None and "kind" not in here and here["text_version"] >= text_version:
            return
        self.texts = {**self.texts, text_id: {"text_version": text_version}}
        self._remove_redacted()

    def _remove_redacted(self) -> None:
        """A redaction refuses texts, whichever came first."""
        limit = self.impulse.get("redacted_up_to", 0)
        if limit:
            self.texts = {i: text for i, text in self.texts.items() if text["text_version"] > limit}


class Shown(NamedTuple):
    """What lists and totals read of a row. `status` is None as long as ideas has not announced the impulse.

    `listed`: visible to the public and past screening; everything else answers like an unknown impulse.
    `deviation` and `third_opinion` are None where nothing was scored; `decided_on` is the day of the newest publication,
    `due_on` that of the assessment while it is awaited, `promised_for` that of the promise until it is kept, `session_on`
    that of the council's session while its resolution is awaited. Days are ISO dates in the city.
    """

    number: str | None = None
    status: str | None = None
    sub_state: str | None = None
    visibility: str | None = None
    listed: bool = False
    title: str | None = None
    body: str | None = None
    place: str | None = None
    decision: str | None = None
    origin: str | None = None
    field_of_action: str | None = None
    goals: tuple[int, ...] = ()
    motion: str | None = None
    received_on: str | None = None
    updated_at: str | None = None
    decided_on: str | None = None
    deviation: bool | None = None
    third_opinion: bool | None = None
    due_on: str | None = None
    promised_for: str | None = None
    session_on: str | None = None
    effect: str | None = None
    short_check: str | None = None


def shown(row: ImpulseRow) -> Shown:
    """Derive what is shown; a pure function of the row."""
    impulse, assessment = row.impulse, row.assessment
    status, state = public_status(row.status_parts), sub_state(row.status_parts)
    text = shown_text(row)
    published = assessment.get("published")
    scored = bool(published and published.get("result"))
    visibility = impulse.get("visibility")
    review = newest_review(row.measure)
    times = [part["updated_at"] for part in (impulse, assessment, row.measure) if "updated_at" in part]
    return Shown(
        number=impulse.get("number"),
        status=None if status is None else str(status),
        sub_state=None if state is None else str(state),
        visibility=visibility,
        listed=status is not None and visibility == "public" and is_past_screening(row),
        title=text.get("title"),
        body=text.get("body"),
        place=text.get("place"),
        decision=published["decision"] if published else None,
        origin=impulse.get("origin"),
        field_of_action=impulse.get("field_of_action"),
        goals=tuple(impulse.get("strategic_goals") or ()),
        motion=impulse.get("motion"),
        received_on=impulse.get("received_on"),
        updated_at=max(times) if times else None,
        decided_on=day_of(published["at"]) if published else None,
        deviation=bool(published["deviation"]) if published and scored else None,
        third_opinion=bool(published.get("third_opinion")) if published and scored else None,
        due_on=assessment.get("due_on") if status in AWAITING else None,
        promised_for=_promised_for(row) if status in PROMISED else None,
        session_on=assessment.get("council", {}).get("session_on"),
        effect=None if review is None else str(review["verdict"]),
        short_check=short_check_of(assessment),
    )


def is_past_screening(row: ImpulseRow) -> bool:
    """Whether a coordinator has looked at it: before that nobody outside may read it."""
    return bool(row.impulse.get("released") or row.impulse.get("exit"))


def _promised_for(row: ImpulseRow) -> str | None:
    """Until when the city does what it accepted: the latest day of its running measures, else what the decision says."""
    running = [
        measure["plan"]["due_on"]
        for measure in row.measure.get("measures", {}).values()
        if "plan" in measure and "completed" not in measure and "abandoned" not in measure
    ]
    promised: str | None = row.assessment.get("published", {}).get("promised_for")
    return max(running) if running else promised


def newest_review(measure: Part) -> Part | None:
    """The newest review of the effect of any measure."""
    reviews = [review for each in measure.get("measures", {}).values() for review in each.get("effects", ())]
    return max(reviews, key=itemgetter("at")) if reviews else None


def short_check_of(assessment: Mapping[str, Any]) -> str | None:
    """Catalogue, version and `same` or `other`, where a short case was drawn by lot and assessed in full, too."""
    published = assessment.get("published")
    if not published or "short_class" not in published or not published.get("result"):
        return None
    agreed = "same" if published["result"]["decision"] == published["short_class"] else "other"
    return f"{published['catalogue_id']} {published['catalogue_version']} {agreed}"


def shown_text(row: ImpulseRow) -> Part:
    """The text of the impulse itself, as the row keeps it."""
    reference = row.impulse.get("text")
    return row.texts.get(reference["text_id"], _NO_TEXT) if reference else _NO_TEXT


def text_of(row: ImpulseRow, reference: Mapping[str, Any] | None) -> Part:
    """The text that a fact refers to, or an empty one while it is not here, or was erased."""
    if reference is None:
        return {}
    return dict(row.texts.get(reference["text_id"], {}))
