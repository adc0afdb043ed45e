"""Statements in the JSON API: what other units are asked, and what they say."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request

from services.evaluation.api.cases import run_step
from services.evaluation.api.statements_models import Asking, QuestionForUnitOut, RequestedOut, StatementOut, Stating
from services.evaluation.commands.give_statement import GiveStatement, give_statement
from services.evaluation.commands.request_statement import RequestStatement, request_statement
from services.evaluation.commands.withdraw_statement import WithdrawStatement, withdraw_statement
from services.evaluation.doors import person_of, surroundings_of
from services.evaluation.queries.asked_questions import asked_questions
from services.evaluation.queries.case_view import view_case
from shared.messaging.unit_of_work import UnitOfWork
from shared.web.access import staff
from shared.web.commands import reading, run_command
from shared.web.sign_in import Staff

router = APIRouter(prefix="/api/evaluation/v1")

Asker = Annotated[Staff, staff("evaluator", "coordinator")]
Office = Annotated[Staff, staff("office")]
Coordinator = Annotated[Staff, staff("coordinator")]
Reader = Annotated[Staff, staff("evaluator", "office", "decider", "coordinator")]


@router.get("/questions")
async def questions(request: Request, who: Office) -> list[QuestionForUnitOut]:
    """The first 100 questions to the caller's unit, and late ones to units that it deputises for, by due date."""
    async with reading(request) as work:
        found = await asked_questions(person_of(who), work, surroundings_of(request))
    return [QuestionForUnitOut.model_validate(each, from_attributes=True) for each in found]


@router.get("/cases/{case_id}/statements")
async def statements(request: Request, case_id: UUID, who: Reader) -> list[StatementOut]:
    """The statements that the caller may see, the oldest request first."""
    async with reading(request) as work:
        view = await view_case(case_id, person_of(who), who.role, work, surroundings_of(request))
    return [
        StatementOut(
            statement_id=seen.statement.id,
            unit=seen.statement.unit,
            criteria=list(seen.statement.criteria),
            question=seen.statement.question,
            due_on=seen.statement.due_on,
            state=seen.statement.state.value,
            open=seen.open,
            late=seen.open and seen.late,
            text=seen.statement.text,
            remarks=dict(seen.statement.remarks),
        )
        for seen in view.statements
    ]


@router.post("/cases/{case_id}/statements", status_code=201)
async def ask(request: Request, case_id: UUID, body: Asking, who: Asker) -> RequestedOut:
    """Ask another unit about criteria of the case; who asked is not kept."""
    command = RequestStatement(case_id, person_of(who), who.role == "coordinator", body.request())

    async def run(work: UnitOfWork) -> dict[str, Any]:
        statement = await request_statement(command, work, surroundings_of(request))
        return RequestedOut(statement_id=statement.id, due_on=statement.due_on).model_dump(mode="json")

    return RequestedOut.model_validate(await run_command(request, who.subject, run))


@router.post("/cases/{case_id}/statements/{statement_id}/answer", status_code=204)
async def give(request: Request, case_id: UUID, statement_id: UUID, body: Stating, who: Office) -> None:
    """Give the statement of the caller's unit, or of a late one that it deputises for."""
    command = GiveStatement(case_id, statement_id, person_of(who), body.text, body.remarks)
    await run_step(request, who, lambda work, near: give_statement(command, work, near))


@router.post("/cases/{case_id}/statements/{statement_id}/withdrawal", status_code=204)
async def withdraw(request: Request, case_id: UUID, statement_id: UUID, who: Coordinator) -> None:
    """Take a request back."""
    command = WithdrawStatement(case_id, statement_id)
    await run_step(request, who, lambda work, _: withdraw_statement(command, work))
