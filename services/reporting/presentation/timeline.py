"""The way of an impulse: what happened, where it stands, what comes next."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from services.reporting.presentation.names import Names
from services.reporting.presentation.words import DECISIONS, filled
from services.reporting.public_impulse import PublicImpulse, TimelineStep
from shared.contracts.status import Status, SubState
from shared.translation import N_, Words, pgettext
from shared.translation import gettext as _
from shared.web.formats import written_date

_TITLES: Final = Words(
    {
        "received": N_("Eingegangen"),
        "released": N_("Geprüft und freigegeben"),
        "inadmissible": N_("Nicht zulässig"),
        "answered": N_("Direkt beantwortet"),
        "handed_over": N_("An die zuständige Stelle übergeben"),
        "split": N_("In mehrere Impulse aufgeteilt"),
        "merged": N_("Mit einem anderen Impuls zusammengeführt"),
        "unmerged": N_("Wieder ein eigener Impuls"),
        "withdrawn": N_("Zurückgezogen"),
        "case_opened": N_("Bewertung begonnen"),
        "case_reopened": N_("Neue Bewertung begonnen"),
        "appeal_admitted": N_("Die Entscheidung wird überprüft"),
        "appeal_dismissed": N_("Überprüfung beendet: Die Entscheidung bleibt"),
        "submitted_to_council": N_("Dem Gemeinderat vorgelegt"),
        "planned": N_("Maßnahme geplant"),
        "milestone_reached": N_("Meilenstein erreicht"),
        "completed": N_("Maßnahme umgesetzt"),
        "abandoned": N_("Maßnahme abgebrochen"),
    }
)
_PUBLISHED: Final = Words(
    {
        "decision": N_("Entscheidung veröffentlicht"),
        "correction": N_("Text der Entscheidung geändert"),
        "remedy": N_("Entscheidung nach Überprüfung geändert"),
    }
)
_CAUSES: Final = Words(
    {
        "appeal": N_("Jemand hat verlangt, dass wir noch einmal prüfen."),
        "deferral_ended": N_("Der Impuls war bis zu diesem Tag zurückgestellt."),
    }
)


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
        return _("Umsetzungsstand: {percent} %").format(percent=step.percent)
    if step.step == "effect_reviewed":
        return pgettext("step", "Wirkung geprüft")
    return _TITLES.get(step.step, step.step)


def _details(step: TimelineStep, names: Names) -> str | None:
    if step.step == "case_reopened":
        return _CAUSES.get(step.cause or "")
    if step.step == "submitted_to_council" and step.body is not None and step.session_on is not None:
        return filled(_("{body}, Sitzung am {day}"), body=names.body(step.body), day=written_date(step.session_on))
    return None


def _date(step: TimelineStep, impulse: PublicImpulse) -> date | datetime:
    # An imported impulse reached the city long before it reached this system.
    return impulse.received_on if step.step == "received" else step.at


def _ahead(impulse: PublicImpulse) -> Iterator[Entry]:
    due_on = None if impulse.measure is None else impulse.measure.due_on
    if impulse.sub_state is SubState.UNDER_REVIEW:
        yield Entry(_("Ergebnis der Überprüfung"), "open")
    match impulse.status:
        case Status.IN_ASSESSMENT:
            yield Entry(_("Bewertung und Entscheidung"), "open", text=_assessment_words(impulse))
            yield Entry(_("Umsetzung, wenn die Stadt zustimmt"), "open")
        case Status.BEFORE_COUNCIL:
            yield Entry(_("Beschluss des Gemeinderats"), "open", impulse.session_on)
            yield Entry(_("Umsetzung, wenn der Gemeinderat zustimmt"), "open")
        case Status.DEFERRED:
            if _is_reopened(impulse):
                yield Entry(_("Neue Entscheidung"), "open", text=_assessment_words(impulse))
            else:
                until = None if impulse.decision is None else impulse.decision.until
                yield Entry(_("Neue Bewertung"), "open", until)
        case Status.ACCEPTED | Status.ACCEPTED_WITH_CONDITIONS:
            yield Entry(_("Planung der Maßnahme"), "open")
            yield Entry(_("Umsetzung"), "open")
        case Status.PLANNED | Status.IN_IMPLEMENTATION:
            yield Entry(
                _("Umsetzung abgeschlossen"), "open", due_on, None if due_on is None else _("So ist es geplant.")
            )
            yield Entry(_("Prüfung der Wirkung"), "open")
        case Status.IMPLEMENTED:
            yield Entry(_("Prüfung der Wirkung"), "open", text=_("Nach 3, 6 und 12 Monaten."))
        case _:
            return


def _is_reopened(impulse: PublicImpulse) -> bool:
    """Whether a new round has begun since the last decision."""
    rounds = [step.step for step in impulse.timeline if step.step in {"published", "case_reopened"}]
    return rounds[-1:] == ["case_reopened"]


def _assessment_words(impulse: PublicImpulse) -> str:
    if impulse.track == "direct":
        return _("Das zuständige Amt antwortet direkt.")
    if impulse.track == "short":
        return _("Eine Person bewertet den Impuls. Eine andere entscheidet.")
    return _("Mindestens zwei Personen aus verschiedenen Ämtern bewerten den Impuls. Eine andere Person entscheidet.")
