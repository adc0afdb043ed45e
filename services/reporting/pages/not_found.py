"""The pages of what does not exist and of filters that nobody can read: with ways to go on."""

from fastapi import Request, Response

from services.reporting.answers import rendered
from services.reporting.errors import StateUnknown
from shared.contracts.errors import DomainError
from shared.web.errors import NotFound, title_of
from shared.web.pages import wants_page
from shared.web.problems import answer


async def with_ways_on(request: Request, error: Exception) -> Response:
    """An address, an impulse, a catalogue, a filter that does not exist: a page with ways on, or a problem for programs."""
    if not wants_page(request):
        return await answer(request, error)
    known = error if isinstance(error, DomainError) else NotFound()
    return rendered(
        request,
        "not_found.html",
        status_code=known.status,
        heading=title_of(known.status),
        detail=known.detail,
        states=isinstance(known, StateUnknown),
    )
