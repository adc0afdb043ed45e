"""The desks as pages: the same use cases as the JSON API, as forms without script."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError

from services.evaluation.commands.claim_case import ClaimCase, claim_case
from services.evaluation.commands.clear_exclusion import ClearExclusion, clear_exclusion
from services.evaluation.commands.hand_back_case import HandBackCase, hand_back_case
from services.evaluation.commands.note_discussion import NoteDiscussion, note_discussion
from services.evaluation.commands.save_assessment import SaveAssessment, save_assessment
from services.evaluation.commands.submit_assessment import SubmitAssessment, submit_assessment
from services.evaluation.domain.case import TO_DECIDE, Seat
from services.evaluation.domain.people import Person
from services.evaluation.doors import in_charge_as, person_of, surroundings_of
from services.evaluation.pages.decision_desk import is_pending
from services.evaluation.pages.draft_forms import draft_version
from services.evaluation.pages.forms import read_assessment, read_clearing, typed
from services.evaluation.pages.views import RefusedForm, case_page, desk_page, refused_form
from services.evaluation.presentation.queue_filter import queue_filter
from services.evaluation.queries import lists
from services.evaluation.queries.asked_questions import asked_questions
from services.evaluation.queries.case_view import view_case
from services.evaluation.queries.cursors import START, read_cursor
from services.evaluation.queries.decision_setting import settings_of
from services.evaluation.queries.late_cases import late_cases
from services.evaluation.queries.preview import preview_of
from services.evaluation.queries.reminders import reminders
from services.evaluation.queries.similar_cases import decided_like
from services.evaluation.surroundings import Surroundings
from shared.contracts.errors import DomainError
from shared.messaging.unit_of_work import UnitOfWork
from shared.web.access import staff
from shared.web.commands import reading, run_command
from shared.web.sign_in import Staff

DESK = "/bewertung"

router = APIRouter(prefix=DESK, include_in_schema=False)

Evaluator = Annotated[Staff, staff("evaluator")]
Office = Annotated[Staff, staff("office")]
Concerned = Annotated[Staff, staff("evaluator", "decider", "coordinator")]
Reader = Annotated[Staff, staff("evaluator", "office", "decider", "coordinator")]

Step = Callable[[UnitOfWork, Surroundings], Awaitable[object]]


@router.get("")
async def desk(
    request: Request,
    who: Reader,
    cursor: str | None = None,
    kreis: str = "",
    verfahren: str = "",
    handlungsfeld: str = "",
    nur_ueberfaellig: str = "",
) -> HTMLResponse:
    """What waits for this person; the words of the address filter the queue."""
    person = person_of(who)
    near = surroundings_of(request)
    async with reading(request) as work:
        due = (await reminders([person.id], work, near.city.deadlines)).get(person.id, ())
        match who.role:
            case "evaluator":
                shown = lists.QueueFilter(
                    kreis or None, verfahren or None, handlungsfeld or None, nur_ueberfaellig == "true"
                )
                return desk_page(
                    request,
                    who.role,
                    reminders=due,
                    page=await lists.queue(person, read_cursor(cursor), work, near, shown=shown),
                    own=await lists.own_cases(person, work),
                    filtered=queue_filter(shown, person, near.city, near.routing),
                    size=await lists.queue_size(person, work, near),
                )
            case "decider":
                page = await lists.cases_in_state("consolidated", read_cursor(cursor), work)
                settings = await settings_of([item.case_id for item in page.items], work, near)
                return desk_page(
                    request,
                    who.role,
                    reminders=due,
                    page=page,
                    competent={case_id: setting.competence.body.name for case_id, setting in settings.items()},
                    council=(await lists.cases_in_state("before_council", START, work)).items,
                    appeals=await lists.open_appeals(work),
                )
            case "coordinator":
                return desk_page(
                    request,
                    who.role,
                    reminders=due,
                    page=await lists.cases_to_publish(read_cursor(cursor), work),
                    council=(await lists.cases_in_state("before_council", START, work)).items,
                    follow_ups=await lists.open_follow_ups(work),
                    meetings=(await lists.cases_in_state("awaiting_consensus", START, work)).items,
                    unknown=await lists.cases_with_unknown(work),
                    late=await late_cases(work, near.city.deadlines),
                )
            case _:
                asked = await asked_questions(person, work, near)
                return desk_page(request, who.role, reminders=due, questions=asked)


@router.get("/{case_id}")
async def case(request: Request, case_id: UUID, who: Reader) -> HTMLResponse:
    """One case with what this person can do now."""
    return await show_case(request, case_id, who)


@router.post("/{case_id}/uebernahme")
async def claim(request: Request, case_id: UUID, who: Evaluator) -> Response:
    """Take a place of the case."""
    fields = typed(await request.form())
    command = ClaimCase(case_id, person_of(who), fields.get("declaration") == "true")
    return await do_step(request, case_id, who, lambda work, near: claim_case(command, work, near), done="uebernahme")


@router.post("/{case_id}/rueckgabe")
async def hand_back(request: Request, case_id: UUID, who: Evaluator) -> Response:
    """Give the case back."""
    fields = typed(await request.form())
    command = HandBackCase(case_id, person_of(who), fields.get("token", ""), fields.get("pass_on") == "true")
    return await do_step(
        request, case_id, who, lambda work, near: hand_back_case(command, work, near), then=DESK, done="rueckgabe"
    )


@router.post("/{case_id}/gutachten")
async def assess(request: Request, case_id: UUID, who: Evaluator) -> Response:
    """Save the draft, and submit it if that button was pressed; what is saved stays when submitting is refused."""
    fields = typed(await request.form())
    evaluator = person_of(who)
    try:
        body = read_assessment(fields)
        token = body.token
        if fields.get("action") == "reclaim":
            token = await _claim_again(request, case_id, who, declares_no_part=fields.get("declaration") == "true")
        save = SaveAssessment(case_id, evaluator, token, draft_version(fields), body.draft())
        saved = await save_draft(request, who, save)
        fields |= {"draft_version": str(saved.draft_version)}
        if fields.get("action") == "submit":
            submit = SubmitAssessment(case_id, evaluator, token, saved.draft_version)
            await run_step(request, who, lambda work, near: submit_assessment(submit, work, near))
    except (DomainError, ValidationError) as error:
        return await show_case(request, case_id, who, refused_form(fields, error))
    return _see(case_id, "gutachten" if fields.get("action") == "submit" else "entwurf")


@router.post("/{case_id}/ausschlusskriterien/{criterion}")
async def clear(request: Request, case_id: UUID, criterion: str, who: Office) -> Response:
    """Answer a question to an office; a page has a form per criterion, whose fields carry the criterion's name."""
    fields = {name.removeprefix(f"{criterion}."): text for name, text in typed(await request.form()).items()}
    try:
        body = read_clearing(fields)
        command = ClearExclusion(case_id, criterion, person_of(who), body.answer, body.reason)
        await run_step(request, who, lambda work, near: clear_exclusion(command, work, near))
    except (DomainError, ValidationError) as error:
        return await show_case(request, case_id, who, refused_form(fields, error).of_part(criterion))
    return _see(case_id, "antwort")


