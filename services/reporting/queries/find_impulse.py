"""One public impulse by its number or its id."""

from pathlib import Path
from uuid import UUID

import asyncpg

from services.reporting.errors import ImpulseUnknown
from services.reporting.public_impulse import PublicImpulse
from services.reporting.queries.find_row import kept_row
from services.reporting.queries.list_impulses import NUMBER
from services.reporting.queries.public_row import public_impulse
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
    return public_impulse(row["impulse_id"], kept_row(row), row["updated_at"])


def _id(reference: str) -> UUID:
    try:
        return UUID(reference)
    except ValueError:
        raise ImpulseUnknown from None
