"""The JSON API of ideas: hand in, list, release, declare inadmissible."""

from datetime import date
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from services.ideas import store
from services.ideas.commands.declare_inadmissible import DeclareInadmissible, declare_inadmissible
from services.ideas.commands.release_impulse import ReleaseImpulse, release_impulse
from services.ideas.commands.submit_impulses import SubmitImpulse
from services.ideas.contact import Contact
from services.ideas.domain.access_code import access_code, grouped
from services.ideas.domain.impulse import ImpulseState
from services.ideas.domain.profiles import UNSAID, Extent
from services.ideas.domain.release import AS_SUBMITTED, Choice
from services.ideas.domain.submission import submission
from services.ideas.queries.list_impulses import list_impulses
from services.ideas.setup import Setup
from services.ideas.typed import Body, Line, Name, OptionalBody, Title
from shared.contracts.case_sheet import CaseSheet
from shared.messaging.unit_of_work import Origin, UnitOfWork
from shared.web.access import Caller, portal_or_staff, staff
from shared.web.commands import IDEMPOTENCY_KEY, reading, run_command, run_together
from shared.web.sign_in import Portal, Staff

router = APIRouter(prefix="/api/ideas/v1", tags=["ideas"])

_KEY_PARAMETER: Final[dict[str, Any]] = {
    "parameters": [
        {
            "name": IDEMPOTENCY_KEY,
            "in": "header",
            "required": True,
            "schema": {"type": "string", "minLength": 16, "maxLength": 200},
            "description": "a repeat with the same key and body gets the same answer for 24 hours",
            "example": "4b3f0c9e-5a1d-4f0e-9a77-2f6c1f0a8d11",
        }
    ]
}


class NewSubmission(BaseModel):
    """An impulse that is handed in."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "title": "Mehr Schatten am Spielplatz",
                    "text": "Im Sommer ist der Spielplatz ab 11 Uhr zu heiß. Bitte pflanzen Sie Bäume oder spannen Sie Segel.",
                    "origin": "citizens",
                    "field_of_action": "Grün in der Stadt",
                    "place": "Spielplatz Oststadt",
                }
            ]
        },
    )

    title: Title
    text: Body
    origin: Literal["citizens", "council", "administration"]
    field_of_action: Name | None = Field(None, description="exactly one of the city's names")
    place: Line | None = None
    motion: Literal["council_motion", "residents_motion", "petition"] | None = Field(
        None, description="a motion or petition to the council; left out or null: none"
    )
    contact: Contact | None = Field(None, description="goes to the vault and nowhere else")


class Submitted(BaseModel):
    """The receipt."""

    id: UUID
    number: str = Field(examples=["2026-0412"])
    access_code: str = Field(description="opens the status page; shown now and never stored")
    status_url: str = Field(
        description="where the access code is entered", examples=["https://ideen.example/mein-impuls"]
    )


class ListedImpulse(BaseModel):
    """One impulse of the list."""

    id: UUID
    number: str = Field(examples=["2026-0412"])
    title: str
    origin: Literal["citizens", "council", "administration"]
    received_on: date
    state: ImpulseState


class ImpulsePage(BaseModel):
    """A page of the list."""

    items: list[ListedImpulse]
    next: str | None = Field(description="cursor of the next page, null at the end")


def _sheet(typed: object) -> object:
    if typed is None:
        return {}
    return {"problem": typed} if isinstance(typed, str) else typed


class CaseSheetBody(BaseModel):
    """What is assessed; what nobody knows yet is left out."""

    model_config = ConfigDict(extra="forbid")

    problem: OptionalBody = Field("", examples=["Im Sommer fehlt Trinkwasser in der Innenstadt."])
    variant: OptionalBody = Field("", description="as the city would carry it out", examples=["Ein Brunnen am Markt."])
    affected: OptionalBody = Field("", examples=["Alle, die am Markt unterwegs sind."])
    cost_once: OptionalBody = Field("", examples=["15.000 Euro"])
    cost_yearly: OptionalBody = Field("", examples=["900 Euro"])
    competent_unit: OptionalBody = Field("", examples=["Tiefbau"])
    known_plans: OptionalBody = Field("", examples=["Der Gemeinderat hat 2024 zwei Standorte geprüft."])


class ExtentBody(BaseModel):
    """How much the matter is about; all of it is needed where the profile has limits, the costs decide who is competent."""

    model_config = ConfigDict(extra="forbid")

    one_off_cents: Annotated[int, Field(strict=True, ge=0, le=10**15, examples=[450000])] | None = None
    yearly_cents: Annotated[int, Field(strict=True, ge=0, le=10**15, examples=[20000])] | None = None
    reversible: bool | None = Field(None, examples=[True])
    units: Annotated[int, Field(strict=True, ge=1, le=1000, examples=[1])] | None = None


class ReleaseBody(BaseModel):
    """What the coordinator decides; whatever is left out follows from the impulse."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{}, {"track": "full", "profile": "building", "unit": "gruenflaechen"}]},
    )

    title: Title | None = None
    text: Body | None = None
    field_of_action: Name | None = Field(None, description="left out: as submitted; null: none")
    strategic_goals: list[int] = Field(default_factory=list, max_length=20, examples=[[3, 4]])
    unit: Name | None = None
    track: Literal["direct", "short", "full"] | None = Field(None, description="left out: that of the profile")
    profile: Name | None = Field(None, description="left out: `full`, or the first one of the track")
    extent: ExtentBody | None = None
    motion: Literal["council_motion", "residents_motion", "petition"] | None = Field(
        None, description="left out: as submitted, what the council hands in is a motion; null: none"
    )
    subjects: list[Name] = Field(
        default_factory=list, max_length=20, description="ids of the city's subjects", examples=[["satzung"]]
    )
    case_sheet: Annotated[CaseSheetBody, BeforeValidator(_sheet)] = Field(
        default_factory=CaseSheetBody, description="left out: the impulse's text; a mere text counts as the problem"
    )


