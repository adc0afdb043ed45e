"""The public JSON API: everything that the pages show, for everybody."""

from datetime import date, datetime
from typing import Annotated, Any, Final
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, Field

from services.reporting.answers import json_answer
from services.reporting.filters import (
    LONGEST_SEARCH,
    read_cursor,
    read_goal,
    read_one_of,
    read_status,
    read_words,
    read_year,
    refuse_unknown,
)
from services.reporting.gazetteer import Gazetteer
from services.reporting.geojson import MEDIA_TYPE as GEOJSON
from services.reporting.geojson import GeoJson, PlaceCollection, place_collection
from services.reporting.pages.site import address_of, city_of
from services.reporting.presentation.funnel import funnel
from services.reporting.presentation.kpis.kpi_json import KpiList, kpi_item
from services.reporting.presentation.kpis.kpis import all_kpis
from services.reporting.presentation.words import DECISIONS, ORIGINS
from services.reporting.public_impulse import PublicImpulse
from services.reporting.queries.connection import reading
from services.reporting.queries.cursor import Cursor
from services.reporting.queries.find_catalogue import find_catalogue
from services.reporting.queries.find_impulse import find_impulse
from services.reporting.queries.list_impulses import Filter, list_impulses
from services.reporting.queries.list_places import list_places
from services.reporting.queries.load_figures import load_figures
from services.reporting.queries.load_totals import load_totals
from shared.contracts.status import Status
from shared.runtime.city import City
from shared.web.access import public
from shared.web.answer_cache import shows

PREFIX = "/api/v1"
PAGE_SIZE = 50
LARGEST_PAGE = 200

_ETAG = {"ETag": {"description": "of exactly this content, for If-None-Match", "schema": {"type": "string"}}}
_LINK = {"Link": {"description": 'the page after this one, with `rel="next"` (RFC 8288)', "schema": {"type": "string"}}}
_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"headers": _ETAG},
    304: {"description": "Not changed since the answer that If-None-Match names", "headers": _ETAG},
}
_PAGED: dict[int | str, dict[str, Any]] = {200: {"headers": _ETAG | _LINK}}

router = APIRouter(prefix=PREFIX, dependencies=[public()], responses=_ANSWERS)


class ImpulseItem(BaseModel):
    """One entry of the list. `title` is null while the text is on its way, or after its erasure."""

    id: UUID
    number: str = Field(examples=["2026-0412"])
    title: str | None = Field(examples=["Ein Trinkbrunnen für den Rathausplatz"])
    status: Status
    decision: str | None = Field(description="null before publication", examples=["accepted"])
    origin: str = Field(examples=["citizens"])
    field_of_action: str | None = Field(examples=["Mobilität"])
    strategic_goals: tuple[int, ...]
    received_on: date
    updated_at: datetime


class ImpulseList(BaseModel):
    """A page of the list; `next` is the cursor of the page after it, `total` counts all that fit the filter."""

    items: list[ImpulseItem]
    next: str | None
    total: int
    more: bool = Field(description="`total` was not counted further, because the words stand in very many impulses")
    similar: bool = Field(description="nothing holds the words; these hold words that look like them")


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


KNOWN: Final = ("cursor", "decision", "field", "goal", "limit", "origin", "q", "status", "year")


def read_filter(
    request: Request,
    status: Annotated[str, Query(description="only impulses in this state", examples=["in_assessment"])] = "",
    decision: Annotated[str, Query(description="only those decided so last", examples=["accepted"])] = "",
    origin: Annotated[str, Query(description="only those of this side", examples=["citizens"])] = "",
    field: Annotated[str, Query(description="only those of this field of action", examples=["Mobilität"])] = "",
    goal: Annotated[str, Query(description="only those of this strategic goal", examples=["3"])] = "",
    year: Annotated[str, Query(description="only those received in this year", examples=["2026"])] = "",
    q: Annotated[str, Query(description="words of title or text, or a number", max_length=LONGEST_SEARCH)] = "",
) -> Filter:
    """The filters that lists of the API take. One that does not exist is refused: its caller would get too much.

    Raises: FilterUnknown.
    """
    refuse_unknown(request.query_params, KNOWN)
    city: City = request.app.state.city
    return Filter(
        status=read_status("status", status),
        decision=read_one_of("decision", decision, DECISIONS),
        origin=read_one_of("origin", origin, ORIGINS),
        field_of_action=read_one_of("field", field, [each.name for each in city.fields_of_action]),
        goal=read_goal("goal", goal, city),
        year=read_year("year", year),
        words=read_words(q),
    )


