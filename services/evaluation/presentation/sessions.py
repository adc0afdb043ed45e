"""Committee sessions in words."""

from collections.abc import Mapping

from services.evaluation.domain.ballots import Votes
from services.evaluation.domain.case import CaseState
from services.evaluation.domain.decision import Proposal
from services.evaluation.domain.sessions import Outcome, SessionState
from services.evaluation.presentation import words
from services.evaluation.queries.sessions import SessionItem, SessionLine, SessionView
from shared.contracts.lists import Decision
from shared.web.formats import money, written_date

STATES: Mapping[SessionState, str] = {
    SessionState.PLANNED: "geplant",
    SessionState.OPEN: "eröffnet",
    SessionState.CLOSED: "geschlossen",
    SessionState.ADJOURNED: "vertagt",
}

CIRCULAR_STATES: Mapping[SessionState, str] = {
    **STATES,
    SessionState.OPEN: "läuft",
    SessionState.ADJOURNED: "abgebrochen",
}

OUTCOME_KINDS: Mapping[Outcome, str] = {
    Outcome.ADOPTED: "success",
    Outcome.NOT_ADOPTED: "warning",
    Outcome.POSTPONED: "info",
    Outcome.OBJECTED: "warning",
}

DONE: Mapping[str, tuple[str, str]] = {
    "sitzung": ("Sitzung geplant", "Setzen Sie jetzt Vorgänge auf die Tagesordnung."),
    "termin": ("Termin geändert", "Denken Sie an eine neue Einladung."),
    "aufgenommen": ("Tagesordnung ergänzt", "Schreiben Sie zu jedem Punkt einen Vorschlag für den Beschluss."),
    "gestrichen": ("Punkt gestrichen", "Der Vorgang kann auf eine andere Tagesordnung."),
    "gereiht": ("Reihenfolge geändert", "Die Punkte sind neu gezählt."),
    "vorschlag": ("Vorschlag gespeichert", "Noch ist nichts beschlossen."),
    "anwesenheit": ("Anwesenheit eingetragen", "Die Namen bleiben hier. Sie werden nicht veröffentlicht."),
    "umlauf": ("Umlaufverfahren begonnen", "Tragen Sie die Antworten ein, wenn sie da sind."),
    "abstimmung": (
        "Abstimmung eingetragen",
        "Ein Beschluss wartet jetzt auf die Veröffentlichung durch eine zweite Person.",
    ),
    "vertagt": ("Punkt vertagt", "Der Vorgang kann auf eine andere Tagesordnung."),
    "zurueck": ("Ergebnis zurückgenommen", "Der Punkt wartet wieder auf die Abstimmung."),
    "schluss": ("Sitzung geschlossen", "Was nicht an die Reihe kam, ist vertagt."),
    "abgesagt": ("Sitzung vertagt", "Die offenen Vorgänge sind frei für eine andere Sitzung."),
}
"""What a person has just done, by the word in the address of the page that follows: heading and sentence."""


def state_of(session: SessionLine | SessionView) -> str:
    """Where the session stands."""
    return (STATES if session.ends_on is None else CIRCULAR_STATES)[session.state]


def when(session: SessionLine | SessionView) -> str:
    """„12. März 2026, 18:00 Uhr“, or until when the members answer."""
    if session.ends_on is not None:
        return f"Umlaufverfahren vom {written_date(session.session_on)} bis {written_date(session.ends_on)}"
    start = "" if session.starts_at is None else f", {session.starts_at:%H:%M} Uhr"
    return f"{written_date(session.session_on)}{start}"


def ballot(votes: Votes) -> str:
    """„5 dafür, 1 dagegen, 1 enthalten“."""
    counted = f"{votes.in_favour} dafür, {votes.against} dagegen, {votes.abstained} enthalten"
    if votes.objections:
        counted += f", {votes.objections} gegen das Verfahren"
    return f"{counted} (geheim)" if votes.secret else counted


def outcome(item: SessionItem) -> str:
    """What became of the item."""
    if item.outcome is None:
        return "offen" if item.case_state != CaseState.CLOSED else "entfällt, weil der Vorgang geschlossen ist"
    if item.withdrawn:
        return "angenommen, danach zurückgenommen"
    together = ", zusammen mit anderen Punkten" if item.en_bloc else ""
    return words.OUTCOMES[item.outcome] + together


def proposal(proposed: Proposal, decisions: Mapping[Decision, str], units: Mapping[str, str]) -> list[tuple[str, str]]:
    """What shall be decided, part by part; parts that are empty are left out."""
    rows = [
        ("Entscheidung", decisions[proposed.decision]),
        ("Begründung", proposed.reasons),
        *((f"Bedingung {number}", condition.text) for number, condition in enumerate(proposed.conditions, 1)),
        ("Zurückgestellt bis", "" if proposed.until is None else written_date(proposed.until)),
        ("Abgegeben an", units.get(proposed.addressee or "", proposed.addressee)),
        ("Abweichung von der Empfehlung", proposed.deviation_reason),
        ("Sicht der Minderheit", proposed.minority_view),
        ("Bestätigung", proposed.confirmation),
        ("Versprochen bis", "" if proposed.promised_for is None else written_date(proposed.promised_for)),
        ("Umsetzende Stelle", units.get(proposed.unit or "", proposed.unit)),
        ("Kosten einmalig", _money(proposed.one_off_cents)),
        ("Kosten im Jahr", _money(proposed.yearly_cents)),
        ("Kennzahl", proposed.indicator),
    ]
    return [(name, text) for name, text in rows if text]


def _money(cents: int | None) -> str:
    return "" if cents is None else money(cents)
