"""One impulse: its page, and what somebody needs to recompute its result."""

from typing import Annotated

import asyncpg
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from services.reporting.answers import json_answer, page
from services.reporting.errors import ImpulseUnknown
from services.reporting.pages.site import address_of, names_of
from services.reporting.place import place_of
from services.reporting.presentation.catalogue import Catalogue
from services.reporting.presentation.impulse_page import CatalogueOf, catalogue_address, impulse_page
from services.reporting.presentation.recompute import recomputation, scored_in
from services.reporting.public_impulse import PublicImpulse, PublishedDecision
from services.reporting.queries.connection import reading
from services.reporting.queries.find_catalogue import find_catalogues
from services.reporting.queries.find_impulse import find_impulse
from shared.web.access import public
from shared.web.answer_cache import shows

router = APIRouter(dependencies=[public()])


@router.get("/impulse/{reference}")
async def impulse(request: Request, reference: str) -> Response:
    """One impulse with its way, decisions, result and measure; an id leads to the address with the number."""
    async with reading(request) as connection:
        found = await find_impulse(connection, reference)
        if found.number != reference:
            return RedirectResponse(f"{place_of(request).prefix}/impulse/{found.number}", 308)
        catalogue_of = await catalogues_of(connection, found)
    shows(request, found.made_from)
    return page(request, "impulse.html", **impulse_page(found, catalogue_of, names_of(request), address_of(request)))


@router.get("/impulse/{number}/nachrechnen.json")
async def recompute(
    request: Request, number: str, runde: Annotated[int | None, Query(ge=1, le=1_000)] = None
) -> Response:
    """The anonymous votes and the result of a decided impulse, for `impulswerk score`; `runde` is an earlier round."""
    async with reading(request) as connection:
        found = await find_impulse(connection, number)
    shows(request, found.made_from)
    decision, result = scored_in(found, runde)
    content = recomputation(found, decision, result, catalogue_address(decision, address_of(request)))
    if content is None:
        raise ImpulseUnknown
    return json_answer(request, content)


async def catalogues_of(connection: asyncpg.Connection, impulse: PublicImpulse) -> CatalogueOf:
    """The catalogues by which an impulse was assessed in all its rounds, as far as they are here."""
    wanted = {(each.catalogue_id, each.catalogue_version) for each, _ in impulse.published()}
    contents = await find_catalogues(connection, wanted) if wanted else {}
    read = {key: Catalogue.read(content) for key, content in contents.items()}

    def catalogue_of(decision: PublishedDecision) -> Catalogue:
        return read.get((decision.catalogue_id, decision.catalogue_version), Catalogue())

    return catalogue_of
