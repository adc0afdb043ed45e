"""One public impulse by its number or its id."""

from pathlib import Path
from uuid import UUID

import asyncpg

from services.reporting.errors import ImpulseUnknown
from services.reporting.public_impulse import PublicImpulse, RelatedImpulse
from services.reporting.queries.find_row import kept_row
from services.reporting.queries.list_impulses import NUMBER
from services.reporting.queries.public_row import Related, public_impulse, related_ids
from services.reporting.views.impulse import ImpulseRow
from shared.runtime.queries import load_queries

QUERIES = load_queries(Path(__file__).parent / "sql")


async def find_impulse(connection: asyncpg.Connection, reference: str) -> PublicImpulse:
    """The listed impulse with that number or id. Raises: ImpulseUnknown."""
    if NUMBER.fullmatch(reference):
        row = await connection.fetchrow(QUERIES["find_by_number"], reference)
    else:
        row = await connection.fetchrow(QUERIES["find_by_id"], _id(reference))
    if row is None:
        raise ImpulseUnknown
    return await _public(connection, row)


async def newest_scored(connection: asyncpg.Connection, catalogue_id: str, version: str) -> PublicImpulse | None:
    """The listed impulse decided last with a score by that version of a catalogue; None where there is none lately."""
    row = await connection.fetchrow(QUERIES["newest_scored"], catalogue_id, version)
    return None if row is None else await _public(connection, row)


async def _public(connection: asyncpg.Connection, row: asyncpg.Record) -> PublicImpulse:
    kept = kept_row(row)
    return public_impulse(row["impulse_id"], kept, row["updated_at"], await _related(connection, kept))


async def _related(connection: asyncpg.Connection, row: ImpulseRow) -> Related:
    wanted = related_ids(row)
    found = await connection.fetch(QUERIES["find_related"], wanted) if wanted else []
    return {each["impulse_id"]: RelatedImpulse(number=each["number"], title=each["title"]) for each in found}


def _id(reference: str) -> UUID:
    try:
        return UUID(reference)
    except ValueError:
        raise ImpulseUnknown from None
