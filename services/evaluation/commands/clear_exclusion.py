"""An office settles an exclusion criterion; its answer replaces the evaluators'."""

from dataclasses import dataclass, replace
from uuid import UUID

from services.evaluation import store
from services.evaluation.commands.move_on import move_on
from services.evaluation.domain.case import Case, OfficeQuestion
from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.errors import AnswerRefused, OtherUnitAsked
from services.evaluation.domain.people import Person
from services.evaluation.domain.votes import ExclusionAnswer
from services.evaluation.surroundings import Surroundings
from shared.contracts.days import city_day
from shared.contracts.facts import ExclusionCleared, StatementGiven
from shared.messaging.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class ClearExclusion:
    """The office's answer to one exclusion criterion, with its reason."""

    case_id: UUID
    criterion: str
    office: Person
    answer: ExclusionAnswer
    reason: str


async def clear_exclusion(command: ClearExclusion, work: UnitOfWork, surroundings: Surroundings) -> None:
    """Keep the answer; after the last one that was asked for, the case moves on.

    Raises: CaseUnknown, QuestionNotOpen, OtherUnitAsked, AnswerRefused.
    Source: assessment-method.md, "Ratings".
    """
    case = await store.lock_case(work, command.case_id)
    catalogue = await surroundings.catalogue_of(case, work)
    question = case.open_question(command.criterion)
    if not surroundings.asked_units(command.office).include(question.unit, question.due_on, city_day(work.now)):
        raise OtherUnitAsked
    question = _answered(question, command, catalogue)
    case = case.with_question(question)
    await store.save_answer(work, case.id, question)
    work.record(
        ExclusionCleared(
            impulse_id=case.impulse_id,
            case_id=case.id,
            round=case.round,
            criterion=question.criterion,
            answer=command.answer.value,
            office=question.unit,
        )
    )
    _record_statement_if_complete(case, question, work)
    await move_on(case, work, surroundings)


def _answered(question: OfficeQuestion, command: ClearExclusion, catalogue: Catalogue) -> OfficeQuestion:
    criterion = catalogue.exclusion_criteria[question.criterion]
    if command.answer is ExclusionAnswer.NOT_APPLICABLE and not criterion.not_applicable_allowed:
        raise AnswerRefused(f"{criterion.id} ist immer zu beantworten; „na“ ist hier nicht möglich.", "answer")
    reason = command.reason.strip()
    if not reason:
        raise AnswerRefused("Bitte begründen Sie Ihre Antwort.", "reason")
    return replace(question, answer=command.answer, reason=reason)


def _record_statement_if_complete(case: Case, question: OfficeQuestion, work: UnitOfWork) -> None:
    statement = [other for other in case.questions if other.statement_id == question.statement_id]
    if any(other.answer is None for other in statement):
        return
    work.record(
        StatementGiven(
            impulse_id=case.impulse_id,
            case_id=case.id,
            round=case.round,
            statement_id=question.statement_id,
            unit=question.unit,
            criteria=tuple(sorted(other.criterion for other in statement)),
        )
    )
