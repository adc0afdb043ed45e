"""A person who did not assess the case decides, with reasons; nobody outside sees it before the publication."""

from dataclasses import dataclass, replace
from uuid import UUID

from services.evaluation import store
from services.evaluation.domain.agreement import ClassAgreement
from services.evaluation.domain.case import Case, CaseState
from services.evaluation.domain.decision import Advice, Proposal, decide
from services.evaluation.domain.people import Person, pseudonym
from services.evaluation.domain.recommendation import Recommendation
from services.evaluation.surroundings import Surroundings
from shared.contracts.days import city_day
from shared.contracts.facts import CaseDecided
from shared.messaging.unit_of_work import UnitOfWork

CLOSE = "knapp"


@dataclass(frozen=True, slots=True)
class DecideCase:
    """What is decided about which case, by whom."""

    case_id: UUID
    decider: Person
    proposal: Proposal


async def decide_case(command: DecideCase, work: UnitOfWork, surroundings: Surroundings) -> None:
    """Keep the decision until it is published. Raises: CaseUnknown, and all that `decide` raises."""
    case = await store.lock_case(work, command.case_id)
    decision = decide(case, advice_of(case), command.proposal, command.decider, city_day(work.now))
    await store.insert_decision(work, case.id, decision)
    await store.save_case_state(work, replace(case, state=CaseState.DECIDED))
    work.record(
        CaseDecided(
            impulse_id=case.impulse_id,
            case_id=case.id,
            round=case.round,
            by=pseudonym(surroundings.keys, command.decider.id, case.id),
        )
    )


def advice_of(case: Case) -> Advice | None:
    """What the stored result advises; None where nothing was scored."""
    if case.result is None:
        return None
    flags = case.result["flags"]
    return Advice(
        Recommendation(case.result["decision"]),
        close=CLOSE in flags,
        minority=ClassAgreement.MINORITY in flags,
        adjacent=ClassAgreement.ADJACENT in flags,
    )
