"""How a body votes: who counts as present, which votes add up, when a proposal is adopted. Pure numbers.

Source: Gemeindeordnung Baden-Württemberg, section 37: a body decides only with enough members entitled to vote; the majority
is one of the votes in favour and against, so that abstentions do not count and a tie refuses.
"""

from dataclasses import dataclass
from fractions import Fraction

from services.evaluation.domain.session_errors import SessionWithoutQuorum, VotesInvalid


@dataclass(frozen=True, slots=True)
class Votes:
    """What was counted. `secret`: on paper, where a vote may be missing or void.

    `objections`: members who object to deciding without a meeting; only in a circular resolution.
    """

    in_favour: int
    against: int
    abstained: int
    secret: bool = False
    objections: int = 0

    @property
    def given(self) -> int:
        """Votes and abstentions."""
        return self.in_favour + self.against + self.abstained


@dataclass(frozen=True, slots=True)
class VotingRule:
    """So many members, so many of them needed, and the share of the votes in favour and against that must be exceeded."""

    members: int
    quorum: int
    majority: Fraction

    def has_quorum(self, entitled: int) -> bool:
        """Whether so many people who may vote are enough."""
        return entitled >= self.quorum

    def check_quorum(self, entitled: int) -> None:
        """Raises: SessionWithoutQuorum."""
        if not self.has_quorum(entitled):
            raise SessionWithoutQuorum(
                f"Für einen Beschluss müssen mindestens {self.quorum} von {self.members} Mitgliedern mitstimmen dürfen. "
                f"Es sind {entitled}."
            )

    def check_meeting(self, votes: Votes, entitled: int) -> None:
        """The votes of those in the room fit them. Raises: SessionWithoutQuorum, VotesInvalid."""
        self.check_quorum(entitled)
        _check_counts(votes)
        if votes.objections:
            raise VotesInvalid("Einwände gegen das Verfahren gibt es nur beim Umlaufverfahren.", "objections")
        if votes.given > entitled:
            raise VotesInvalid(
                f"Das sind {votes.given} Stimmen. Mitstimmen dürfen nur {entitled} Personen.", "in_favour"
            )
        if not votes.secret and votes.given < entitled:
            raise VotesInvalid(
                f"Das sind {votes.given} Stimmen. In offener Abstimmung müssen es genau {entitled} sein; "
                "Enthaltungen zählen mit.",
                "in_favour",
            )

    def check_circular(self, votes: Votes) -> None:
        """The replies in writing are enough and not too many. Raises: SessionWithoutQuorum, VotesInvalid."""
        _check_counts(votes)
        if votes.secret:
            raise VotesInvalid("Im Umlaufverfahren gibt es keine geheime Abstimmung.", "secret")
        replies = votes.given + votes.objections
        if replies > self.members:
            raise VotesInvalid(f"Das sind {replies} Antworten. Es gibt nur {self.members} Mitglieder.", "in_favour")
        if not votes.objections and not self.has_quorum(replies):
            raise SessionWithoutQuorum(
                f"Im Umlaufverfahren müssen mindestens {self.quorum} von {self.members} Mitgliedern antworten. "
                f"Es sind {replies}."
            )

    def is_adopted(self, votes: Votes) -> bool:
        """Whether the votes in favour exceed the majority."""
        return exceeds(self.majority, votes.in_favour, votes.against)


def exceeds(majority: Fraction, in_favour: int, against: int) -> bool:
    """Whether the votes in favour are more than this share of those in favour and against; no vote at all is not."""
    return in_favour > majority * (in_favour + against)


def _check_counts(votes: Votes) -> None:
    counts = {
        "in_favour": votes.in_favour,
        "against": votes.against,
        "abstained": votes.abstained,
        "objections": votes.objections,
    }
    for field, count in counts.items():
        if count < 0:
            raise VotesInvalid("Bitte geben Sie eine Anzahl ab 0 an.", field)
