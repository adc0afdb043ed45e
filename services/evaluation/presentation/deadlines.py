"""The rules of deadlines, and what others would change, in German."""

from collections.abc import Iterator, Sequence

from services.evaluation.presentation.words import WAITING
from services.evaluation.queries.try_deadlines import Trial
from shared.runtime.city import Deadlines
from shared.web.formats import written_date

NAMES = {
    "screening": "Vorprüfung",
    "query": "Antwort auf eine Rückfrage",
    "statement": "Stellungnahme",
    "assessment": "Begutachtung",
    "decision": "Entscheidung nach dem Ergebnis",
    "publication": "Veröffentlichung nach der Entscheidung",
    "lease": "Übernahme eines Vorgangs",
    "postponement": "Verschieben einer Frist, zusammen höchstens",
    "reminder": "Erinnerung vor der Frist",
    "hearing": "Anhörung vor einer Ablehnung",
    "appeal": "Überprüfung einer Entscheidung verlangen",
}


def rules_in_words(deadlines: Deadlines) -> Sequence[tuple[str, str]]:
    """Every rule with its number of working days."""
    rules = [(name, _days(getattr(deadlines, key))) for key, name in NAMES.items()]
    rules += [(f"{level.name} erfährt davon nach", _days(level.after)) for level in deadlines.escalation]
    rules.append(("Zusage an alle, die etwas einreichen", f"{deadlines.service_promise_months} Monate"))
    return rules


def trial_lines(trial: Trial) -> Iterator[str]:
    """What a trial found, for a terminal."""
    yield (
        f"Offene Vorgänge: {trial.cases}. Früher fällig: {trial.earlier}, später: {trial.later}, gleich: {trial.same}. "
        f"Überfällig jetzt: {trial.late_now}, dann: {trial.late_then}."
    )
    if trial.moved:
        yield "Angekündigte Fristen von Begutachtung und Stellungnahme bleiben; dort gilt das Neue für neue Vorgänge."
    for case in trial.moved:
        note = "bleibt, weil angekündigt" if case.announced else "gilt sofort"
        yield (
            f"{case.number:<12} {WAITING[case.now.cause]:<28} {written_date(case.now.due_on)} → {written_date(case.then)} "
            f"({note})"
        )


def _days(number: int) -> str:
    return "1 Arbeitstag" if number == 1 else f"{number} Arbeitstage"
