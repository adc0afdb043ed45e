"""A matter for the council is put before it: what evaluation has is a proposal until the resolution is entered."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from services.evaluation import store
from services.evaluation.domain.case import TO_DECIDE, CaseState
from services.evaluation.domain.decision_errors import AlreadyDecided, NotConsolidated, NotForCouncil
from services.evaluation.domain.resolution import checked_paper
from services.evaluation.queries.decision_setting import setting_of
from services.evaluation.stored.council import CouncilPaper, keep_paper
from services.evaluation.surroundings import Surroundings
from shared.contracts.days import city_day
from shared.contracts.facts import SubmittedToCouncil
from shared.messaging.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class SubmitToCouncil:
    """Under which number the case is on the agenda of which day; again when the session moves."""

    case_id: UUID
    paper_number: str
    session_on: date


async def submit_to_council(command: SubmitToCouncil, work: UnitOfWork, surroundings: Surroundings) -> None:
    """Tell everybody that the competent body has the matter before it; the fact names no result.

    Raises: CaseUnknown, AlreadyDecided, NotConsolidated, NotForCouncil, PaperInvalid.
    """
    case = await store.lock_case(work, command.case_id)
    if case.state in {CaseState.DECIDED, CaseState.PUBLISHED}:
        raise AlreadyDecided
    if case.state not in TO_DECIDE:
        raise NotConsolidated
    body = (await setting_of(case, work, surroundings)).competence.body
    if not body.of_council:
        raise NotForCouncil
    number = checked_paper(command.paper_number, command.session_on, city_day(work.now))
    paper = CouncilPaper(body.id, number, command.session_on)
    await keep_paper(work, case.id, paper)
    await store.save_case_state(work, replace(case, state=CaseState.BEFORE_COUNCIL))
    work.record(
        SubmittedToCouncil(
            impulse_id=case.impulse_id,
            case_id=case.id,
            round=case.round,
            body=paper.body,
            paper_number=paper.paper_number,
            session_on=paper.session_on,
        )
    )
