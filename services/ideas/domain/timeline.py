"""What the status page tells: where an impulse stands, what happened when, what comes next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from shared.contracts.status import (
    DECISIONS,
    STATUS_LABELS,
    UNDECIDED,
    Status,
    StatusParts,
    public_status,
)

StepState = Literal["done", "current", "open"]

_PREFIX: Final = "de.impulswerk."

_MEASURES: Final = (Status.PLANNED, Status.IN_IMPLEMENTATION, Status.IMPLEMENTED, Status.EFFECT_REVIEWED)

NEXT_STEPS: Final[Mapping[Status, str]] = {
    Status.IN_SCREENING: "Wir prüfen, ob die Stadt zuständig ist und ob alles klar ist. Dann geht Ihr Impuls in die Bewertung.",
    Status.IN_ASSESSMENT: "Fachleute aus verschiedenen Stellen der Verwaltung bewerten Ihren Impuls. Danach wird entschieden.",
    Status.BEFORE_COUNCIL: "Ein Gremium des Gemeinderats entscheidet. Danach finden Sie die Gründe hier.",
    Status.DEFERRED: "Die Entscheidung ist verschoben. Zum genannten Tag sehen wir uns Ihren Impuls wieder an.",
    Status.ACCEPTED: "Eine Stelle der Verwaltung plant jetzt, wie sie Ihren Impuls umsetzt.",
    Status.ACCEPTED_WITH_CONDITIONS: "Eine Stelle der Verwaltung plant jetzt die Umsetzung. Dafür gelten Bedingungen.",
    Status.PLANNED: "Die Umsetzung ist geplant. Bald geht es los.",
    Status.IN_IMPLEMENTATION: "Ihr Impuls wird gerade umgesetzt.",
    Status.IMPLEMENTED: "Ihr Impuls ist umgesetzt. Später prüfen wir, was er bewirkt hat.",
    Status.EFFECT_REVIEWED: "Ihr Impuls ist umgesetzt, und wir haben geprüft, was er bewirkt hat.",
    Status.REJECTED: "Ihr Impuls wird nicht umgesetzt. Die Gründe sind veröffentlicht.",
    Status.FORWARDED: "Eine andere Stelle ist zuständig. Sie hat Ihren Impuls bekommen.",
    Status.WITHDRAWN: "Ihr Impuls wird nicht weiter behandelt.",
    Status.INADMISSIBLE: "Ihr Impuls wird nicht weiter behandelt.",
    Status.MERGED: "Ihr Impuls wird zusammen mit einem anderen behandelt.",
    Status.SPLIT: "Die Teile werden einzeln behandelt.",
    Status.ANSWERED: "Was Sie vorschlagen, gibt es schon oder es ist geplant.",
    Status.HANDED_OVER: "Eine andere Stelle ist zuständig. Sie hat Ihren Impuls bekommen.",
    Status.ABANDONED: "Die Umsetzung wurde beendet. Die Gründe sind veröffentlicht.",
}
"""One plain sentence for every status."""


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of the timeline; `date` is None where nothing happened yet."""

    title: str
    state: StepState
    date: datetime | None = None


def short_name(event_type: str) -> str:
    """`impulse.received` for `de.impulswerk.impulse.received.v1`."""
    return event_type.removeprefix(_PREFIX).rpartition(".v")[0]


def later(times: Mapping[str, str], event_type: str, time: str) -> dict[str, str]:
    """The latest time of every type of fact; order cannot matter. Times are UTC in one form, so they compare as text."""
    name = short_name(event_type)
    return {**times, name: max(times.get(name, ""), time)}


def timeline(parts: StatusParts, times: Mapping[str, str]) -> tuple[Step, ...]:
    """The steps of one impulse: what is done, where it stands, what is still open.

    `times` is what `later` collected. An exit ends the timeline; without an accepting decision no measure follows.
    """
    status = public_status(parts)
    steps = [Step("Impuls eingegangen", "done", _time(times, "impulse.received"))]
    if status is None or status is Status.IN_SCREENING:
        return (*steps, Step("Vorprüfung", "current"), Step("Bewertung", "open"), Step("Entscheidung", "open"))
    if parts.impulses.released:
        steps.append(Step("Vorprüfung abgeschlossen", "done", _time(times, "impulse.released")))
    if status in UNDECIDED:
        label = STATUS_LABELS[status]
        return (*steps, Step(f"Bewertung: {label}", "current"), Step("Entscheidung", "open"))
    decision = parts.assessments.decision
    if decision is not None:
        steps.append(Step(f"Entscheidung: {STATUS_LABELS[decision]}", "done", _time(times, "assessment.published")))
    if status in (Status.ACCEPTED, Status.ACCEPTED_WITH_CONDITIONS):
        return (*steps, Step("Umsetzung wird geplant", "current"))
    if status in DECISIONS:
        return tuple(steps)
    if status in _MEASURES or status is Status.ABANDONED:
        return (*steps, *_measure_steps(status, times))
    return (*steps, Step(f"Ergebnis: {STATUS_LABELS[status]}", "done", _exit_time(status, times)))


def _measure_steps(status: Status, times: Mapping[str, str]) -> tuple[Step, ...]:
    planned = Step("Umsetzung geplant", "done", _time(times, "measure.planned"))
    if status is Status.PLANNED:
        return (planned, Step("Umsetzung", "open"))
    if status is Status.IN_IMPLEMENTATION:
        return (planned, Step("Umsetzung läuft", "current", _time(times, "measure.progressed")))
    if status is Status.ABANDONED:
        return (planned, Step(STATUS_LABELS[status], "done", _time(times, "measure.abandoned")))
    done = Step("Umgesetzt", "done", _time(times, "measure.completed"))
    if status is Status.EFFECT_REVIEWED:
        return (planned, done, Step("Wirkung geprüft", "done", _time(times, "measure.effect_reviewed")))
    return (planned, done, Step("Prüfung der Wirkung", "open"))


def _exit_time(status: Status, times: Mapping[str, Any]) -> datetime | None:
    return _time(times, f"impulse.{status}") or _time(times, "impulse.redacted")


def _time(times: Mapping[str, str], name: str) -> datetime | None:
    written = times.get(name)
    return None if written is None else datetime.fromisoformat(written)
