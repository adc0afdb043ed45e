"""The screening desk: coordinators read what came in, and release it or say why it cannot be taken up."""

import re
from collections.abc import Mapping
from dataclasses import fields
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import FormData

from services.ideas import store
from services.ideas.commands.declare_inadmissible import DeclareInadmissible, declare_inadmissible
from services.ideas.commands.release_impulse import ReleaseImpulse, release_impulse
from services.ideas.domain.errors import ExtentUnreadable, ImpulseNotInScreening
from services.ideas.domain.impulse import ImpulseState
from services.ideas.domain.profiles import FULL, Extent, Profile
from services.ideas.domain.release import Choice, proposed_motion
from services.ideas.labels import CHANNEL_LABELS, MOTION_LABELS, NO_MOTION, ORIGIN_LABELS, TRACK_LABELS
from services.ideas.queries.impulse_for_screening import ImpulseForScreening, impulse_for_screening
from services.ideas.queries.list_impulses import count_in_state, list_impulses
from services.ideas.queries.waiting_appeals import count_appeals
from services.ideas.queries.waiting_queries import count_replies
from services.ideas.setup import Setup
from shared.contracts.case_sheet import CASE_SHEET_LABELS, CaseSheet
from shared.contracts.errors import DomainError
from shared.messaging.transactions import Transactions
from shared.runtime.settings import Settings
from shared.web.access import staff
from shared.web.commands import reading
from shared.web.pages import render
from shared.web.sign_in import Staff
from shared.web.validation import form_errors

DESK: Final = "/vorpruefung"

router = APIRouter(prefix=DESK, include_in_schema=False)

Coordinator = Annotated[Staff, staff("coordinator")]

_NUMBER: Final = re.compile(r"\d{4}-\d{4,}")
_DIRECT: Final = "direct/"
_CASE_SHEET_PREFIX: Final = "case_sheet."
_CASE_SHEET: Final = tuple(field.name for field in fields(CaseSheet))
_EXTENT: Final = ("one_off", "yearly", "units")
_WHOLE: Final = re.compile(r"\d{1,9}")
_FIELDS_OF_ERRORS: Final = {
    "extent.one_off_cents": "extent.one_off",
    "extent.yearly_cents": "extent.yearly",
    "track": "procedure",
    "profile": "procedure",
    "case_sheet": "case_sheet.problem",
}
"""Where an error stands on this page when the rule calls its input otherwise."""


@router.get("")
async def queue(request: Request, who: Coordinator) -> Response:
    """What waits for screening, oldest first."""
    cursor = request.query_params.get("ab")
    async with reading(request) as work:
        listed = await list_impulses(work.connection, ImpulseState.SCREENING, cursor)
        waiting = await count_in_state(work.connection, ImpulseState.SCREENING)
        replies = await count_replies(work.connection)
        appeals = await count_appeals(work.connection)
    return render(
        request,
        "ideas/queue.html",
        impulses=listed.items,
        waiting=waiting,
        replies=replies,
        appeals=appeals,
        next=None if listed.next is None else f"{DESK}?ab={listed.next}",
        first=DESK if cursor else None,
        origins=ORIGIN_LABELS,
        released=_number(request, "freigegeben"),
        refused=_number(request, "nicht-zulaessig"),
    )


@router.get("/{impulse_id}")
async def detail(impulse_id: UUID, request: Request, who: Coordinator) -> Response:
    """One impulse with the forms that end its screening."""
    impulse = await _impulse(impulse_id, request)
    return await _detail(request, impulse, _proposed(impulse), {})


@router.post("/{impulse_id}/freigabe")
async def release(impulse_id: UUID, request: Request, who: Coordinator) -> Response:
    """Release with the edited text, or show the form again with every typed word."""
    setup: Setup = request.app.state.setup
    sent = await request.form()
    impulse = await _impulse(impulse_id, request)
    try:
        command = ReleaseImpulse(impulse_id, _choice(sent))
        async with _transactions(request).begin(who.subject, statement_seconds=_seconds(request)) as work:
            offer = setup.offer(await store.load_profiles(work.connection))
            await release_impulse(command, work, offer)
    except ImpulseNotInScreening:
        raise
    except DomainError as error:
        return await _detail(request, impulse, _typed(sent), form_errors(error))
    return RedirectResponse(f"{DESK}?freigegeben={impulse.number}", 303)


@router.post("/{impulse_id}/nicht-zulaessig")
async def refuse(impulse_id: UUID, request: Request, who: Coordinator) -> Response:
    """Publish why the impulse cannot be taken up."""
    sent = await request.form()
    impulse = await _impulse(impulse_id, request)
    try:
        command = DeclareInadmissible(impulse_id, str(sent.get("reason", "")))
        async with _transactions(request).begin(who.subject, statement_seconds=_seconds(request)) as work:
            await declare_inadmissible(command, work)
    except ImpulseNotInScreening:
        raise
    except DomainError as error:
        values = _proposed(impulse) | {"reason": str(sent.get("reason", ""))}
        return await _detail(request, impulse, values, form_errors(error))
    return RedirectResponse(f"{DESK}?nicht-zulaessig={impulse.number}", 303)


