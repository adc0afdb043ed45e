"""The page about the rules of deadlines: those that hold, and what another file would change."""

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from services.evaluation.doors import surroundings_of
from services.evaluation.pages.uploads import read_upload
from services.evaluation.presentation import words
from services.evaluation.presentation.deadlines import rules_in_words
from services.evaluation.queries.try_deadlines import Trial, try_deadlines
from shared.contracts.days import city_day
from shared.messaging.transactions import transaction
from shared.runtime.city import Deadlines, read_deadlines
from shared.runtime.city_files import CityDataError
from shared.runtime.database import connect
from shared.web.access import staff
from shared.web.pages import render
from shared.web.sign_in import Staff

PAGE = "/bewertung/fristen"
LARGEST_FILE = 100_000
"""Bytes; the file that comes along has about 1,000."""

router = APIRouter(prefix=PAGE, include_in_schema=False)

Responsible = Annotated[Staff, staff("coordinator", "administrator")]


@router.get("")
async def rules(request: Request, who: Responsible) -> HTMLResponse:
    """The rules in force and a form to try a file."""
    return _page(request)


@router.post("/probe")
async def try_file(request: Request, who: Responsible) -> HTMLResponse:
    """What a file would change for open cases; nothing is kept."""
    upload = await read_upload(request, LARGEST_FILE)
    if upload.refusal is not None:
        return _page(request, error=upload.refusal)
    try:
        new = read_deadlines(upload.name or "deadlines.toml", upload.content)
    except CityDataError as error:
        return _page(request, error=f"Die Datei ist keine gültige Fristendatei: {error}")
    # A connection of its own: many cases take longer than other requests may.
    connection = await connect(request.app.state.settings)
    try:
        async with transaction(connection, reads_one_moment=True):
            today = city_day(await connection.fetchval("SELECT service_now()"))
            trial = await try_deadlines(connection, surroundings_of(request).city.deadlines, new, today)
    finally:
        await connection.close()
    return _page(request, new=new, trial=trial)


def _page(
    request: Request, *, new: Deadlines | None = None, trial: Trial | None = None, error: str | None = None
) -> HTMLResponse:
    city = surroundings_of(request).city
    return render(
        request,
        "deadlines.html",
        status_code=422 if error else 200,
        version=city.versions["deadlines.toml"],
        rules=rules_in_words(city.deadlines),
        new_rules=rules_in_words(new) if new else (),
        trial=trial,
        words=words,
        errors={"file": error} if error else {},
    )
