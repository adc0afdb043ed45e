"""The session of a body: its agenda, who is present, and what became of each item.

Pure: days come in as arguments. A session is planned, then opened, then closed; or it is adjourned and its cases are free.
A circular one asks the members in writing: nobody meets, and any objection to that stops an item.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from enum import StrEnum
from uuid import UUID

from services.evaluation.domain import session_errors as errors
from services.evaluation.domain.ballots import Votes, VotingRule
from services.evaluation.domain.decision import Proposal

MOST_ITEMS = 100
LONGEST_NAME = 200
"""Characters of a name or of a place."""
SPACE = re.compile(r"\s+")


class SessionState(StrEnum):
    """Where a session stands."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    ADJOURNED = "adjourned"


class Outcome(StrEnum):
    """What became of an item; `OBJECTED`: somebody did not agree to decide it without a meeting."""

    ADOPTED = "adopted"
    NOT_ADOPTED = "not_adopted"
    POSTPONED = "postponed"
    OBJECTED = "objected"


@dataclass(frozen=True, slots=True)
class Item:
    """A case on the agenda; without an outcome it still waits for its vote.

    `left_room` are those present who have a conflict of interest. `entitled` is how many could vote when it was voted on.
    """

    case_id: UUID
    proposal: Proposal | None = None
    left_room: tuple[str, ...] = ()
    votes: Votes | None = None
    entitled: int | None = None
    en_bloc: bool = False
    outcome: Outcome | None = None
    resolution: str | None = None
    oparl_url: str | None = None

    def again(self) -> "Item":
        """The item before anything became of it; proposal and conflicts of interest stay."""
        return Item(self.case_id, self.proposal, self.left_room)


@dataclass(frozen=True, slots=True)
class Meeting:
    """When and where; a circular resolution has the last day of replies in `ends_on`, and neither place nor time."""

    session_on: date
    starts_at: time | None
    place: str | None
    ends_on: date | None
    public: bool

    @property
    def circular(self) -> bool:
        """Whether the members are asked in writing."""
        return self.ends_on is not None


@dataclass(frozen=True, slots=True)
class WantedMeeting:
    """A meeting as somebody typed it; without `public` it is what the meetings of the body usually are."""

    session_on: date
    starts_at: time | None = None
    place: str | None = None
    ends_on: date | None = None
    public: bool | None = None

    def checked(self, *, may_circulate: bool, usually_public: bool) -> Meeting:
        """The meeting, if it says all that is needed. Raises: CircularNotAllowed, SessionInvalid."""
        place = SPACE.sub(" ", self.place or "").strip() or None
        if self.ends_on is not None:
            if not may_circulate:
                raise errors.CircularNotAllowed("ends_on")
            if place is not None or self.starts_at is not None:
                raise errors.SessionInvalid("Im Umlaufverfahren gibt es weder Ort noch Uhrzeit.", "ends_on")
            if self.ends_on < self.session_on:
                raise errors.SessionInvalid("Die Frist für Antworten endet vor dem Versand.", "ends_on")
            return Meeting(self.session_on, None, None, self.ends_on, public=False)
        if self.starts_at is None:
            raise errors.SessionInvalid("Bitte nennen Sie die Uhrzeit.", "starts_at")
        if place is None or len(place) > LONGEST_NAME:
            raise errors.SessionInvalid("Bitte nennen Sie den Ort mit höchstens 200 Zeichen.", "place")
        public = usually_public if self.public is None else self.public
        return Meeting(self.session_on, self.starts_at, place, None, public)


