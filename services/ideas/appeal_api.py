"""Appeals in the JSON API: portals and staff ask for a review with the access code, coordinators screen the words."""

from datetime import date
from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from services.ideas.commands.lodge_appeal import LodgeAppeal, lodge_appeal
from services.ideas.commands.screen_appeal import PassAppealOn, ReturnAppeal, pass_appeal_on, return_appeal
from services.ideas.queries.waiting_appeals import waiting_appeals
from services.ideas.query_api import CodeBody, Coordinator, OnBehalf, RequestBody, run_step
from services.ideas.setup import Setup
from services.ideas.typed import OptionalBody
from shared.web.commands import reading

router = APIRouter(prefix="/api/ideas/v1", tags=["ideas"])

Ground = Literal["new_facts", "error", "wrong_competence"]


class AppealBody(CodeBody):
    """Why the published decision should be reviewed."""

    grounds: list[Ground] = Field(max_length=3, description="at least one", examples=[["error"]])
    text: OptionalBody = Field(
        description="1 to 10,000 characters",
        examples=["Die Kosten sind zu hoch angesetzt: Das Angebot nennt 4.000 Euro."],
    )


class PassOnBody(RequestBody):
    """What is passed on."""

    text: OptionalBody | None = Field(None, description="left out: exactly what the person wrote", examples=[None])


class ReturnBody(RequestBody):
    """Why the appeal is returned; only the person reads it."""

    reason: OptionalBody = Field(examples=["Bitte nennen Sie keine Namen von Nachbarn."])


class WaitingAppealOut(BaseModel):
    """An appeal that waits for screening."""

    appeal_id: UUID
    impulse_id: UUID
    number: str = Field(examples=["2026-0412"])
    grounds: list[Ground]
    lodged_on: date
    text: str


@router.post("/appeal", status_code=204)
async def appeal(body: AppealBody, caller: OnBehalf, request: Request) -> None:
    """Ask for a review of the published decision for the holder of the access code; a coordinator screens the words."""
    setup: Setup = request.app.state.setup
    command = LodgeAppeal(body.access_code, body.grounds, body.text)
    await run_step(request, caller, lambda work: lodge_appeal(command, work, setup))


@router.get("/appeals")
async def appeals(request: Request, who: Coordinator) -> list[WaitingAppealOut]:
    """At most 200 appeals that wait for screening, the oldest first."""
    async with reading(request) as work:
        found = await waiting_appeals(work.connection)
    return [
        WaitingAppealOut(
            appeal_id=appeal.id,
            impulse_id=appeal.impulse_id,
            number=appeal.number,
            grounds=list(appeal.grounds),
            lodged_on=appeal.lodged_on,
            text=appeal.words,
        )
        for appeal in found
    ]


@router.post("/appeals/{appeal_id}/release", status_code=204)
async def pass_on(appeal_id: UUID, request: Request, who: Coordinator, body: PassOnBody | None = None) -> None:
    """Pass an appeal on to those who assess and decide."""
    command = PassAppealOn(appeal_id, None if body is None else body.text)
    await run_step(request, who, lambda work: pass_appeal_on(command, work))


@router.post("/appeals/{appeal_id}/return", status_code=204)
async def return_it(appeal_id: UUID, body: ReturnBody, request: Request, who: Coordinator) -> None:
    """Return an appeal; the person can write it anew."""
    setup: Setup = request.app.state.setup
    command = ReturnAppeal(appeal_id, body.reason)
    await run_step(request, who, lambda work: return_appeal(command, work, setup))
