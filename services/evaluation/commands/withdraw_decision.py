"""A decision is taken back before its publication: by who took it, or by the coordination."""

from dataclasses import dataclass, replace
from uuid import UUID

from services.evaluation import store
from services.evaluation.domain.case import Case, CaseState
from services.evaluation.domain.decision_errors import NothingToWithdraw, NotYourDecision
from services.evaluation.domain.people import Person, pseudonym
from services.evaluation.stored.council import load_paper
from services.evaluation.stored.decisions import load_decisions, pending, withdraw_pending
from services.evaluation.surroundings import Surroundings
from shared.contracts.facts import DecisionWithdrawn
from shared.messaging.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class WithdrawDecision:
    """Who takes the decision about which case back; `coordinates`: a coordinator, who may take back anybody's."""

    case_id: UUID
    person: Person
    coordinates: bool


async def withdraw_decision(command: WithdrawDecision, work: UnitOfWork, surroundings: Surroundings) -> None:
    """Put the case where it was before the decision.

    Raises: CaseUnknown, NothingToWithdraw, NotYourDecision.
    """
    case = await store.lock_case(work, command.case_id)
    kept = pending(await load_decisions(work.connection, case.id))
    if kept is None:
        raise NothingToWithdraw
    if not command.coordinates and kept.decision.decider != command.person.id:
        raise NotYourDecision
    await withdraw_pending(work, [case.id])
    if case.state is CaseState.DECIDED:
        await store.save_case_state(work, replace(case, state=await _state_before(case, work)))
    work.record(
        DecisionWithdrawn(
            impulse_id=case.impulse_id,
            case_id=case.id,
            round=case.round,
            by=pseudonym(surroundings.keys, command.person.id, case.id),
        )
    )


async def _state_before(case: Case, work: UnitOfWork) -> CaseState:
    paper = await load_paper(work.connection, case.id)
    return CaseState.CONSOLIDATED if paper is None else CaseState.BEFORE_COUNCIL
