"""Atom feeds: of all impulses, of a strategic goal, of a field of action, and the way of one impulse."""

from fastapi import APIRouter, Request, Response

from services.reporting.answers import document
from services.reporting.atom import MEDIA_TYPE, Feed, atom
from services.reporting.pages.site import address_of, city_of, field_of, goal_of, names_of, owner_of
from services.reporting.presentation.feeds import impulse_feed, list_feed
from services.reporting.queries.connection import reading
from services.reporting.queries.find_impulse import find_impulse
from services.reporting.queries.list_impulses import Filter, list_impulses
from shared.web.access import public
from shared.web.answer_cache import shows

LONGEST = 50

router = APIRouter(dependencies=[public()])


@router.get("/feed.atom")
async def feed(request: Request) -> Response:
    """The impulses that changed last."""
    return await _list(request, Filter(), "/feed.atom", "Alle Impulse", "/impulse")


@router.get("/ziele/{number}/feed.atom")
async def goal_feed(request: Request, number: str) -> Response:
    """The impulses of a strategic goal that changed last."""
    goal = goal_of(request, number)
    path, page = f"/ziele/{goal.number}/feed.atom", f"/impulse?ziel={goal.number}"
    return await _list(request, Filter(goal=goal.number), path, f"Ziel: {goal.name}", page)


@router.get("/handlungsfelder/{slug}/feed.atom")
async def field_feed(request: Request, slug: str) -> Response:
    """The impulses of a field of action that changed last."""
    field = field_of(request, slug)
    path, page = f"/handlungsfelder/{field.slug}/feed.atom", f"/impulse?handlungsfeld={field.slug}"
    return await _list(request, Filter(field_of_action=field.name), path, f"Handlungsfeld: {field.name}", page)


@router.get("/impulse/{number}/feed.atom")
async def feed_of_impulse(request: Request, number: str) -> Response:
    """The steps of one impulse."""
    async with reading(request) as connection:
        found = await find_impulse(connection, number)
    shows(request, [str(found.id)])
    path = f"/impulse/{found.number}/feed.atom"
    return _answer(request, impulse_feed(path, found, names_of(request), address_of(request), owner_of(request)))


async def _list(request: Request, chosen: Filter, path: str, title: str, page: str) -> Response:
    async with reading(request) as connection:
        found = await list_impulses(connection, chosen, None, LONGEST)
    city, address = city_of(request), address_of(request)
    return _answer(request, list_feed(path, title, page, found.items, city, address, owner_of(request)))


def _answer(request: Request, feed: Feed) -> Response:
    return document(request, atom(feed), f"{MEDIA_TYPE}; charset=utf-8")
