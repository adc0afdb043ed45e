"""The pages that the law asks for, and whom to tell about a barrier."""

from hashlib import sha256
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from markupsafe import Markup

from services.reporting.answers import page
from services.reporting.pages.site import legal_of
from shared.web.access import public
from shared.web.answer_cache import shows
from shared.web.caching import etag_response
from shared.web.errors import NotFound
from shared.web.headers import content_security_policy

FILM_PATH: Final = "/gebaerdensprache/film.mp4"

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


@router.get("/leichte-sprache")
async def easy_language(request: Request) -> Response:
    """What these pages are about, in Leichte Sprache."""
    return _legal_page(request, "leichte-sprache")


@router.get("/gebaerdensprache")
async def sign_language(request: Request) -> Response:
    """The same as a film in sign language, from our own server."""
    return _legal_page(request, "gebaerdensprache", film=legal_of(request).film is not None)


@router.get(FILM_PATH)
async def sign_language_film(request: Request) -> Response:
    """The film."""
    film = legal_of(request).film
    if film is None:
        raise NotFound
    shows(request, ())
    return etag_response(request, film, sha256(film).hexdigest()[:32], media_type="video/mp4")


def _legal_page(request: Request, name: str, *, film: bool = False) -> Response:
    legal = legal_of(request).pages.get(name)
    if legal is None:
        raise NotFound
    shows(request, ())
    return page(
        request,
        "legal.html",
        headers={"Content-Security-Policy": content_security_policy(films=True)} if film else None,
        legal=legal,
        text=Markup(legal.html),  # noqa: S704 - cleaned when it was read
        film=FILM_PATH if film else None,
    )


def _is_ours(request: Request, address: str) -> bool:
    links = request.app.state.pages.site.links.values()
    return any(address == link or address.startswith(f"{link}/") for link in links)
