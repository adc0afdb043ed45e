"""The page of an impulse as it would be after a decision that is not published yet."""

from typing import Annotated, Final

from fastapi import APIRouter, Form, Request, Response

from services.reporting.answers import rendered
from services.reporting.pages.impulse import catalogues_of
from services.reporting.pages.site import address_of, names_of
from services.reporting.presentation.impulse_page import impulse_page
from services.reporting.preview import previewed
from services.reporting.queries.connection import reading, service_time
from services.reporting.queries.find_row import find_row
from shared.runtime.settings import Settings, secret_bytes
from shared.web.access import sealed
from shared.web.preview import open_sealed

UNSEEN: Final = {"X-Robots-Tag": "noindex", "Cache-Control": "no-store"}
"""Headers of what only one person may see, once."""

router = APIRouter(dependencies=[sealed()])


@router.post("/vorschau")
async def preview(
    request: Request, preview: Annotated[str, Form()] = "", signature: Annotated[str, Form()] = ""
) -> Response:
    """The page as it would be; nothing of it is kept."""
    settings: Settings = request.app.state.settings
    key = secret_bytes(settings.secrets.preview)
    async with reading(request) as connection:
        opened = open_sealed(key, preview, signature, await service_time(connection))
        found = previewed(await find_row(connection, opened.impulse_id), opened)
        if found.impulse is None:
            status_code = 404 if found.hidden == "not_here" else 200
            return rendered(request, "no_preview.html", status_code=status_code, headers=UNSEEN, hidden=found.hidden)
        catalogue_of = await catalogues_of(connection, found.impulse)
    context = impulse_page(found.impulse, catalogue_of, names_of(request), address_of(request), preview=True)
    return rendered(request, "impulse.html", headers=UNSEEN, **context)
