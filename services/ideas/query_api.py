"""Queries to submitters in the JSON API: portals and staff answer with the access code, coordinators screen the answers."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.ideas.api import opaque_id
from services.ideas.commands.answer_query import AnswerQuery, answer_query
from services.ideas.commands.refuse_answer import RefuseAnswer, refuse_answer
from services.ideas.commands.release_answer import ReleaseAnswer, release_answer
from services.ideas.domain.appeal import AppealOutcome, AppealState
from services.ideas.domain.errors import AccessCodeUnknown
from services.ideas.domain.query import QueryState
from services.ideas.queries.dialogue import dialogue_of
from services.ideas.queries.notices import notices_of
from services.ideas.queries.review import review_of
from services.ideas.queries.status_by_code import status_by_code
from services.ideas.queries.waiting_queries import waiting_queries
from services.ideas.setup import Setup
from services.ideas.typed import OptionalBody
from shared.messaging.unit_of_work import UnitOfWork
from shared.web.access import Caller, portal_or_staff, staff
from shared.web.commands import reading, run_command
from shared.web.sign_in import Staff

router = APIRouter(prefix="/api/ideas/v1", tags=["ideas"])

OnBehalf = Annotated[Caller, portal_or_staff("coordinator")]
Coordinator = Annotated[Staff, staff("coordinator")]

AccessCode = Annotated[
    str,
    StringConstraints(max_length=60),
    Field(description="27 characters; never in an address", examples=["8N3K-5T2Q-9XWD-M4CP-7RVA-Z1HE-6J*"]),
]


class RequestBody(BaseModel):
    """What requests may hold is listed, and what was typed never comes back in an error."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class CodeBody(RequestBody):
    """The access code of the impulse."""

    access_code: AccessCode


class AnswerBody(CodeBody):
    """The submitter's answer."""

    answer: OptionalBody = Field(description="1 to 10,000 characters", examples=["Direkt neben dem Brunnen."])
    may_be_published: bool = Field(
        False, description="the answer may be printed beside the decision; only a hearing asks for it"
    )


class ReleaseAnswerBody(RequestBody):
    """What is passed on."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{}]})

    answer: OptionalBody | None = Field(None, description="left out: exactly what the submitter wrote")


class RefusalBody(RequestBody):
    """Why an answer is not passed on; only the submitter reads it."""

    reason: OptionalBody = Field(examples=["Bitte nennen Sie keine Namen von Nachbarn."])


class QueryOut(BaseModel):
    """A query as its submitter sees it."""

    query_id: UUID
    stage: Literal["screening", "assessment", "hearing"] = Field(description="hearing: before a rejection")
    state: QueryState
    question: str | None = Field(description="null while it is still to come, and once it was erased")
    reply_by: date
    answer: str | None
    refusal: str | None = Field(description="why the last answer was not passed on")


class ReviewOut(BaseModel):
    """The review of the decision, which can be asked for until `last_day`."""

    last_day: date
    state: AppealState | None = Field(description="null: nobody asked for one")
    text: str | None = Field(description="what the person wrote, or what was passed on")
    refusal: str | None = Field(description="why it was returned")
    outcome: AppealOutcome | None


class NoticeOut(BaseModel):
    """An interim notice: why it takes longer, and until when a decision was expected that day."""

    given_on: date
    sentence: str
    until: date


class DialogueOut(BaseModel):
    """What the submitter of an impulse is asked and told, the oldest first."""

    number: str = Field(examples=["2026-0412"])
    status: str = Field(examples=["in der Bewertung"])
    remark: str | None = Field(examples=["Rückfrage offen"])
    queries: list[QueryOut]
    notices: list[NoticeOut]
    review: ReviewOut | None = Field(description="null while nothing is decided finally")


class WaitingOut(BaseModel):
    """A query that waits for its answer (`open`) or for the screening of it (`replied`)."""

    query_id: UUID
    impulse_id: UUID
    number: str = Field(examples=["2026-0412"])
    stage: Literal["screening", "assessment", "hearing"] = Field(description="hearing: before a rejection")
    state: QueryState
    question: str | None
    reply: str | None
    may_be_published: bool = Field(description="the submitter wants it printed beside the decision")
    remind_on: date
    reply_by: date


@router.post("/dialogue")
async def dialogue(body: CodeBody, caller: OnBehalf, request: Request) -> DialogueOut:
    """What the holder of the access code is asked and told."""
    setup: Setup = request.app.state.setup
    async with reading(request) as work:
        status = await status_by_code(work.connection, setup.keys.lookup, body.access_code)
        if status is None:
            raise AccessCodeUnknown
        asked = await dialogue_of(work.connection, status.id)
        notices = await notices_of(work.connection, status.id)
        review = await review_of(work.connection, status.id, setup)
    return DialogueOut(
        number=status.number,
        status=status.label,
        remark=status.remark,
        queries=[
            QueryOut(
                query_id=query.id,
                stage=query.stage,
                state=query.state,
                question=query.question,
                reply_by=query.reply_by,
                answer=query.answer,
                refusal=query.refusal,
            )
            for query in asked
        ],
        notices=[NoticeOut(given_on=each.given_on, sentence=each.sentence, until=each.until) for each in notices],
        review=None
        if review is None
        else ReviewOut(
            last_day=review.last_day,
            state=review.state,
            text=review.words,
            refusal=review.refusal,
            outcome=review.outcome,
        ),
    )


@router.post("/queries/{query_id}/answer", status_code=204)
async def answer(query_id: UUID, body: AnswerBody, caller: OnBehalf, request: Request) -> None:
    """Answer a query for the holder of the access code; a coordinator screens the answer."""
    setup: Setup = request.app.state.setup
    command = AnswerQuery(body.access_code, query_id, body.answer, body.may_be_published)
    await run_step(request, caller, lambda work: answer_query(command, work, setup.keys.lookup))


@router.get("/queries")
async def queries(request: Request, who: Coordinator) -> list[WaitingOut]:
    """At most 200 queries that have not ended: answers to screen first, then by their last day."""
    async with reading(request) as work:
        found = await waiting_queries(work.connection)
    return [
        WaitingOut(
            query_id=query.id,
            impulse_id=query.impulse_id,
            number=query.number,
            stage=query.stage,
            state=query.state,
            question=query.question,
            reply=query.reply,
            may_be_published=query.may_be_published,
            remind_on=query.remind_on,
            reply_by=query.reply_by,
        )
        for query in found
    ]


@router.post("/queries/{query_id}/release", status_code=204)
async def release(query_id: UUID, request: Request, who: Coordinator, body: ReleaseAnswerBody | None = None) -> None:
    """Pass an answer on to those who asked."""
    command = ReleaseAnswer(query_id, None if body is None else body.answer)
    await run_step(request, who, lambda work: release_answer(command, work))


@router.post("/queries/{query_id}/refusal", status_code=204)
async def refuse(query_id: UUID, body: RefusalBody, request: Request, who: Coordinator) -> None:
    """Do not pass an answer on; the submitter can write another one."""
    command = RefuseAnswer(query_id, body.reason)
    await run_step(request, who, lambda work: refuse_answer(command, work))


async def run_step(request: Request, caller: Caller, command: Callable[[UnitOfWork], Awaitable[None]]) -> None:
    """Run a command that has no answer, at most once per idempotency key."""

    async def run(work: UnitOfWork) -> dict[str, Any]:
        await command(work)
        return {}

    await run_command(request, opaque_id(caller), run)