@dataclass(frozen=True, slots=True)
class Session:
    """A session; the order of `items` is the agenda. `number` counts the sessions of the body in its year."""

    id: UUID
    body: str
    year: int
    number: int
    meeting: Meeting
    state: SessionState = SessionState.PLANNED
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()

    def item(self, case_id: UUID) -> Item:
        """The item of this case. Raises: AgendaItemUnknown."""
        for item in self.items:
            if item.case_id == case_id:
                return item
        raise errors.AgendaItemUnknown

    def position(self, case_id: UUID) -> int:
        """1 for the first item. Raises: AgendaItemUnknown."""
        return self.items.index(self.item(case_id)) + 1

    def entitled(self, item: Item) -> int:
        """How many of those present may vote on the item."""
        return len(self.present) - len(item.left_room)

    def decided_on(self, today: date) -> date:
        """The day of a resolution: that of the session, or the one on which the replies in writing were complete."""
        ends_on = self.meeting.ends_on
        return self.meeting.session_on if ends_on is None else min(today, ends_on)

    def moved_to(self, meeting: Meeting) -> "Session":
        """The session at another time. Raises: SessionNotPlanned."""
        self._refuse_unless_planned()
        return replace(self, meeting=meeting)

    def with_case(self, case_id: UUID, proposal: Proposal | None = None) -> "Session":
        """The agenda with one more case at its end. Raises: SessionNotPlanned, CaseOnAgenda, AgendaFull."""
        self._refuse_unless_planned()
        if any(item.case_id == case_id for item in self.items):
            raise errors.CaseOnAgenda("case_id")
        if len(self.items) >= MOST_ITEMS:
            raise errors.AgendaFull("case_id")
        return replace(self, items=(*self.items, Item(case_id, proposal)))

    def without_case(self, case_id: UUID) -> "Session":
        """The agenda without a case. Raises: SessionNotPlanned, AgendaItemUnknown."""
        self._refuse_unless_planned()
        removed = self.item(case_id)
        return replace(self, items=tuple(item for item in self.items if item is not removed))

    def with_case_at(self, case_id: UUID, position: int) -> "Session":
        """The agenda with a case moved; a position beyond either end is that end.

        Raises: SessionNotPlanned, AgendaItemUnknown.
        """
        self._refuse_unless_planned()
        moved = self.item(case_id)
        others = [item for item in self.items if item is not moved]
        others.insert(max(position, 1) - 1, moved)
        return replace(self, items=tuple(others))

    def with_proposal(self, case_id: UUID, proposal: Proposal) -> "Session":
        """An item with what shall be decided. Raises: SessionClosed, AgendaItemUnknown, AgendaItemSettled."""
        self._refuse_if_over()
        return self._with(replace(self._waiting(case_id), proposal=proposal))

    def opened(self, present: Sequence[str], absent: Sequence[str], rule: VotingRule, today: date) -> "Session":
        """The session with those who came, and those who did not; may be corrected until it is closed.

        A circular one is opened when the papers are sent out, and has no attendance.
        Raises: SessionClosed, SessionTooEarly, AttendanceInvalid.
        """
        self._refuse_if_over()
        if today < self.meeting.session_on:
            raise errors.SessionTooEarly("Die Sitzung kann frühestens an ihrem Tag beginnen.")
        if self.meeting.circular:
            if present or absent:
                raise errors.AttendanceInvalid("Im Umlaufverfahren kommt niemand zusammen.", "present")
            return replace(self, state=SessionState.OPEN)
        came, missed = _names(present, "present"), _names(absent, "absent")
        _check_attendance(came, missed, rule)
        if gone := {name for item in self.items if item.outcome is None for name in item.left_room} - set(came):
            raise errors.AttendanceInvalid(
                f"Bei einem Punkt ist als befangen eingetragen: {', '.join(sorted(gone))}. Bitte ändern Sie zuerst das.",
                "present",
            )
        return replace(self, state=SessionState.OPEN, present=came, absent=missed)

    def with_conflicts(self, case_id: UUID, left_room: Sequence[str]) -> "Session":
        """An item with those who left the room for it.

        Raises: SessionNotOpen, SessionClosed, AgendaItemUnknown, AgendaItemSettled, ConflictInvalid.
        """
        self._refuse_unless_open()
        item = self._waiting(case_id)
        names = _names(left_room, "left_room")
        if strangers := set(names) - set(self.present):
            raise errors.ConflictInvalid(f"Nicht unter den Anwesenden: {', '.join(sorted(strangers))}.", "left_room")
        return self._with(replace(item, left_room=names))

    def voted(self, case_ids: Sequence[UUID], votes: Votes, rule: VotingRule, today: date) -> "Session":
        """The items with their votes and outcome; several are voted on in one go (en bloc).

        Raises: SessionNotOpen, SessionClosed, AgendaItemUnknown, AgendaItemSettled, ProposedDecisionMissing, EnBlocInvalid,
        SessionWithoutQuorum, VotesInvalid, SessionTooEarly.
        """
        self._refuse_unless_open()
        items = [self._waiting(case_id) for case_id in dict.fromkeys(case_ids)]
        if not items:
            raise errors.EnBlocInvalid("Bitte wählen Sie die Punkte aus.", "items")
        en_bloc = len(items) > 1
        if en_bloc and any(item.left_room for item in items):
            raise errors.EnBlocInvalid(
                "Ein Punkt, bei dem jemand befangen ist, braucht eine eigene Abstimmung.", "items"
            )
        if any(item.proposal is None for item in items):
            raise errors.ProposedDecisionMissing("decision")
        session = self
        for item in items:
            entitled = rule.members if self.meeting.circular else self.entitled(item)
            self._check_votes(votes, entitled, rule, today)
            outcome = _outcome(votes, rule)
            session = session._with(replace(item, votes=votes, entitled=entitled, en_bloc=en_bloc, outcome=outcome))
        return session

    def resolved(self, case_id: UUID, resolution: str, oparl_url: str | None) -> "Session":
        """An adopted item with the number of its resolution. Raises: AgendaItemUnknown."""
        return self._with(replace(self.item(case_id), resolution=resolution, oparl_url=oparl_url))

    def postponed(self, case_id: UUID) -> "Session":
        """An item that the body did not vote on. Raises: as `with_conflicts`, but for ConflictInvalid."""
        self._refuse_unless_open()
        return self._with(replace(self._waiting(case_id), outcome=Outcome.POSTPONED))

    def taken_back(self, case_id: UUID) -> "Session":
        """An item whose outcome was entered wrongly, so that it waits again.

        Raises: SessionNotOpen, SessionClosed, AgendaItemUnknown, AgendaItemNotSettled.
        """
        self._refuse_unless_open()
        item = self.item(case_id)
        if item.outcome is None:
            raise errors.AgendaItemNotSettled
        return self._with(item.again())

    def closed(self) -> "Session":
        """The session at its end; what it did not come to is postponed. Raises: SessionNotOpen, SessionClosed."""
        self._refuse_unless_open()
        return replace(self, state=SessionState.CLOSED, items=self._with_rest_postponed())

    def adjourned(self) -> "Session":
        """The session that does not take place or breaks off: its waiting cases are free. Raises: SessionClosed."""
        self._refuse_if_over()
        return replace(self, state=SessionState.ADJOURNED, items=self._with_rest_postponed())

    def _with_rest_postponed(self) -> tuple[Item, ...]:
        return tuple(replace(item, outcome=Outcome.POSTPONED) if item.outcome is None else item for item in self.items)

    def _check_votes(self, votes: Votes, entitled: int, rule: VotingRule, today: date) -> None:
        ends_on = self.meeting.ends_on
        if ends_on is None:
            rule.check_meeting(votes, entitled)
            return
        rule.check_circular(votes)
        if today <= ends_on and votes.given < rule.members and not votes.objections:
            raise errors.SessionTooEarly(
                "Noch haben nicht alle geantwortet. Bitte warten Sie, bis die Frist für Antworten vorbei ist."
            )

    def _waiting(self, case_id: UUID) -> Item:
        item = self.item(case_id)
        if item.outcome is not None:
            raise errors.AgendaItemSettled
        return item

    def _with(self, changed: Item) -> "Session":
        items = (changed if item.case_id == changed.case_id else item for item in self.items)
        return replace(self, items=tuple(items))

    def _refuse_unless_planned(self) -> None:
        if self.state is not SessionState.PLANNED:
            raise errors.SessionNotPlanned

    def _refuse_unless_open(self) -> None:
        if self.state is SessionState.PLANNED:
            raise errors.SessionNotOpen
        self._refuse_if_over()

    def _refuse_if_over(self) -> None:
        if self.state in {SessionState.CLOSED, SessionState.ADJOURNED}:
            raise errors.SessionClosed


