"""Invitation to a committee session and its minutes, as their templates take them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from services.evaluation.domain.session_errors import SessionNotOpen
from services.evaluation.domain.sessions import SessionState
from services.evaluation.presentation.annex import AUTHOR
from services.evaluation.presentation.resolution_words import UnitNames, condition_words, resolution_words
from services.evaluation.presentation.words import OUTCOMES
from services.evaluation.queries.sessions import SessionItem, SessionView
from shared.web.formats import written_date, written_time

NOT_SHOWN: Final = "nicht öffentlich"
NO_PROPOSAL: Final = "Der Beschlussvorschlag folgt."


def invitation(session: SessionView, now: datetime, units: UnitNames) -> dict[str, Any]:
    """For the members: when, where, what about. What is not public is named by its number only, because papers get lost."""
    return {
        **_head(session, "Einladung", now),
        "facts": [*_when(session), *_quorum_needed(session)],
        "parts": [
            {"title": title, "items": [_invited(item, session, units) for item in items]}
            for title, items in _parts(session)
        ],
        "closing": "Wer befangen ist, sagt das vor der Beratung und verlässt bei diesem Punkt den Raum.",
    }


def minutes(session: SessionView, now: datetime, units: UnitNames) -> dict[str, Any]:
    """What happened, with names: for those who keep the minutes, once the session was opened.

    Raises: SessionNotOpen. Source: Gemeindeordnung Baden-Württemberg, section 38.
    """
    if session.state is SessionState.PLANNED:
        raise SessionNotOpen
    return {
        **_head(session, "Niederschrift", now),
        "facts": [*_when(session), *_attendance(session)],
        "items": [_minuted(item, session, units) for item in session.items],
        "end": "Ende der schriftlichen Beschlussfassung" if session.circular else "Ende der Sitzung (Uhrzeit)",
        "signatures": ["Vorsitz", "Schriftführung"],
    }


def _head(session: SessionView, kind: str, now: datetime) -> dict[str, Any]:
    what = "Umlaufverfahren" if session.circular else "Sitzung"
    return {
        "title": f"{kind}: {session.body.name}, {what} {session.label}",
        "author": AUTHOR,
        "running": f"{session.body.name} {session.label}",
        "as_of": written_time(now),
    }


def _when(session: SessionView) -> Iterator[tuple[str, str]]:
    yield "Gremium", session.body.name
    if session.ends_on is not None:
        yield "Verfahren", "schriftlich, ohne Sitzung"
        yield "Versandt am", written_date(session.session_on)
        yield "Antwort bis", written_date(session.ends_on)
        return
    yield "Tag", written_date(session.session_on)
    if session.starts_at is not None:
        yield "Beginn", f"{session.starts_at:%H:%M} Uhr"
    if session.place is not None:
        yield "Ort", session.place
    yield "Öffentlichkeit", "öffentlich" if session.public else NOT_SHOWN


def _quorum_needed(session: SessionView) -> Iterator[tuple[str, str]]:
    if session.body.members is not None and session.body.quorum is not None:
        yield "Beschlussfähig mit", f"{session.body.quorum} von {session.body.members} Mitgliedern"


def _attendance(session: SessionView) -> Iterator[tuple[str, str]]:
    if session.circular:
        return
    yield "Anwesend", ", ".join(session.present) or "niemand"
    yield "Abwesend", ", ".join(session.absent) or "niemand"
    able = "ja" if session.has_quorum else "nein"
    needed = "" if session.body.quorum is None else f", nötig sind {session.body.quorum}"
    yield "Beschlussfähig", f"{able}: {len(session.present)} anwesend{needed}"


def _parts(session: SessionView) -> Iterator[tuple[str, Sequence[SessionItem]]]:
    for title, public in (("Öffentlicher Teil", True), ("Nichtöffentlicher Teil", False)):
        items = [item for item in session.items if item.public is public]
        if items:
            yield title, items


def _invited(item: SessionItem, session: SessionView, units: UnitNames) -> dict[str, Any]:
    if not item.public:
        return {"heading": f"TOP {item.position}: Vorgang {item.number}", "facts": []}
    return {"heading": _heading(item), "facts": [("Beschlussvorschlag", _proposed(item, session, units))]}


def _heading(item: SessionItem) -> str:
    return f"TOP {item.position}: {item.number} {item.title}".rstrip()


def _proposed(item: SessionItem, session: SessionView, units: UnitNames) -> str:
    if item.proposal is None:
        return NO_PROPOSAL
    sentences = resolution_words(session.body.name, item.number, item.title, item.proposal, units)
    conditions = [condition_words(each, units) for each in item.proposal.conditions]
    return "\n".join([sentences, *(f"{position}. {words}" for position, words in enumerate(conditions, start=1))])


def _minuted(item: SessionItem, session: SessionView, units: UnitNames) -> dict[str, Any]:
    return {"heading": _heading(item), "facts": list(_course(item, session, units))}


def _course(item: SessionItem, session: SessionView, units: UnitNames) -> Iterator[tuple[str, str]]:
    yield "Behandelt", "öffentlich" if item.public else NOT_SHOWN
    if item.left_room:
        yield "Befangen, nicht im Raum", ", ".join(item.left_room)
    if item.proposal is not None:
        yield "Wortlaut", _proposed(item, session, units)
        yield "Begründung", item.proposal.reasons
    if item.votes is not None:
        votes = item.votes
        yield "Stimmberechtigt", str(item.may_vote)
        how = ", geheim" if votes.secret else ", in einer gemeinsamen Abstimmung" if item.en_bloc else ""
        yield "Abstimmung", f"{votes.in_favour} dafür, {votes.against} dagegen, {votes.abstained} enthalten{how}"
        if votes.objections:
            yield "Einwände gegen das Verfahren", str(votes.objections)
    yield "Ergebnis", "noch offen" if item.outcome is None else OUTCOMES[item.outcome]
    if item.resolution is not None:
        yield "Beschluss", item.resolution
    if item.oparl_url is not None:
        yield "Ratsinformationssystem", item.oparl_url
