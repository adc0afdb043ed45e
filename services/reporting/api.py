"""The public JSON API: everything that the pages show, for everybody."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from services.reporting.answers import json_answer
from services.reporting.filters import read_cursor, read_status, read_words
from services.reporting.presentation.funnel import funnel
from services.reporting.public_impulse import PublicImpulse
from services.reporting.queries.connection import reading
from services.reporting.queries.find_catalogue import find_catalogue
from services.reporting.queries.find_impulse import find_impulse
from services.reporting.queries.list_impulses import Filter, list_impulses
from services.reporting.queries.load_totals import load_totals
from shared.contracts.status import Status
from shared.web.access import public

PAGE_SIZE = 50
LARGEST_PAGE = 200
LONGEST_SEARCH = 200

router = APIRouter(prefix="/api/v1", dependencies=[public()])


class ImpulseItem(BaseModel):
    """One entry of the list. `title` is null while the text is on its way, or after its erasure."""

    id: UUID
    number: str = Field(examples=["2026-0412"])
    title: str | None = Field(examples=["Ein Trinkbrunnen für den Rathausplatz"])
    status: Status
    decision: str | None = Field(description="null before publication", examples=["accepted"])
    updated_at: datetime


class ImpulseList(BaseModel):
    """A page of the list; `next` is the cursor of the page after it, `total` counts all that fit the filter."""

    items: list[ImpulseItem]
    next: str | None
    total: int


class Group(BaseModel):
    """States that belong together, and how many impulses are in one of them."""

    label: str = Field(examples=["In Prüfung"])
    number: int


class Overview(BaseModel):
    """Counts of all impulses, those that the public may not read included; every one is in exactly one state."""

    received: int
    not_public: int = Field(description="how many of them are internal or confidential")
    statuses: dict[Status, int] = Field(description="adds up to `received`", examples=[{"in_assessment": 12}])
    groups: list[Group] = Field(description="adds up to `received`")
    origins: dict[str, int]
    decisions: dict[str, int]


@router.get("/impulses", response_model=ImpulseList)
async def get_impulses(
    request: Request,
    cursor: Annotated[str, Query(description="`next` of the page before", max_length=100)] = "",
    status: Annotated[str, Query(description="only impulses in this state", examples=["in_assessment"])] = "",
    q: Annotated[str, Query(description="words of title or text, or a number", max_length=LONGEST_SEARCH)] = "",
    limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = PAGE_SIZE,
) -> Response:
    """Public impulses, the last changed first."""
    chosen, after = Filter(status=read_status(status), words=read_words(q)), read_cursor(cursor)
    async with reading(request) as connection:
        found = await list_impulses(connection, chosen, after, limit)
    items = [
        ImpulseItem(
            id=each.id,
            number=each.number,
            title=each.title,
            status=each.status,
            decision=each.decision,
            updated_at=each.updated_at,
        )
        for each in found.items
    ]
    following = None if found.next is None else str(found.next)
    return json_answer(request, ImpulseList(items=items, next=following, total=found.total))


@router.get("/impulses/{reference}", response_model=PublicImpulse)
async def get_impulse(request: Request, reference: str) -> Response:
    """One public impulse by number or id. Unknown, internal and not yet released ones answer alike: 404."""
    async with reading(request) as connection:
        return json_answer(request, await find_impulse(connection, reference))


@router.get("/overview", response_model=Overview)
async def get_overview(request: Request) -> Response:
    """How many impulses are in which state."""
    async with reading(request) as connection:
        totals = await load_totals(connection)
    return json_answer(
        request,
        Overview(
            received=totals.received,
            not_public=totals.not_public,
            statuses=dict(totals.statuses),
            groups=[Group(label=group.label, number=group.number) for group in funnel(totals.statuses)],
            origins=dict(totals.origins),
            decisions=dict(totals.decisions),
        ),
    )


@router.get("/catalogues/{catalogue_id}/{version}", response_model=dict[str, Any])
async def get_catalogue(request: Request, catalogue_id: str, version: str) -> Response:
    """A version of a criteria catalogue, as a file for `impulswerk score --catalogue`."""
    async with reading(request) as connection:
        found = await find_catalogue(connection, catalogue_id, version)
    return json_answer(request, found.content)
