"""The public pages: complete without JavaScript, without cookies, each with an ETag."""

from typing import Annotated, Final
from urllib.parse import quote, urlencode

import asyncpg
from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse
from markupsafe import Markup

from services.reporting.answers import json_answer, page
from services.reporting.errors import CatalogueUnknown, ImpulseUnknown
from services.reporting.filters import read_cursor, read_filter
from services.reporting.legal import Legal
from services.reporting.presentation.catalogue import Catalogue
from services.reporting.presentation.funnel import funnel
from services.reporting.presentation.impulse_page import CatalogueOf, catalogue_address, impulse_page
from services.reporting.presentation.lists import list_entry
from services.reporting.presentation.method import method_page
from services.reporting.presentation.names import Names
from services.reporting.presentation.recompute import recomputation, scored_in
from services.reporting.presentation.words import ORIGINS, counted
from services.reporting.preview import previewed
from services.reporting.public_impulse import PublicImpulse, PublishedDecision
from services.reporting.queries.connection import reading, service_time
from services.reporting.queries.find_catalogue import find_catalogue, find_catalogues, newest_catalogue
from services.reporting.queries.find_impulse import find_impulse
from services.reporting.queries.find_row import find_row
from services.reporting.queries.list_impulses import Filter, count_by_status, list_impulses
from services.reporting.queries.load_totals import load_totals
from services.reporting.queries.short_checks import load_short_checks
from shared.contracts.status import STATUS_LABELS
from shared.runtime.city import City
from shared.runtime.settings import Settings, secret_bytes
from shared.web.access import public, sealed
from shared.web.errors import NotFound
from shared.web.pages import render
from shared.web.preview import open_sealed

LATEST = 10
PAGE_SIZE = 20
LONGEST_SEARCH = 200

UNSEEN: Final = {"X-Robots-Tag": "noindex", "Cache-Control": "no-store"}
"""Headers of what only one person may see, once."""

router = APIRouter(dependencies=[public()])
sealed_router = APIRouter(dependencies=[sealed()])

Word = Annotated[str, Query(max_length=100)]


@router.get("/")
async def overview(request: Request) -> Response:
    """Where all impulses stand, and what changed last."""
    async with reading(request) as connection:
        totals = await load_totals(connection)
        latest = await list_impulses(connection, Filter(), None, LATEST)
    months = _city(request).deadlines.service_promise_months
    return page(
        request,
        "overview.html",
        totals=totals,
        groups=funnel(totals.statuses),
        latest=[list_entry(each) for each in latest.items],
        promise="einem Monat" if months == 1 else f"{counted(months)} Monaten",
    )


@router.get("/impulse")
async def impulses(
    request: Request,
    q: Annotated[str, Query(max_length=LONGEST_SEARCH)] = "",
    status: Word = "",
    herkunft: Word = "",
    handlungsfeld: Word = "",
    cursor: Word = "",
) -> Response:
    """The list with its filters; every state of it has an address of its own."""
    city = _city(request)
    chosen = {"q": q, "status": status, "herkunft": herkunft, "handlungsfeld": handlungsfeld}
    narrowed = read_filter(city, status=status, origin=herkunft, field_of_action=handlungsfeld, words=q)
    after = read_cursor(cursor)
    async with reading(request) as connection:
        found = await list_impulses(connection, narrowed, after, PAGE_SIZE)
        counts = await count_by_status(connection)
    return page(
        request,
        "impulses.html",
        chosen=chosen,
        narrowed=narrowed != Filter(),
        states=[(each, f"{STATUS_LABELS[each]} ({counts[each]})") for each in STATUS_LABELS if each in counts],
        origins=list(ORIGINS.items()),
        fields=[(field.slug, field.name) for field in city.fields_of_action],
        total=found.total,
        entries=[list_entry(each) for each in found.items],
        first=_list_address(chosen) if after else None,
        following=None if found.next is None else _list_address({**chosen, "cursor": str(found.next)}),
    )


@router.get("/impulse/{reference}")
async def impulse(request: Request, reference: str) -> Response:
    """One impulse with its way, decisions, result and measure; an id leads to the address with the number."""
    async with reading(request) as connection:
        found = await find_impulse(connection, reference)
        if found.number != reference:
            return RedirectResponse(f"/impulse/{found.number}", 308)
        catalogue_of = await _catalogues(connection, found)
    return page(request, "impulse.html", **impulse_page(found, catalogue_of, _names(request), _address(request)))


@router.get("/impulse/{number}/nachrechnen.json")
async def recompute(
    request: Request, number: str, runde: Annotated[int | None, Query(ge=1, le=1_000)] = None
) -> Response:
    """The anonymous votes and the result of a decided impulse, for `impulswerk score`; `runde` is an earlier round."""
    async with reading(request) as connection:
        found = await find_impulse(connection, number)
    decision, result = scored_in(found, runde)
    content = recomputation(found, decision, result, catalogue_address(decision, _address(request)))
    if content is None:
        raise ImpulseUnknown
    return json_answer(request, content)