class InadmissibleBody(BaseModel):
    """Why an impulse cannot be taken up; published."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"reason": "Dafür ist das Land zuständig, nicht die Stadt."}]}
    )

    reason: Body


@router.post("/impulses", status_code=201, openapi_extra=_KEY_PARAMETER)
async def hand_in(body: NewSubmission, caller: Annotated[Caller, portal_or_staff()], request: Request) -> Submitted:
    """Hand in an impulse, as a portal or as staff on behalf of a person."""
    setup: Setup = request.app.state.setup
    content = submission(
        title=body.title,
        text=body.text,
        origin=body.origin,
        field_of_action=body.field_of_action,
        place=body.place,
        motion=body.motion,
        fields_of_action=setup.fields_of_action,
    )
    key = request.headers.get(IDEMPOTENCY_KEY, "")
    command = SubmitImpulse(
        content=content,
        channel="api" if isinstance(caller, Portal) else "staff",
        code_key=key,
        contact=body.contact.given() if body.contact else {},
        submitter=None if isinstance(caller, Portal) else (caller.issuer, caller.subject),
        origin=Origin.here(opaque_id(caller)),
    )
    answer = await run_together(request, opaque_id(caller), request.app.state.submissions, command)
    impulse_id = UUID(answer["id"])
    return Submitted(
        id=impulse_id,
        number=answer["number"],
        access_code=grouped(access_code(setup.keys.access_code, key, impulse_id)),
        status_url=request.app.state.status_url,
    )


@router.get("/impulses")
async def impulses(
    request: Request,
    who: Annotated[Staff, staff("coordinator", "administrator")],
    state: Annotated[ImpulseState | None, Query()] = None,
    cursor: Annotated[str | None, Query(max_length=100)] = None,
) -> ImpulsePage:
    """Impulses in the order of their arrival, as they came in."""
    async with reading(request) as work:
        found = await list_impulses(work.connection, state, cursor)
    return ImpulsePage.model_validate(found, from_attributes=True)


@router.post("/impulses/{impulse_id}/release", status_code=204)
async def release(
    impulse_id: UUID,
    request: Request,
    who: Annotated[Staff, staff("coordinator")],
    body: ReleaseBody | None = None,
) -> Response:
    """Let an impulse go on to assessment."""
    setup: Setup = request.app.state.setup
    said = body or ReleaseBody()
    choice = Choice(
        title=said.title,
        text=said.text,
        field_of_action=said.field_of_action if "field_of_action" in said.model_fields_set else AS_SUBMITTED,
        strategic_goals=said.strategic_goals,
        unit=said.unit,
        track=said.track,
        profile=said.profile,
        case_sheet=CaseSheet(**said.case_sheet.model_dump()),
        extent=UNSAID if said.extent is None else Extent(**said.extent.model_dump()),
        motion=said.motion if "motion" in said.model_fields_set else AS_SUBMITTED,
        subjects=said.subjects,
    )

    async def run(work: UnitOfWork) -> dict[str, Any]:
        offer = setup.offer(await store.load_profiles(work.connection))
        await release_impulse(ReleaseImpulse(impulse_id, choice), work, offer)
        return {}

    await run_command(request, who.subject, run)
    return Response(status_code=204)


@router.post("/impulses/{impulse_id}/inadmissible", status_code=204)
async def inadmissible(
    impulse_id: UUID, body: InadmissibleBody, request: Request, who: Annotated[Staff, staff("coordinator")]
) -> Response:
    """Say publicly why an impulse cannot be taken up."""

    async def run(work: UnitOfWork) -> dict[str, Any]:
        await declare_inadmissible(DeclareInadmissible(impulse_id, body.reason), work)
        return {}

    await run_command(request, who.subject, run)
    return Response(status_code=204)


def opaque_id(caller: Caller) -> str:
    """Who calls, for the journal."""
    return f"portal:{caller.client_id}" if isinstance(caller, Portal) else caller.subject
