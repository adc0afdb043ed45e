"""A person who did not assess the case decides, or a body's resolution is entered; nobody outside sees it before publication."""

from dataclasses import dataclass, replace
from uuid import UUID

from services.evaluation import store
from services.evaluation.domain.case import Case, CaseState
from services.evaluation.domain.competence import Resolution
from services.evaluation.domain.decision import Proposal, TakenDecision, advice_of, decide
from services.evaluation.domain.decision_errors import AlreadyDecided, WrongBody
from services.evaluation.domain.people import Person, pseudonym
from services.evaluation.domain.resolution import checked_resolution
from services.evaluation.queries.decision_setting import setting_of
from services.evaluation.stored.decisions import insert_decisions, load_decisions, pending
from services.evaluation.surroundings import Surroundings
from shared.contracts.facts import CaseDecided
from shared.messaging.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class DecideCase:
    """What is decided about which case, by whom; with `resolution` a body decided and the person enters it.

    `may_decide`: whether the person decides at all; a coordinator only enters resolutions.
    """

    case_id: UUID
    decider: Person
    proposal: Proposal
    resolution: Resolution | None = None
    may_decide: bool = True


async def decide_case(command: DecideCase, work: UnitOfWork, surroundings: Surroundings) -> None:
    """Keep the decision until it is published.

    Raises: CaseUnknown, WrongBody, ResolutionInvalid, ResolutionUsed, and all that `decide` raises.
    """
    case = await store.lock_case(work, command.case_id)
    if pending(await load_decisions(work.connection, case.id)) is not None:
        raise AlreadyDecided
    setting = await setting_of(case, work, surroundings)
    resolution = command.resolution
    if resolution is None and not command.may_decide:
        raise WrongBody(setting.competence.body_for(command.proposal.decision).name)
    body = None if resolution is None else surroundings.decision_routes.body(resolution.body_id)
    if resolution is not None and body is not None:
        resolution = checked_resolution(resolution, body, setting.today)
    decision = decide(case, advice_of(case), command.proposal, command.decider, setting, resolution)
    await keep_decision(case, decision, command.decider, work, surroundings)


async def keep_decision(
    case: Case, decision: TakenDecision, decider: Person, work: UnitOfWork, surroundings: Surroundings
) -> None:
    """Save a decision and tell that there is one; a published case stays published until the next publication."""
    await insert_decisions(work, {case.id: decision})
    if case.state is not CaseState.PUBLISHED:
        await store.save_case_state(work, replace(case, state=CaseState.DECIDED))
    work.record(
        CaseDecided(
            impulse_id=case.impulse_id,
            case_id=case.id,
            round=case.round,
            by=pseudonym(surroundings.keys, decider.id, case.id),
        )
    )
