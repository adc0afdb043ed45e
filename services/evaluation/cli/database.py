"""The database of evaluation for a command on the terminal."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import typer

from services.evaluation.cli.files import UNREADABLE
from shared.runtime.database import DATABASE_ERRORS, connect
from shared.runtime.settings import Settings


@asynccontextmanager
async def connected(settings: Settings) -> AsyncIterator[asyncpg.Connection]:
    """A connection while the command works; a database that does not answer ends it with one line."""
    try:
        connection = await connect(settings)
    except DATABASE_ERRORS as error:
        typer.echo(f"Die Datenbank der Bewertung antwortet nicht: {error}", err=True)
        raise typer.Exit(UNREADABLE) from error
    try:
        yield connection
    finally:
        await connection.close()
