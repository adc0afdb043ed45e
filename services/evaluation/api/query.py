"""Queries to the submitter in the JSON API."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from services.evaluation import store
from services.evaluation.api.models import Asking
from services.evaluation.commands.ask_submitter import AskSubmitter, ask_submitter
from services.evaluation.domain.query import QueryState
from services.evaluation.doors import person_of, surroundings_of
from services.evaluation.queries.dialogue import dialogue_of
from shared.messaging.unit_of_work import UnitOfWork
from shared.web.access import staff
from shared.web.commands import reading, run_command
from shared.web.sign_in import Staff

router = APIRouter(prefix="/api/evaluation/v1")

Asker = Annotated[Staff, staff("evaluator", "coordinator")]
Reader = Annotated[Staff, staff("evaluator", "decider", "coordinator")]


class Asked(BaseModel):
    """A query that is on its way to the submitter."""

    query_id: UUID
    reply_by: date = Field(description="last day for an answer", examples=["2026-03-24"])


class QueryOut(Asked):
    """A query; who asked is known to nobody."""

    state: QueryState
    question: str | None = Field(description="null once it was erased")
    answer: str | None = Field(description="null before it is here, and once it was erased")


@router.get("/cases/{case_id}/queries")
async def queries(request: Request, case_id: UUID, who: Reader) -> list[QueryOut]:
    """What the submitter was asked, the oldest first; nothing for an evaluator without a place in the case."""
    async with reading(request) as work:
        case = await store.load_case(work.connection, case_id)
        dialogue = await dialogue_of(case, person_of(who), who.role, work)
    return [
        QueryOut(
            query_id=query.id,
            reply_by=query.reply_by,
            state=query.state,
            question=query.question,
            answer=query.answer,
        )
        for query in dialogue.queries
    ]


@router.post("/cases/{case_id}/queries", status_code=201)
async def ask(request: Request, case_id: UUID, body: Asking, who: Asker) -> Asked:
    """Ask the submitter something: as a coordinator, or with a place in the case. One query at a time."""
    command = AskSubmitter(case_id, person_of(who), who.role == "coordinator", body.question)

    async def run(work: UnitOfWork) -> dict[str, Any]:
        query = await ask_submitter(command, work, surroundings_of(request))
        return Asked(query_id=query.id, reply_by=query.reply_by).model_dump(mode="json")

    return Asked.model_validate(await run_command(request, who.subject, run))
