"""An appeal („Überprüfung verlangen"): who holds the access code asks for a review of the published decision.

Source: lifecycle.md, "Appeal".
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, Protocol
from uuid import UUID

from services.ideas.domain.errors import (
    AppealAlreadyLodged,
    AppealGroundsMissing,
    AppealNotWaiting,
    AppealTextInvalid,
    AppealTooLate,
    DecisionNotFinal,
    DecisionNotPublished,
    ImpulseLeftThePath,
    ReasonInvalid,
)
from services.ideas.domain.wording import clean_text
from shared.contracts.fields import TEXT_LIMIT
from shared.contracts.lists import AppealGround, Decision, keys

REWRITE_DAYS: Final = 5
"""Working days that a person has at least to write a returned appeal anew."""


class Calendar(Protocol):
    """The working days of the city."""

    def add(self, start: date, days: int) -> date:
        """The end of a deadline of so many working days."""


class AppealState(StrEnum):
    """`WAITING` for screening, `RETURNED` to be written anew, `PASSED_ON` to evaluation, `ENDED` without that."""

    WAITING = "waiting"
    RETURNED = "returned"
    PASSED_ON = "passed_on"
    ENDED = "ended"


class AppealOutcome(StrEnum):
    """What became of an appeal that was passed on; none yet while it is looked at."""

    ADMITTED = "admitted"
    DISMISSED = "dismissed"
    DECIDED_ANEW = "decided_anew"


@dataclass(frozen=True, slots=True)
class PublishedDecision:
    """The last published decision: its round and the day in the city on which the decision of this round was published."""

    round: int
    decision: Decision
    published_on: date

    @property
    def is_final(self) -> bool:
        """A deferral is not final: the case reopens by itself."""
        return self.decision != "deferred"

    def last_day(self, days: int, calendar: Calendar) -> date:
        """The last day on which a review can be asked for, `days` working days after the publication."""
        return calendar.add(self.published_on, days)


@dataclass(frozen=True, slots=True)
class Appeal:
    """An appeal; `words` is what the person wrote, until it is screened.

    `rewrite_until` is the last day to write it anew, once it was returned.
    """

    id: UUID
    impulse_id: UUID
    round: int
    grounds: tuple[AppealGround, ...]
    state: AppealState
    words: str | None
    rewrite_until: date | None

    def check_release(self, edited: str | None, *, left_the_path: bool) -> str:
        """What is passed on: the words as they came in or as the coordinator edited them, 1 to 10,000 characters.

        Raises: AppealNotWaiting, AppealTextInvalid.
        """
        words = self._waiting_words(left_the_path)
        return _checked_words(words if edited is None else clean_text(edited))

    def check_return(self, reason: str, *, left_the_path: bool) -> str:
        """What the person is told when the appeal is not passed on as it is. Raises: AppealNotWaiting, ReasonInvalid."""
        self._waiting_words(left_the_path)
        told = clean_text(reason)
        if not 1 <= len(told) <= TEXT_LIMIT:
            raise ReasonInvalid
        return told

    def _waiting_words(self, left_the_path: bool) -> str:
        if self.state is not AppealState.WAITING or self.words is None or left_the_path:
            raise AppealNotWaiting
        return self.words


@dataclass(frozen=True, slots=True)
class Lodging:
    """What a person asks for, checked."""

    round: int
    grounds: tuple[AppealGround, ...]
    words: str


def appealable(decision: PublishedDecision | None, *, left_the_path: bool) -> PublishedDecision:
    """The decision that can be put up for review.

    Raises: DecisionNotPublished, DecisionNotFinal, ImpulseLeftThePath (withdrawn, merged or the like).
    """
    if decision is None:
        raise DecisionNotPublished
    if left_the_path:
        raise ImpulseLeftThePath
    if not decision.is_final:
        raise DecisionNotFinal
    return decision


def check_lodging(
    decision: PublishedDecision,
    before: Appeal | None,
    grounds: Collection[str],
    typed: str,
    *,
    today: date,
    last_day: date,
) -> Lodging:
    """What is kept until it is screened; the same words again are no mistake, and returned ones may be written anew.

    Raises: AppealAlreadyLodged, AppealTooLate, AppealGroundsMissing, AppealTextInvalid.
    """
    chosen: tuple[AppealGround, ...] = tuple(ground for ground in keys(AppealGround) if ground in grounds)  # type: ignore[misc]
    words = clean_text(typed)
    if before is None or before.state is not AppealState.WAITING or (before.grounds, before.words) != (chosen, words):
        _check_in_time(before, today, last_day)
    if not chosen:
        raise AppealGroundsMissing
    return Lodging(decision.round, chosen, _checked_words(words))


def rewrite_until(today: date, last_day: date, calendar: Calendar) -> date:
    """The last day to write a returned appeal anew: while the period runs, and at least five working days."""
    return max(last_day, calendar.add(today, REWRITE_DAYS))


def _check_in_time(before: Appeal | None, today: date, last_day: date) -> None:
    """One appeal per impulse, in its period. Raises: AppealAlreadyLodged, AppealTooLate."""
    if before is not None and before.state in (AppealState.WAITING, AppealState.PASSED_ON):
        raise AppealAlreadyLodged
    end = last_day if before is None or before.rewrite_until is None else before.rewrite_until
    if today > end or (before is not None and before.state is AppealState.ENDED):
        raise AppealTooLate


def _checked_words(words: str) -> str:
    if not 1 <= len(words) <= TEXT_LIMIT:
        raise AppealTextInvalid
    return words
