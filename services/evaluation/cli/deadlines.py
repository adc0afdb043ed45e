"""`impulswerk deadlines` and `impulswerk evaluation`: try other deadlines, see the digest of the day."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

import typer

from services.evaluation.cli.database import connected
from services.evaluation.cli.files import REFUSED, UNREADABLE
from services.evaluation.digests import due_digests
from services.evaluation.presentation.deadlines import trial_lines
from services.evaluation.queries.try_deadlines import Trial, try_deadlines
from shared.contracts.days import city_day
from shared.messaging.transactions import transaction
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.city import Deadlines, load_city, read_deadlines
from shared.runtime.city_files import CityDataError
from shared.runtime.running import settings_of
from shared.runtime.settings import Settings

deadlines_app = typer.Typer(help="Fristen ausprobieren.", no_args_is_help=True)
evaluation_app = typer.Typer(help="Was die Bewertung von selbst tut.", no_args_is_help=True)

File = Annotated[Path, typer.Argument(metavar="FILE", help="Eine Datei wie city/deadlines.toml.", show_default=False)]
ReadyFile = Annotated[Path | None, typer.Option(help="Die Datei, die `impulswerk up --ready-file` geschrieben hat.")]


@deadlines_app.callback()
def deadlines_commands() -> None:
    """Fristen ausprobieren."""


@deadlines_app.command("try")
def try_file(file: File, ready_file: ReadyFile = None) -> None:
    """Zeigen, wie sich die Fristen offener Vorgänge verschieben würden; es ändert sich nichts."""
    try:
        new = read_deadlines(file.name, file.read_bytes())
    except OSError as error:
        typer.echo(f"{file}: {error.strerror}", err=True)
        raise typer.Exit(UNREADABLE) from error
    except CityDataError as error:
        typer.echo(f"{error}", err=True)
        raise typer.Exit(REFUSED) from error
    for line in trial_lines(asyncio.run(_try(settings_of("evaluation", ready_file), new))):
        typer.echo(line)


@evaluation_app.callback()
def evaluation_commands() -> None:
    """Was die Bewertung von selbst tut."""


@evaluation_app.command("digest")
def digest(
    ready_file: ReadyFile = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Zeigen statt verschicken.")] = False,
) -> None:
    """Die E-Mails des Tages zeigen, die noch nicht verschickt sind, ohne Adressen."""
    if not dry_run:
        typer.echo("Verschickt wird vom laufenden Dienst; mit --dry-run sehen Sie, was er verschicken würde.", err=True)
        raise typer.Exit(REFUSED)
    asyncio.run(_print_digests(settings_of("evaluation", ready_file)))


async def _try(settings: Settings, new: Deadlines) -> Trial:
    old = _deadlines(settings)
    async with _reading(settings) as work:
        return await try_deadlines(work.connection, old, new, city_day(work.now))


async def _print_digests(settings: Settings) -> None:
    async with _reading(settings) as work:
        found = await due_digests(city_day(work.now), work, _deadlines(settings), settings.links_evaluation)
    for each in found:
        typer.echo(f"{each.subject}\n\n{each.body}\n")
    typer.echo(f"E-Mails: {len(found)}")


def _deadlines(settings: Settings) -> Deadlines:
    try:
        return load_city(settings.city).deadlines
    except CityDataError as error:
        typer.echo(f"{error}", err=True)
        raise typer.Exit(UNREADABLE) from error


@asynccontextmanager
async def _reading(settings: Settings) -> AsyncIterator[UnitOfWork]:
    async with connected(settings) as connection, transaction(connection, reads_one_moment=True):
        yield UnitOfWork(connection, "evaluation", await connection.fetchval("SELECT service_now()"))
