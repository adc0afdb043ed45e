"""Somebody who assesses or coordinates a case asks the submitter something."""

from dataclasses import dataclass
from uuid import UUID

from uuid6 import uuid7

from services.evaluation import store
from services.evaluation.commands.change_deadline import stop_clock
from services.evaluation.domain.case import Case
from services.evaluation.domain.people import Person
from services.evaluation.domain.query import CaseStage, Query, QueryState, check_question, takes_part
from services.evaluation.stored import queries as stored_queries
from services.evaluation.surroundings import Surroundings
from shared.contracts.days import city_day
from shared.contracts.facts import QueryRequested
from shared.contracts.texts import new_text
from shared.contracts.topics import TextTopic
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.working_days import add_working_days


@dataclass(frozen=True, slots=True)
class AskSubmitter:
    """Who asks what about which case; `coordinates` says that it is a coordinator, who needs no place."""

    case_id: UUID
    person: Person
    coordinates: bool
    question: str


async def ask_submitter(command: AskSubmitter, work: UnitOfWork, surroundings: Surroundings) -> Query:
    """Send the question to ideas, which delivers it, and stop the clock of the case.

    Raises: CaseUnknown, PlaceNeeded, QueryTooLate, QueryOpen, QueryInvalid.
    Source: lifecycle.md, "Queries" and "Deadlines".
    """
    case = await store.lock_case(work, command.case_id)
    earlier = await stored_queries.load_queries(work.connection, case.id)
    question = check_question(
        command.question,
        case,
        earlier,
        takes_part=takes_part(case, command.person.id, in_charge=command.coordinates, now=work.now),
    )
    return await send_query(case, "assessment", question, surroundings.city.deadlines.query, work, surroundings)


async def send_query(
    case: Case, stage: CaseStage, question: str, days: int, work: UnitOfWork, surroundings: Surroundings
) -> Query:
    """Send a question that is to be answered within so many working days; the caller has locked and checked the case."""
    reply_by = add_working_days(city_day(work.now), days, surroundings.city.deadlines.state)
    query = Query(id=uuid7(), state=QueryState.OPEN, reply_by=reply_by, question=question, stage=stage)
    text = new_text(case.impulse_id, "question", body=question)
    work.publish_text(TextTopic.ASSESSMENT_CASE_TEXTS, text)
    await store.keep_published_texts(work, TextTopic.ASSESSMENT_CASE_TEXTS, [text])
    await stored_queries.insert_query(work, case.id, query, text.text_id)
    work.actor = None  # nobody learns who asked, no reader of the journal either
    work.record(
        QueryRequested(
            impulse_id=case.impulse_id,
            case_id=case.id,
            round=case.round,
            query_id=query.id,
            stage=stage,
            reply_by=reply_by,
            text=text.ref,
        )
    )
    await stop_clock(case, reply_by, work, surroundings)
    return query
