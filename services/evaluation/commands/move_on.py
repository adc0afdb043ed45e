"""After the last vote, office's answer or meeting: the case takes its next step, all in the same transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from uuid6 import uuid7

from services.evaluation import store
from services.evaluation.commands.raise_track import keep_raised
from services.evaluation.domain.case import Case, CaseState, OfficeQuestion
from services.evaluation.domain.catalogue import Catalogue, Track
from services.evaluation.domain.effort import with_full_check
from services.evaluation.domain.people import is_drawn
from services.evaluation.domain.result_json import to_json
from services.evaluation.domain.round_end import AskConsensus, AskOffices, AskThird, Consolidated, end_round
from services.evaluation.domain.third_opinion import ThirdOpinionCause
from services.evaluation.surroundings import Surroundings
from shared.contracts.days import city_day
from shared.contracts.facts import CaseConsolidated, StatementRequested, ThirdOpinionRequested
from shared.contracts.lists import ThirdOpinionCause as CauseKey
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.working_days import add_working_days

CAUSE_KEYS: Mapping[ThirdOpinionCause, CauseKey] = {
    ThirdOpinionCause.CLASSES_DIFFER: "classes_differ",
    ThirdOpinionCause.CRITERIA_CONFLICT: "conflict_share",
}


async def move_on(case: Case, work: UnitOfWork, surroundings: Surroundings) -> None:
    """Ask the offices, a third evaluator or for a meeting, or consolidate; nothing while a vote or an answer is missing."""
    catalogue = await surroundings.catalogue_of(case, work)
    names = surroundings.labels_of(case)
    step = end_round(case, catalogue, names)
    if step is not None:  # with the last vote a second look is over
        case = replace(case, reopened=())
    match step:
        case AskOffices(criteria):
            await _ask_offices(case, criteria, catalogue, work, surroundings)
        case AskThird(causes):
            await _ask_third(case, causes, work)
        case AskConsensus(result):
            await _ask_consensus(case, to_json(result), work)
        case Consolidated(result):
            done = replace(case, result=to_json(result))
            if _is_sample(case, surroundings):
                await _check_in_full(done, catalogue, work, surroundings)
            else:
                await _consolidate(done, work)
        case None:
            pass


async def _ask_offices(
    case: Case, criteria: Sequence[str], catalogue: Catalogue, work: UnitOfWork, surroundings: Surroundings
) -> None:
    deadlines = surroundings.city.deadlines
    due_on = add_working_days(city_day(work.now), deadlines.statement, deadlines.state)
    by_office: dict[str, list[str]] = {}
    for criterion in criteria:
        by_office.setdefault(catalogue.exclusion_criteria[criterion].office.german, []).append(criterion)
    questions: list[OfficeQuestion] = []
    for office, asked in by_office.items():
        unit = surroundings.city.office_unit(office).id
        statement_id = uuid7()
        questions += [OfficeQuestion(criterion, statement_id, office, unit, due_on) for criterion in asked]
        work.record(
            StatementRequested(
                impulse_id=case.impulse_id,
                case_id=case.id,
                round=case.round,
                statement_id=statement_id,
                unit=unit,
                criteria=tuple(asked),
                due_on=due_on,
            )
        )
    await store.save_questions(work, case.id, questions, due_on)
    await store.save_case_state(work, replace(case, state=CaseState.AWAITING_OFFICE))


async def _ask_third(case: Case, causes: tuple[ThirdOpinionCause, ...], work: UnitOfWork) -> None:
    await store.save_case_state(
        work,
        replace(case, state=CaseState.OPEN, third_opinion=causes, evaluators_required=case.evaluators_required + 1),
    )
    work.record(
        ThirdOpinionRequested(
            impulse_id=case.impulse_id,
            case_id=case.id,
            round=case.round,
            causes=tuple(CAUSE_KEYS[cause] for cause in causes),
        )
    )


async def _ask_consensus(case: Case, result: dict[str, Any], work: UnitOfWork) -> None:
    await store.save_case_state(work, replace(case, state=CaseState.AWAITING_CONSENSUS, result=result))


def _is_sample(case: Case, surroundings: Surroundings) -> bool:
    drawn = is_drawn(surroundings.keys, case.id, surroundings.short_cases_checked)
    return case.track == Track.SHORT and case.short_class is None and drawn


async def _check_in_full(case: Case, catalogue: Catalogue, work: UnitOfWork, surroundings: Surroundings) -> None:
    """Others assess it anew; their result counts, and whether the classes agree tells how good short assessments are."""
    profile = next(profile for profile in catalogue.profiles.values() if profile.track is Track.FULL)
    full = with_full_check(case, profile, surroundings.assessment_due(work.now))
    await store.set_short_seats_aside(work, full)
    await keep_raised(full, "sample", work)


async def _consolidate(case: Case, work: UnitOfWork) -> None:
    await store.save_case_state(work, replace(case, state=CaseState.CONSOLIDATED))
    work.record(CaseConsolidated(impulse_id=case.impulse_id, case_id=case.id, round=case.round))
