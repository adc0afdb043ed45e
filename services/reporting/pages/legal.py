"""The pages that the law asks for, and whom to tell about a barrier."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from markupsafe import Markup

from services.reporting.answers import page
from services.reporting.pages.site import legal_of
from shared.web.access import public
from shared.web.answer_cache import shows

router = APIRouter(dependencies=[public()])


@router.get("/barriere-melden")
async def report_barrier(request: Request, seite: Annotated[str, Query(max_length=500)] = "") -> Response:
    """Whom to tell about a barrier; `seite` is the page it is about, and must be one of ours."""
    legal = legal_of(request)
    shows(request, ())
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


def _legal_page(request: Request, name: str) -> Response:
    legal = legal_of(request).pages[name]
    shows(request, ())
    return page(request, "legal.html", legal=legal, text=Markup(legal.html))  # noqa: S704 - cleaned when it was read


def _is_ours(request: Request, address: str) -> bool:
    links = request.app.state.pages.site.links.values()
    return any(address == link or address.startswith(f"{link}/") for link in links)
