"""The page of what does not exist."""

from fastapi import Request, Response

from services.reporting.errors import CatalogueUnknown, ImpulseUnknown
from shared.web.errors import NotFound
from shared.web.pages import render, wants_page
from shared.web.problems import answer


async def not_found(request: Request, error: Exception) -> Response:
    """An address, an impulse or a catalogue that does not exist: a page with ways to go on, or a problem for programs."""
    if not wants_page(request):
        return await answer(request, error)
    detail = str(error) if isinstance(error, ImpulseUnknown | CatalogueUnknown) else NotFound.sentence
    return render(request, "reporting/not_found.html", status_code=404, detail=detail)