def _outcome(votes: Votes, rule: VotingRule) -> Outcome:
    if votes.objections:
        return Outcome.OBJECTED
    return Outcome.ADOPTED if rule.is_adopted(votes) else Outcome.NOT_ADOPTED


def _names(names: Sequence[str], field: str) -> tuple[str, ...]:
    tidy = tuple(name for name in (SPACE.sub(" ", name).strip() for name in names) if name)
    if any(len(name) > LONGEST_NAME for name in tidy):
        raise errors.AttendanceInvalid("Ein Name hat höchstens 200 Zeichen.", field)
    if len(set(tidy)) < len(tidy):
        raise errors.AttendanceInvalid("Ein Name steht zweimal da. Bitte unterscheiden Sie die Personen.", field)
    return tidy


def _check_attendance(present: Sequence[str], absent: Sequence[str], rule: VotingRule) -> None:
    if not present:
        raise errors.AttendanceInvalid("Bitte nennen Sie, wer da ist: eine Person pro Zeile.", "present")
    if both := sorted(set(present) & set(absent)):
        raise errors.AttendanceInvalid(f"Zugleich da und nicht da: {', '.join(both)}.", "absent")
    if len(present) + len(absent) > rule.members:
        raise errors.AttendanceInvalid(
            f"Das sind {len(present) + len(absent)} Personen. Das Gremium hat {rule.members} Mitglieder.", "present"
        )
