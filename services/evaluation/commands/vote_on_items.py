"""The votes of a body are entered: what it adopts is decided in the same transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from services.evaluation import store
from services.evaluation.commands.decide_case import DecideCase, decide_case
from services.evaluation.commands.withdraw_decision import WithdrawDecision, withdraw_decision
from services.evaluation.domain.ballots import Votes
from services.evaluation.domain.case import TO_DECIDE
from services.evaluation.domain.competence import Ballot, Resolution
from services.evaluation.domain.meeting_bodies import meeting_body, proposed_resolution, rule_of
from services.evaluation.domain.people import Person
from services.evaluation.domain.sessions import Outcome
from services.evaluation.stored.sessions import lock_session, save_session
from services.evaluation.surroundings import Surroundings
from shared.contracts.days import city_day
from shared.contracts.errors import DomainError
from shared.messaging.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class TypedResolution:
    """Number and OParl address of a resolution as they were typed; without a number the session proposes one."""

    number: str | None = None
    oparl_url: str | None = None


@dataclass(frozen=True, slots=True)
class VoteOnItems:
    """The votes on one item, or on several in one go; `recorder` enters them and is never the one who publishes."""

    session_id: UUID
    items: Mapping[UUID, TypedResolution]
    votes: Votes
    recorder: Person


@dataclass(frozen=True, slots=True)
class TakeBackVote:
    """Which item's outcome was entered wrongly, and who says so."""

    session_id: UUID
    case_id: UUID
    person: Person


async def vote_on_items(command: VoteOnItems, work: UnitOfWork, surroundings: Surroundings) -> None:
    """Keep votes and outcome; an adopted item takes its proposed decision, all of them or none.

    Raises: SessionUnknown, what `Session.voted` raises, and all that `decide_case` raises.
    """
    session = await lock_session(work, command.session_id)
    body = meeting_body(surroundings.decision_routes, session.body)
    today = city_day(work.now)
    voted = session.voted(tuple(command.items), command.votes, rule_of(body), today)
    ballot = Ballot(command.votes.in_favour, command.votes.against, command.votes.abstained)
    for place, (case_id, typed) in enumerate(command.items.items()):
        item = voted.item(case_id)
        if item.outcome is not Outcome.ADOPTED or item.proposal is None:
            continue
        number = (typed.number or "").strip() or proposed_resolution(body, voted, case_id)
        resolution = Resolution(body.id, voted.decided_on(today), number, ballot, typed.oparl_url)
        try:
            await decide_case(DecideCase(case_id, command.recorder, item.proposal, resolution), work, surroundings)
        except DomainError as error:
            _point_at_item(error, place, voted.position(case_id) if len(command.items) > 1 else None)
            raise
        voted = voted.resolved(case_id, number, typed.oparl_url)
    await save_session(work, voted)


async def take_back_vote(command: TakeBackVote, work: UnitOfWork, surroundings: Surroundings) -> None:
    """Let the item wait again; a decision that it led to is withdrawn, unless somebody did, before the publication only.

    Raises: SessionUnknown, SessionNotOpen, SessionClosed, AgendaItemUnknown, AgendaItemNotSettled, CaseOnAgenda, and all that
    `withdraw_decision` raises.
    """
    session = await lock_session(work, command.session_id)
    waiting = session.taken_back(command.case_id)
    case = await store.load_case(work.connection, command.case_id)
    if session.item(command.case_id).outcome is Outcome.ADOPTED and case.state not in TO_DECIDE:
        withdrawal = WithdrawDecision(command.case_id, command.person, coordinates=True)
        await withdraw_decision(withdrawal, work, surroundings)
    await save_session(work, waiting)


def _point_at_item(error: DomainError, place: int, position: int | None) -> None:
    """What is wrong with a resolution stands at its item; of several items (with `position`) the refusal says which one."""
    if error.field is not None and error.field.startswith("resolution."):
        error.field = f"items.{place}.{error.field.removeprefix('resolution.')}"
    elif position is not None:
        error.field = f"items.{place}"
    if position is not None:
        error.detail = f"TOP {position}: {error.detail}"
