"""The page about routing: which rules send impulses to which evaluators, and what another file would do."""

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from services.evaluation.domain.routing import Routing
from services.evaluation.doors import surroundings_of
from services.evaluation.pages.uploads import read_upload
from services.evaluation.presentation.routing import load_lines, moved_lines, pool_in_words, rule_lines
from services.evaluation.queries.routing import try_routing_rules
from services.evaluation.routing_file import try_routing
from shared.runtime.city_files import CityDataError
from shared.web.access import staff
from shared.web.commands import reading
from shared.web.pages import render
from shared.web.sign_in import Staff

PAGE = "/bewertung/zuteilung"
LARGEST_FILE = 200_000
"""Bytes; the file that comes along has 3,000."""

router = APIRouter(prefix=PAGE, include_in_schema=False)

Responsible = Annotated[Staff, staff("coordinator", "administrator")]


@router.get("")
async def current(request: Request, who: Responsible) -> HTMLResponse:
    """What the rules do that count now."""
    return await _page(request)


@router.post("/probe")
async def try_file(request: Request, who: Responsible) -> HTMLResponse:
    """What an uploaded file would do; nothing changes by that."""
    upload = await read_upload(request, LARGEST_FILE)
    if upload.refusal is not None:
        return await _page(request, error=upload.refusal)
    try:
        return await _page(request, try_routing(surroundings_of(request).city, "Datei", upload.content))
    except CityDataError as problem:
        return await _page(request, error=f"So lässt sich die Datei nicht verwenden. {problem}")


async def _page(request: Request, tried: Routing | None = None, error: str | None = None) -> HTMLResponse:
    near = surroundings_of(request)
    city, routing = near.city, tried or near.routing
    async with reading(request) as work:
        trial = await try_routing_rules(work.connection, city, near.routing, routing)
    return render(
        request,
        "routing.html",
        status_code=422 if error else 200,
        errors={"file": error} if error else {},
        tried=tried is not None,
        sent=[(sent.number, sent.today + 1, sent.tried + 1) for sent in trial.sent],
        rules=rule_lines(trial, routing, city),
        moved=moved_lines(trial, near.routing, routing),
        load=load_lines(trial, city),
        pools=[(pool.name, pool_in_words(pool, city)) for pool in routing.pools],
    )