@router.post("/{case_id}/notizen")
async def note(request: Request, case_id: UUID, who: Concerned) -> Response:
    """Note something about the result."""
    command = NoteDiscussion(case_id, person_of(who), in_charge_as(who), typed(await request.form()).get("note", ""))
    return await do_step(request, case_id, who, lambda work, near: note_discussion(command, work, near), done="notiz")


async def do_step(
    request: Request,
    case_id: UUID,
    who: Staff,
    step: Step,
    *,
    done: str,
    then: str | None = None,
    fields: Mapping[str, str] | None = None,
) -> Response:
    """One command of a form: the page that follows it, or the same page with what was refused.

    `fields` is what was typed, where the page does not show it again exactly as it was sent.
    """
    try:
        await run_step(request, who, step)
    except DomainError as error:
        sent = typed(await request.form()) if fields is None else fields
        return await show_case(request, case_id, who, refused_form(sent, error))
    return RedirectResponse(f"{then}?getan={done}", 303) if then else _see(case_id, done)


async def run_step(request: Request, who: Staff, step: Step) -> None:
    """One command in a transaction of its own."""

    async def run(work: UnitOfWork) -> dict[str, Any]:
        await step(work, surroundings_of(request))
        return {}

    await run_command(request, who.subject, run)


async def save_draft(request: Request, who: Staff, command: SaveAssessment) -> Seat:
    """Save a draft; returns the place as it is then."""
    seats: list[Seat] = []

    async def step(work: UnitOfWork, near: Surroundings) -> None:
        seats.append(await save_assessment(command, work, near))

    await run_step(request, who, step)
    return seats[0]


async def _claim_again(request: Request, case_id: UUID, who: Staff, *, declares_no_part: bool) -> str:
    """A claim that ended while somebody typed is taken anew; returns its token."""
    tokens: list[str] = []

    async def step(work: UnitOfWork, near: Surroundings) -> None:
        claimed = await claim_case(ClaimCase(case_id, person_of(who), declares_no_part), work, near)
        tokens.append(str(claimed.seat.token))

    await run_step(request, who, step)
    return tokens[0]


async def show_case(request: Request, case_id: UUID, who: Staff, refused: RefusedForm | None = None) -> HTMLResponse:
    """The page of the case for this person."""
    person: Person = person_of(who)
    async with reading(request) as work:
        view = await view_case(case_id, person, who.role, work, surroundings_of(request))
        preview = await preview_of(view.case, work, surroundings_of(request)) if is_pending(view) else None
        similar = await decided_like(case_id, work) if view.setting and view.case.state in TO_DECIDE else ()
    return case_page(request, view, who.role, refused, preview, similar)


def _see(case_id: UUID, done: str) -> Response:
    return RedirectResponse(f"{DESK}/{case_id}?getan={done}", 303)
