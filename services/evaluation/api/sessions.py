"""The JSON API about committee sessions: coordinators run them, deciders read."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request

from services.evaluation.api.cases import run_step
from services.evaluation.api.decision_models import ProposalBody
from services.evaluation.api.sessions_models import (
    AddingCase,
    Attending,
    LeavingRoom,
    Moving,
    Placing,
    PlannedOut,
    Planning,
    SessionItemOut,
    SessionLineOut,
    SessionList,
    SessionOut,
    VotesOut,
    Voting,
)
from services.evaluation.commands.change_agenda import AddCase, MoveCase, RemoveCase, add_case, move_case, remove_case
from services.evaluation.commands.hold_session import (
    NameConflicts,
    OpenSession,
    PostponeItem,
    adjourn_session,
    close_session,
    name_conflicts,
    open_session,
    postpone_item,
)
from services.evaluation.commands.plan_session import MoveSession, PlanSession, move_session, plan_session
from services.evaluation.commands.propose_decision import ProposeDecision, propose_decision
from services.evaluation.commands.vote_on_items import TakeBackVote, VoteOnItems, take_back_vote, vote_on_items
from services.evaluation.doors import person_of, surroundings_of
from services.evaluation.queries.cursors import read_cursor
from services.evaluation.queries.sessions import SessionItem, SessionLine, SessionView, list_sessions, view_session
from shared.messaging.unit_of_work import UnitOfWork
from shared.web.access import staff
from shared.web.commands import reading, run_command
from shared.web.sign_in import Staff

router = APIRouter(prefix="/api/evaluation/v1/sessions")

Coordinator = Annotated[Staff, staff("coordinator")]
InCharge = Annotated[Staff, staff("decider", "coordinator")]


@router.get("")
async def sessions(
    request: Request,
    who: InCharge,
    cursor: Annotated[str | None, Query(description="`next` of the page before")] = None,
) -> SessionList:
    """Coming and past sessions."""
    before = read_cursor(cursor) if cursor else None
    async with reading(request) as work:
        found = await list_sessions(before, work, surroundings_of(request))
    return SessionList(
        coming=[_line_out(each) for each in found.coming],
        past=[_line_out(each) for each in found.past],
        next=found.next,
    )


@router.post("", status_code=201)
async def plan(request: Request, body: Planning, who: Coordinator) -> PlannedOut:
    """Plan a session."""

    async def run(work: UnitOfWork) -> dict[str, Any]:
        session = await plan_session(PlanSession(body.body, body.meeting()), work, surroundings_of(request))
        return PlannedOut(session_id=session.id).model_dump(mode="json")

    return PlannedOut.model_validate(await run_command(request, who.subject, run))


@router.get("/{session_id}")
async def session(request: Request, session_id: UUID, who: InCharge) -> SessionOut:
    """One session with its agenda."""
    async with reading(request) as work:
        view = await view_session(session_id, work, surroundings_of(request))
    return _session_out(view)


@router.put("/{session_id}", status_code=204)
async def move(request: Request, session_id: UUID, body: Moving, who: Coordinator) -> None:
    """Move a planned session to another time or place."""
    command = MoveSession(session_id, body.meeting())
    await run_step(request, who, lambda work, near: move_session(command, work, near))


@router.post("/{session_id}/items", status_code=204)
async def add(request: Request, session_id: UUID, body: AddingCase, who: Coordinator) -> None:
    """Put a case on the agenda of a planned session."""
    command = AddCase(session_id, body.case_id)
    await run_step(request, who, lambda work, near: add_case(command, work, near))


@router.delete("/{session_id}/items/{case_id}", status_code=204)
async def remove(request: Request, session_id: UUID, case_id: UUID, who: Coordinator) -> None:
    """Take a case off the agenda of a planned session."""
    await run_step(request, who, lambda work, _: remove_case(RemoveCase(session_id, case_id), work))


@router.put("/{session_id}/items/{case_id}/position", status_code=204)
async def place(request: Request, session_id: UUID, case_id: UUID, body: Placing, who: Coordinator) -> None:
    """Move a case to another place of the agenda."""
    await run_step(request, who, lambda work, _: move_case(MoveCase(session_id, case_id, body.position), work))


@router.put("/{session_id}/items/{case_id}/proposal", status_code=204)
async def propose(request: Request, session_id: UUID, case_id: UUID, body: ProposalBody, who: Coordinator) -> None:
    """Write down what the body shall decide; it may still lack something, which the vote will name."""
    command = ProposeDecision(session_id, case_id, body.proposal())
    await run_step(request, who, lambda work, _: propose_decision(command, work))


@router.put("/{session_id}/attendance", status_code=204)
async def attend(request: Request, session_id: UUID, body: Attending, who: Coordinator) -> None:
    """Open the session with those who are there, or correct who is."""
    command = OpenSession(session_id, tuple(body.present), tuple(body.absent))
    await run_step(request, who, lambda work, near: open_session(command, work, near))


@router.put("/{session_id}/items/{case_id}/conflicts", status_code=204)
async def leave(request: Request, session_id: UUID, case_id: UUID, body: LeavingRoom, who: Coordinator) -> None:
    """Name those who leave the room for an item because of a conflict of interest."""
    command = NameConflicts(session_id, case_id, tuple(body.left_room))
    await run_step(request, who, lambda work, _: name_conflicts(command, work))


@router.post("/{session_id}/votes", status_code=204)
async def vote(request: Request, session_id: UUID, body: Voting, who: Coordinator) -> None:
    """Enter the votes on one item or on several in one go; what is adopted is decided."""
    command = VoteOnItems(session_id, body.resolutions(), body.votes(), person_of(who))
    await run_step(request, who, lambda work, near: vote_on_items(command, work, near))


@router.post("/{session_id}/items/{case_id}/postponement", status_code=204)
async def postpone(request: Request, session_id: UUID, case_id: UUID, who: Coordinator) -> None:
    """Put an item off; its case is free for another agenda."""
    await run_step(request, who, lambda work, _: postpone_item(PostponeItem(session_id, case_id), work))


@router.delete("/{session_id}/items/{case_id}/outcome", status_code=204)
async def take_back(request: Request, session_id: UUID, case_id: UUID, who: Coordinator) -> None:
    """Take back an outcome that was entered wrongly, while the session is open and nothing is published."""
    command = TakeBackVote(session_id, case_id, person_of(who))
    await run_step(request, who, lambda work, near: take_back_vote(command, work, near))


@router.post("/{session_id}/closing", status_code=204)
async def close(request: Request, session_id: UUID, who: Coordinator) -> None:
    """End the session; what it did not come to is postponed."""
    await run_step(request, who, lambda work, _: close_session(session_id, work))


@router.post("/{session_id}/adjournment", status_code=204)
async def adjourn(request: Request, session_id: UUID, who: Coordinator) -> None:
    """Let the session not take place or break off; its waiting cases are free."""
    await run_step(request, who, lambda work, _: adjourn_session(session_id, work))


def _line_out(line: SessionLine) -> SessionLineOut:
    return SessionLineOut(
        session_id=line.id,
        body=line.body,
        label=line.label,
        session_on=line.session_on,
        starts_at=line.starts_at,
        place=line.place,
        ends_on=line.ends_on,
        state=line.state,
        items=line.items,
    )


def _session_out(view: SessionView) -> SessionOut:
    return SessionOut(
        session_id=view.id,
        body=view.body.id,
        label=view.label,
        session_on=view.session_on,
        starts_at=view.starts_at,
        place=view.place,
        ends_on=view.ends_on,
        public=view.public,
        state=view.state,
        has_quorum=view.has_quorum,
        present=list(view.present),
        absent=list(view.absent),
        items=[_item_out(item) for item in view.items],
    )


def _item_out(item: SessionItem) -> SessionItemOut:
    votes = item.votes
    return SessionItemOut(
        position=item.position,
        case_id=item.case_id,
        impulse_id=item.impulse_id,
        number=item.number,
        title=item.title,
        public=item.public,
        proposal=item.proposal,
        left_room=list(item.left_room),
        may_vote=item.may_vote,
        votes=None if votes is None else VotesOut.model_validate(votes, from_attributes=True),
        en_bloc=item.en_bloc,
        outcome=item.outcome,
        resolution=item.resolution,
        oparl_url=item.oparl_url,
        withdrawn=item.withdrawn,
    )
