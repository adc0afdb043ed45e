"""The pages about the criteria catalogue: the one that counts, a new one before anybody activates it."""

from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.evaluation.catalogues import Why, activate_catalogue, past_activations, read_catalogue
from services.evaluation.commands.propose_catalogue import load_proposal, propose_catalogue
from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.catalogue_file import CatalogueError
from services.evaluation.domain.learning import LEAST_CASES
from services.evaluation.domain.what_if import Moved
from services.evaluation.doors import person_of, surroundings_of
from services.evaluation.pages.forms import typed
from services.evaluation.pages.uploads import read_upload
from services.evaluation.pages.views import RefusedForm, refused_form
from services.evaluation.presentation.catalogue_diff import differences, limits_in_words, profile_in_words, summary
from services.evaluation.presentation.file_problems import german_problems
from services.evaluation.presentation.learning import COLUMNS, lines, overview
from services.evaluation.presentation.what_if import class_change, why_moved
from services.evaluation.queries.learning import learning
from services.evaluation.queries.what_if import Tally, recompute
from shared.contracts.errors import DomainError
from shared.messaging.transactions import transaction
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.database import connect
from shared.runtime.settings import Settings
from shared.web.access import staff
from shared.web.commands import reading, run_command
from shared.web.pages import render
from shared.web.sign_in import Staff

PAGE = "/bewertung/katalog"
LARGEST_FILE = 2_000_000
"""Bytes; the catalogue that comes along has 40,000."""
SHOWN_ACTIVATIONS = 20
SHOWN_CASES = 100

router = APIRouter(prefix=PAGE, include_in_schema=False)

Responsible = Annotated[Staff, staff("coordinator", "administrator")]


@dataclass(slots=True)
class WhatIfPage:
    """The outcome for the page; of many cases the first 100 are shown."""

    tally: Tally
    moved: list[Moved] = field(default_factory=list)


@router.get("")
async def current(request: Request, who: Responsible) -> HTMLResponse:
    """The catalogue that counts, its history, and a form for a new file."""
    return await _current(request)


@router.post("/pruefung")
async def check(request: Request, who: Responsible) -> Response:
    """Check an uploaded file: its errors, or the page that shows what it would change."""
    upload = await read_upload(request, LARGEST_FILE)
    if upload.refusal is not None:
        return await _current(request, {"file": upload.refusal})
    digests: list[str] = []

    async def run(work: UnitOfWork) -> dict[str, Any]:
        digests.append(await propose_catalogue(upload.content, work, surroundings_of(request)))
        return {}

    try:
        await run_command(request, who.subject, run)
    except CatalogueError as error:
        return await _current(
            request, {"file": "Die Datei ist kein gültiger Katalog."}, german_problems(error.problems)
        )
    except DomainError as error:
        return await _current(request, {"file": error.detail})
    return RedirectResponse(f"{PAGE}/{digests[0]}", 303)


@router.get("/erfahrungen")
async def experience(request: Request, who: Responsible) -> HTMLResponse:
    """What the assessments say about the questions of the catalogue that counts."""
    async with reading(request) as work:
        catalogue = await surroundings_of(request).catalogues.active(work.connection)
    figures = await learning(request.app.state.settings, catalogue)
    return render(
        request,
        "catalogue_learning.html",
        catalogue=catalogue,
        overview=list(overview(figures)),
        columns=COLUMNS,
        lines=lines(figures, catalogue),
        least=LEAST_CASES,
    )


@router.get("/{digest}")
async def proposal(request: Request, digest: str, who: Responsible) -> HTMLResponse:
    """What an uploaded catalogue would change: for evaluators, and for every assessed case."""
    return await _proposal(request, digest)


@router.post("/{digest}/aktivierung")
async def activate(request: Request, digest: str, who: Responsible) -> Response:
    """Make it the catalogue of new cases."""
    fields = typed(await request.form())
    why = Why(person_of(who).id, fields.get("reason", ""))

    async def run(work: UnitOfWork) -> dict[str, Any]:
        content = await load_proposal(digest, work)
        await activate_catalogue(content, why, surroundings_of(request).city, work)
        return {}

    try:
        await run_command(request, who.subject, run)
    except DomainError as error:
        return await _proposal(request, digest, refused_form(fields, error))
    return RedirectResponse(f"{PAGE}?getan=katalog", 303)


async def _current(
    request: Request, errors: dict[str, str] | None = None, problems: list[tuple[str, str]] | None = None
) -> HTMLResponse:
    async with reading(request) as work:
        catalogue = await surroundings_of(request).catalogues.active(work.connection)
        history = await past_activations(work.connection, SHOWN_ACTIVATIONS)
    return render(
        request,
        "catalogue.html",
        status_code=422 if errors else 200,
        catalogue=catalogue,
        limits=limits_in_words(catalogue.method),
        profiles=[profile_in_words(profile, catalogue) for profile in catalogue.profiles.values()],
        history=history,
        errors=errors or {},
        problems=problems or [],
        activated=request.query_params.get("getan") == "katalog",
    )


async def _proposal(request: Request, digest: str, refused: RefusedForm | None = None) -> HTMLResponse:
    near = surroundings_of(request)
    async with reading(request) as work:
        new = read_catalogue(await load_proposal(digest, work), near.city)
        old = await near.catalogues.active(work.connection)
    outcome = await _recomputed(request, new)
    return render(
        request,
        "catalogue_proposal.html",
        status_code=refused.status if refused else 200,
        digest=digest,
        old=old,
        new=new,
        summary=summary(old, new),
        parts=differences(old, new),
        is_active=(old.id, old.version) == (new.id, new.version),
        tally=outcome.tally,
        steps=[(class_change(*step), number) for step, number in outcome.tally.steps.most_common()],
        moved=[(each.number, class_change(each.before, each.after), why_moved(each, new)) for each in outcome.moved],
        fields=refused.fields if refused else {},
        errors=refused.errors if refused else {},
    )


async def _recomputed(request: Request, new: Catalogue) -> WhatIfPage:
    """Every assessed case; many of them take longer than other requests may."""
    settings: Settings = request.app.state.settings
    outcome = WhatIfPage(Tally(0))
    # A connection of its own, so that requests do not wait for one.
    connection = await connect(settings)
    try:
        async with transaction(connection, reads_one_moment=True):
            async for tally, moved in recompute(connection, new, surroundings_of(request).catalogues):
                outcome.tally = tally
                outcome.moved += moved[: SHOWN_CASES - len(outcome.moved)]
    finally:
        await connection.close()
    return outcome