async def _impulse(impulse_id: UUID, request: Request) -> ImpulseForScreening:
    async with reading(request) as work:
        return await impulse_for_screening(work.connection, impulse_id)


async def _detail(
    request: Request, impulse: ImpulseForScreening, values: dict[str, Any], errors: dict[str, str]
) -> Response:
    setup: Setup = request.app.state.setup
    async with reading(request) as work:
        profiles = await store.load_profiles(work.connection)
    return render(
        request,
        "ideas/screening.html",
        status_code=422 if errors else 200,
        impulse=impulse,
        values=values,
        errors={_FIELDS_OF_ERRORS.get(name, name): sentence for name, sentence in errors.items()},
        origin=ORIGIN_LABELS[impulse.origin],
        channel=CHANNEL_LABELS[impulse.channel],
        fields_of_action=[(field.name, field.name) for field in setup.city.fields_of_action],
        goals=[(goal.number, f"{goal.number}. {goal.name}") for goal in setup.city.strategic_goals],
        units=[(unit.id, unit.name) for unit in setup.city.units],
        procedures=_procedures(profiles),
        motions=list(MOTION_LABELS.items()),
        no_motion=NO_MOTION,
        subjects=[(subject.id, subject.name) for subject in setup.city.subjects],
        case_sheet=[(f"{_CASE_SHEET_PREFIX}{name}", CASE_SHEET_LABELS[name]) for name in _CASE_SHEET],
    )


def _procedures(profiles: tuple[Profile, ...]) -> list[tuple[str, str]]:
    offered = [
        (f"{profile.track}/{profile.id}", _procedure(TRACK_LABELS[profile.track], profile.label))
        for profile in profiles or (FULL,)
    ]
    return [*offered, (_DIRECT, f"{TRACK_LABELS['direct']}: ohne Bewertung, die Stelle antwortet gleich")]


def _procedure(track: str, profile: str) -> str:
    return track if profile == track else f"{track}: {profile}"


def _proposed(impulse: ImpulseForScreening) -> dict[str, Any]:
    """What the form shows first: the impulse as it came in and the usual procedure."""
    return {
        "title": impulse.title,
        "text": impulse.text,
        "field_of_action": impulse.field_of_action or "",
        "strategic_goals": [],
        "unit": "",
        "procedure": "full/full",
        "motion": proposed_motion(impulse.motion, impulse.origin) or "",
        "subjects": [],
        "reason": "",
        **{f"{_CASE_SHEET_PREFIX}{name}": "" for name in _CASE_SHEET},
        **{f"extent.{name}": "" for name in _EXTENT},
        "extent.reversible": "",
    }


def _typed(sent: FormData) -> dict[str, Any]:
    names = (
        "title",
        "text",
        "field_of_action",
        "unit",
        "procedure",
        "motion",
        *(f"{_CASE_SHEET_PREFIX}{name}" for name in _CASE_SHEET),
        *(f"extent.{name}" for name in _EXTENT),
        "extent.reversible",
    )
    typed: dict[str, Any] = {name: str(sent.get(name, "")) for name in names}
    chosen = {name: [str(value) for value in sent.getlist(name)] for name in ("strategic_goals", "subjects")}
    return typed | chosen | {"reason": ""}


def _choice(sent: FormData) -> Choice:
    typed = _typed(sent)
    track, _, profile = typed["procedure"].partition("/")
    return Choice(
        title=typed["title"],
        text=typed["text"],
        field_of_action=typed["field_of_action"] or None,
        strategic_goals=[int(goal) if goal.isdecimal() else 0 for goal in typed["strategic_goals"]],
        unit=typed["unit"] or None,
        track=track,
        profile=profile or None,
        case_sheet=CaseSheet(**{name: typed[f"{_CASE_SHEET_PREFIX}{name}"] for name in _CASE_SHEET}),
        extent=_extent(typed),
        motion=typed["motion"] or None,
        subjects=typed["subjects"],
    )


def _extent(typed: Mapping[str, Any]) -> Extent:
    """The extent, with amounts in whole euros as people write them. Raises: ExtentUnreadable."""
    one_off, yearly, units = (_whole(name, typed[f"extent.{name}"]) for name in _EXTENT)
    return Extent(
        one_off_cents=None if one_off is None else 100 * one_off,
        yearly_cents=None if yearly is None else 100 * yearly,
        reversible=typed["extent.reversible"] == "true",
        units=units,
    )


def _whole(name: str, typed: str) -> int | None:
    number = typed.strip().replace(".", "")
    if number and not _WHOLE.fullmatch(number):
        raise ExtentUnreadable(name)
    return int(number) if number else None


def _number(request: Request, name: str) -> str | None:
    value = request.query_params.get(name, "")
    return value if _NUMBER.fullmatch(value) else None


def _transactions(request: Request) -> Transactions:
    transactions: Transactions = request.app.state.transactions
    return transactions


def _seconds(request: Request) -> float:
    settings: Settings = request.app.state.settings
    return settings.statement_seconds