@sealed_router.post("/vorschau")
async def preview(
    request: Request, preview: Annotated[str, Form()] = "", signature: Annotated[str, Form()] = ""
) -> Response:
    """The page as it would be after a decision that is not published yet; nothing of it is kept."""
    settings: Settings = request.app.state.settings
    key = secret_bytes(settings.secrets.preview)
    async with reading(request) as connection:
        opened = open_sealed(key, preview, signature, await service_time(connection))
        found = previewed(await find_row(connection, opened.impulse_id), opened)
        if found.impulse is None:
            status_code = 404 if found.hidden == "not_here" else 200
            return render(
                request, "reporting/no_preview.html", status_code=status_code, headers=UNSEEN, hidden=found.hidden
            )
        catalogue_of = await _catalogues(connection, found.impulse)
    context = impulse_page(found.impulse, catalogue_of, _names(request), _address(request), preview=True)
    return render(request, "reporting/impulse.html", headers=UNSEEN, **context)


@router.get("/methode")
async def method(request: Request) -> Response:
    """How impulses are assessed, by the catalogue that was activated last."""
    async with reading(request) as connection:
        newest = await newest_catalogue(connection)
        checks = None if newest is None else await load_short_checks(connection, newest.id, newest.version)
    return page(request, "method.html", **method_page(newest, checks))


@router.get("/methode/{catalogue_id}/{version}")
async def method_of_catalogue(request: Request, catalogue_id: str, version: str) -> Response:
    """How impulses are assessed by that version of a catalogue."""
    async with reading(request) as connection:
        found = await find_catalogue(connection, catalogue_id, version)
        checks = await load_short_checks(connection, found.id, found.version)
    return page(request, "method.html", **method_page(found, checks))


@router.get("/barriere-melden")
async def report_barrier(request: Request, seite: Annotated[str, Query(max_length=500)] = "") -> Response:
    """Whom to tell about a barrier; `seite` is the page it is about, and must be one of ours."""
    legal = _legal(request)
    address = seite if _is_ours(request, seite) else None
    about = f" auf {address}" if address else ""
    mail = f"mailto:{legal.barrier_email}?subject={quote('Barriere' + about)}"
    return page(request, "report_barrier.html", address=address, contact=legal, mail=mail)


@router.get("/barrierefreiheit")
async def accessibility(request: Request) -> Response:
    """The accessibility statement."""
    return _legal_page(request, "barrierefreiheit")


@router.get("/datenschutz")
async def privacy(request: Request) -> Response:
    """The privacy statement."""
    return _legal_page(request, "datenschutz")


@router.get("/impressum")
async def imprint(request: Request) -> Response:
    """The imprint."""
    return _legal_page(request, "impressum")


def not_found(request: Request, error: Exception) -> Response:
    """The page of an address, an impulse or a catalogue that does not exist, with ways to go on."""
    detail = str(error) if isinstance(error, ImpulseUnknown | CatalogueUnknown) else NotFound.sentence
    return render(request, "reporting/not_found.html", status_code=404, detail=detail)


def _legal_page(request: Request, name: str) -> Response:
    legal = _legal(request).pages[name]
    return page(request, "legal.html", legal=legal, text=Markup(legal.html))  # noqa: S704 - cleaned when it was read


async def _catalogues(connection: asyncpg.Connection, impulse: PublicImpulse) -> CatalogueOf:
    wanted = {(each.catalogue_id, each.catalogue_version) for each, _ in impulse.published()}
    contents = await find_catalogues(connection, wanted) if wanted else {}
    read = {key: Catalogue.read(content) for key, content in contents.items()}

    def catalogue_of(decision: PublishedDecision) -> Catalogue:
        return read.get((decision.catalogue_id, decision.catalogue_version), Catalogue())

    return catalogue_of


def _list_address(chosen: dict[str, str]) -> str:
    query = urlencode({name: value for name, value in chosen.items() if value})
    return f"/impulse?{query}" if query else "/impulse"


def _is_ours(request: Request, address: str) -> bool:
    links = request.app.state.pages.site.links.values()
    return any(address == link or address.startswith(f"{link}/") for link in links)


def _address(request: Request) -> str:
    address: str = request.app.state.pages.site.links["reporting"]
    return address


def _city(request: Request) -> City:
    city: City = request.app.state.city
    return city


def _names(request: Request) -> Names:
    return Names(_city(request))


def _legal(request: Request) -> Legal:
    legal: Legal = request.app.state.legal
    return legal