ReadFilter = Annotated[Filter, Depends(read_filter)]
CursorOf = Annotated[str, Query(description="`next` of the page before", max_length=100)]
Limit = Annotated[int, Query(ge=1, le=LARGEST_PAGE, description="most entries of a page")]


@router.get("/impulses", response_model=ImpulseList, responses=_PAGED)
async def get_impulses(
    request: Request, chosen: ReadFilter, cursor: CursorOf = "", limit: Limit = PAGE_SIZE
) -> Response:
    """Public impulses, the last changed first."""
    after = read_cursor(cursor)
    async with reading(request) as connection:
        found = await list_impulses(connection, chosen, after, limit)
    items = [
        ImpulseItem(
            id=each.id,
            number=each.number,
            title=each.title,
            status=each.status,
            decision=each.decision,
            origin=each.origin,
            field_of_action=each.field_of_action,
            strategic_goals=each.goals,
            received_on=each.received_on,
            updated_at=each.updated_at,
        )
        for each in found.items
    ]
    following = None if found.next is None else str(found.next)
    content = ImpulseList(items=items, next=following, total=found.total, more=found.more, similar=found.similar)
    return json_answer(request, content, headers=_next_page(request, "/impulses", found.next))


@router.get("/places.geojson", response_model=PlaceCollection, response_class=GeoJson, responses=_PAGED)
async def get_places(request: Request, chosen: ReadFilter, cursor: CursorOf = "", limit: Limit = PAGE_SIZE) -> Response:
    """Public impulses whose place is known, the last changed first: by coordinates in its name, or by the city's list."""
    after = read_cursor(cursor)
    gazetteer: Gazetteer = request.app.state.gazetteer
    async with reading(request) as connection:
        found = await list_places(connection, chosen, gazetteer, after, limit)
    content = place_collection(found, address_of(request))
    return json_answer(request, content, GEOJSON, _next_page(request, "/places.geojson", found.next))


@router.get("/impulses/{reference}", response_model=PublicImpulse)
async def get_impulse(request: Request, reference: str) -> Response:
    """One public impulse by number or id. Unknown, internal and not yet released ones answer alike: 404."""
    async with reading(request) as connection:
        found = await find_impulse(connection, reference)
    shows(request, found.made_from)
    return json_answer(request, found)


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
            origins=dict(totals.of("origin")),
            decisions=dict(totals.of("decision")),
        ),
    )


@router.get("/kpis", response_model=KpiList)
async def get_kpis(request: Request) -> Response:
    """All key figures with definition, value and series: the numbers of the pages."""
    async with reading(request) as connection:
        figures = await load_figures(connection, city_of(request))
    items = [kpi_item(kpi, address_of(request)) for kpi in all_kpis(figures).values()]
    return json_answer(request, KpiList(items=items))


@router.get("/catalogues/{catalogue_id}/{version}", response_model=dict[str, Any])
async def get_catalogue(request: Request, catalogue_id: str, version: str) -> Response:
    """A version of a criteria catalogue, as a file for `impulswerk score --catalogue`."""
    async with reading(request) as connection:
        found = await find_catalogue(connection, catalogue_id, version)
    shows(request, ())
    return json_answer(request, found.content)


def _next_page(request: Request, path: str, following: Cursor | None) -> dict[str, str]:
    """The header `Link` that leads to the next page with the same parameters; none on the last one."""
    if following is None:
        return {}
    asked = [pair for pair in request.query_params.multi_items() if pair[0] != "cursor"]
    query = urlencode([*asked, ("cursor", str(following))])
    return {"Link": f'<{address_of(request)}{PREFIX}{path}?{query}>; rel="next"'}
