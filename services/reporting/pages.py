"""The public pages: complete without JavaScript, without cookies, each with an ETag."""

from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from markupsafe import Markup

from services.reporting.answers import json_answer, page
from services.reporting.errors import CatalogueUnknown, ImpulseUnknown
from services.reporting.filters import read_cursor, read_filter
from services.reporting.legal import Legal
from services.reporting.presentation.catalogue import Catalogue
from services.reporting.presentation.funnel import funnel
from services.reporting.presentation.impulse_page import catalogue_address, impulse_page
from services.reporting.presentation.lists import list_entry
from services.reporting.presentation.method import method_page
from services.reporting.presentation.names import Names
from services.reporting.presentation.recompute import recomputation
from services.reporting.presentation.words import ORIGINS, counted
from services.reporting.queries.connection import reading
from services.reporting.queries.find_catalogue import find_catalogue, newest_catalogue
from services.reporting.queries.find_impulse import find_impulse
from services.reporting.queries.list_impulses import Filter, count_by_status, list_impulses
from services.reporting.queries.load_totals import load_totals
from services.reporting.queries.short_checks import load_short_checks
from shared.contracts.status import STATUS_LABELS
from shared.runtime.city import City
from shared.web.access import public
from shared.web.errors import NotFound
from shared.web.pages import render

LATEST = 10
PAGE_SIZE = 20
LONGEST_SEARCH = 200

router = APIRouter(dependencies=[public()])

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
    """One impulse with its way, decision, result and measure; an id leads to the address with the number."""
    async with reading(request) as connection:
        found = await find_impulse(connection, reference)
        if found.number != reference:
            return RedirectResponse(f"/impulse/{found.number}", 308)
        try:
            if found.decision is None:
                raise CatalogueUnknown
            used = await find_catalogue(connection, found.decision.catalogue_id, found.decision.catalogue_version)
            catalogue = Catalogue.read(used.content)
        except CatalogueUnknown:
            # Undecided, or the catalogue comes later than the decision: topics have no common order.
            catalogue = Catalogue()
    return page(request, "impulse.html", **impulse_page(found, catalogue, _names(request), _address(request)))


@router.get("/impulse/{number}/nachrechnen.json")
async def recompute(request: Request, number: str) -> Response:
    """The anonymous votes and the result of a decided impulse, for `impulswerk score`."""
    async with reading(request) as connection:
        found = await find_impulse(connection, number)
    content = None
    if found.decision is not None:
        content = recomputation(found, catalogue_address(found, _address(request)))
    if content is None:
        raise ImpulseUnknown
    return json_answer(request, content)


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
