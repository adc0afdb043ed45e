"""A query: what the submitter is asked, answers, and what of it is passed on. Source: lifecycle.md, "Queries"."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from services.ideas.domain.errors import AnswerInvalid, QueryOver, ReasonInvalid, ReplyNotWaiting
from services.ideas.domain.wording import clean_text
from shared.contracts.fields import TEXT_LIMIT
from shared.contracts.lists import QueryStage

REMINDER_DAYS: Final = 10
"""Working days after which the submitter is reminded. Source: lifecycle.md, "Deadlines"."""


class QueryState(StrEnum):
    """`REPLIED` waits for screening; `LAPSED` ended without an answer."""

    OPEN = "open"
    REPLIED = "replied"
    ANSWERED = "answered"
    LAPSED = "lapsed"


WAITING: Final = (QueryState.OPEN, QueryState.REPLIED)
"""The states that can still become an answer."""


@dataclass(frozen=True, slots=True)
class Query:
    """A query; `reply` is what the submitter wrote, until it is screened.

    `may_be_published` says that it may be printed beside the decision.
    """

    id: UUID
    impulse_id: UUID
    stage: QueryStage
    state: QueryState
    reply_by: date
    reply: str | None
    may_be_published: bool = False

    @property
    def is_hearing(self) -> bool:
        """Whether the submitter is heard before a rejection, rather than asked something."""
        return self.stage == "hearing"

    def is_open(self, today: date, *, left_the_path: bool) -> bool:
        """Whether the submitter can answer; not once the impulse was withdrawn, merged or the like."""
        return self.state is QueryState.OPEN and today <= self.reply_by and not left_the_path

    def check_reply(self, typed: str, today: date, *, left_the_path: bool) -> str:
        """The answer of 1 to 10,000 characters as it is kept; the same one again is no mistake.

        Raises: QueryOver, AnswerInvalid.
        """
        reply = clean_text(typed)
        if self.state is QueryState.REPLIED and reply == self.reply:
            return reply
        if not self.is_open(today, left_the_path=left_the_path):
            raise QueryOver
        return _checked_answer(reply)

    def check_release(self, edited: str | None) -> str:
        """What is passed on: the answer as it came in or as the coordinator edited it, 1 to 10,000 characters.

        Raises: ReplyNotWaiting, AnswerInvalid.
        """
        return _checked_answer(self._waiting_reply() if edited is None else self._edited(edited))

    def check_refusal(self, reason: str) -> str:
        """What the submitter is told when the answer is not passed on. Raises: ReplyNotWaiting, ReasonInvalid."""
        self._waiting_reply()
        told = clean_text(reason)
        if not 1 <= len(told) <= TEXT_LIMIT:
            raise ReasonInvalid
        return told

    def _edited(self, edited: str) -> str:
        self._waiting_reply()
        return clean_text(edited)

    def _waiting_reply(self) -> str:
        if self.state is not QueryState.REPLIED or self.reply is None:
            raise ReplyNotWaiting
        return self.reply


def _checked_answer(answer: str) -> str:
    if not 1 <= len(answer) <= TEXT_LIMIT:
        raise AnswerInvalid
    return answer
