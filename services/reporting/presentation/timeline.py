"""The way of an impulse: what happened, where it stands, what comes next."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from services.reporting.presentation.names import Names
from services.reporting.presentation.words import DECISIONS
from services.reporting.public_impulse import PublicImpulse, TimelineStep
from shared.contracts.status import Status, SubState
from shared.web.formats import written_date

_TITLES: Final[Mapping[str, str]] = {
    "received": "Eingegangen",
    "released": "Geprüft und freigegeben",
    "inadmissible": "Nicht zulässig",
    "answered": "Direkt beantwortet",
    "handed_over": "An die zuständige Stelle übergeben",
    "split": "In mehrere Impulse aufgeteilt",
    "merged": "Mit einem anderen Impuls zusammengeführt",
    "unmerged": "Wieder ein eigener Impuls",
    "withdrawn": "Zurückgezogen",
    "case_opened": "Bewertung begonnen",
    "case_reopened": "Neue Bewertung begonnen",
    "appeal_admitted": "Die Entscheidung wird überprüft",
    "appeal_dismissed": "Überprüfung beendet: Die Entscheidung bleibt",
    "submitted_to_council": "Dem Gemeinderat vorgelegt",
    "planned": "Maßnahme geplant",
    "milestone_reached": "Meilenstein erreicht",
    "completed": "Maßnahme umgesetzt",
    "abandoned": "Maßnahme abgebrochen",
    "effect_reviewed": "Wirkung geprüft",
}
_PUBLISHED: Final[Mapping[str, str]] = {
    "decision": "Entscheidung veröffentlicht",
    "correction": "Text der Entscheidung geändert",
    "remedy": "Entscheidung nach Überprüfung geändert",
}
_CAUSES: Final[Mapping[str, str]] = {
    "appeal": "Jemand hat verlangt, dass wir noch einmal prüfen.",
    "deferral_ended": "Der Impuls war bis zu diesem Tag zurückgestellt.",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the timeline as the macro of the layout takes it."""

    title: str
    state: Literal["done", "current", "open"]
    date: date | datetime | None = None
    text: str | None = None


def timeline(impulse: PublicImpulse, names: Names) -> list[Entry]:
    """All steps in the order of time, the last one marked as where the impulse stands, then what comes next."""
    steps = impulse.timeline
    entries = [
        Entry(
            _title(step),
            "current" if position == len(steps) else "done",
            _date(step, impulse),
            _details(step, names),
        )
        for position, step in enumerate(steps, start=1)
    ]
    return [*entries, *_ahead(impulse)]


def _title(step: TimelineStep) -> str:
    if step.step == "published" and step.decision is not None:
        return f"{_PUBLISHED[step.occasion or 'decision']}: {DECISIONS[step.decision]}"
    if step.step == "progressed":
        return f"Umsetzungsstand: {step.percent} %"
    return _TITLES.get(step.step, step.step)


def _details(step: TimelineStep, names: Names) -> str | None:
    if step.step == "case_reopened":
        return _CAUSES.get(step.cause or "")
    if step.step == "submitted_to_council" and step.body is not None and step.session_on is not None:
        return f"{names.body(step.body)}, Sitzung am {written_date(step.session_on)}"
    return None


def _date(step: TimelineStep, impulse: PublicImpulse) -> date | datetime:
    # An imported impulse reached the city long before it reached this system.
    return impulse.received_on if step.step == "received" else step.at


def _ahead(impulse: PublicImpulse) -> Iterator[Entry]:
    due_on = None if impulse.measure is None else impulse.measure.due_on
    if impulse.sub_state is SubState.UNDER_REVIEW:
        yield Entry("Ergebnis der Überprüfung", "open")
    match impulse.status:
        case Status.IN_ASSESSMENT:
            yield Entry("Bewertung und Entscheidung", "open", text=_assessment_words(impulse))
            yield Entry("Umsetzung, wenn die Stadt zustimmt", "open")
        case Status.BEFORE_COUNCIL:
            yield Entry("Beschluss des Gemeinderats", "open", impulse.session_on)
            yield Entry("Umsetzung, wenn der Gemeinderat zustimmt", "open")
        case Status.DEFERRED:
            if _is_reopened(impulse):
                yield Entry("Neue Entscheidung", "open", text=_assessment_words(impulse))
            else:
                until = None if impulse.decision is None else impulse.decision.until
                yield Entry("Neue Bewertung", "open", until)
        case Status.ACCEPTED | Status.ACCEPTED_WITH_CONDITIONS:
            yield Entry("Planung der Maßnahme", "open")
            yield Entry("Umsetzung", "open")
        case Status.PLANNED | Status.IN_IMPLEMENTATION:
            yield Entry("Umsetzung abgeschlossen", "open", due_on, None if due_on is None else "So ist es geplant.")
            yield Entry("Prüfung der Wirkung", "open")
        case Status.IMPLEMENTED:
            yield Entry("Prüfung der Wirkung", "open", text="Nach 3, 6 und 12 Monaten.")
        case _:
            return


def _is_reopened(impulse: PublicImpulse) -> bool:
    """Whether a new round has begun since the last decision."""
    rounds = [step.step for step in impulse.timeline if step.step in {"published", "case_reopened"}]
    return rounds[-1:] == ["case_reopened"]


def _assessment_words(impulse: PublicImpulse) -> str:
    if impulse.track == "direct":
        return "Das zuständige Amt antwortet direkt."
    if impulse.track == "short":
        return "Eine Person bewertet den Impuls. Eine andere entscheidet."
    return "Mindestens zwei Personen aus verschiedenen Ämtern bewerten den Impuls. Eine andere Person entscheidet."
