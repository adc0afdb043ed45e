"""The commands `impulswerk dlq list|show|replay|discard`."""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, nullcontext
from pathlib import Path
from typing import Annotated, NoReturn

import asyncpg
import typer
from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from deploy.dlq.processors import PROCESSORS, NoProcessor
from deploy.dlq.selection import (
    Ids,
    OfReason,
    OfState,
    OfSubject,
    OfTopic,
    Since,
    checked_words,
    chosen_services,
    selection_of,
)
from deploy.dlq.wording import as_json, as_line, as_sentence, contents
from deploy.operator import ByName, operator_name
from shared.messaging.applier import reason_of
from shared.messaging.dead_letters import (
    DeadLetters,
    Outcome,
    Parked,
    Selection,
    by_subject,
    list_parked,
    open_dead_letters,
)
from shared.messaging.parking import CannotDecrypt
from shared.messaging.records import Record
from shared.runtime.city_files import CityDataError
from shared.runtime.database import DATABASE_ERRORS
from shared.runtime.running import NoRunningSystem, RunningSystem, locate, settings_of
from shared.runtime.settings import ServiceName

app = typer.Typer(help="List, show, replay and discard records that could not be applied.", no_args_is_help=True)

STAYS_PARKED, NOT_DONE = 1, 2
CONNECT_SECONDS = 3.0
SEARCH_PATH = "views, public"
"""The tables of a consumer lie in the schema `views` where there is one (reporting), else in `public`."""
QUERY_SECONDS = 60.0
LONGEST_REASON = 500

Act = Callable[[DeadLetters, Parked], Awaitable[Outcome]]

Service = Annotated[ServiceName, typer.Argument(help="Whose record.", show_default=False)]
ReadyFile = Annotated[Path | None, typer.Option(help="Ready file of the running system.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Do it and roll back: tell what would happen, change nothing.")]


@app.callback()
def dlq() -> None:
    """List, show, replay and discard records that could not be applied."""


@app.command("list")
def list_records(
    service: Annotated[list[str] | None, typer.Option(help="Only of this service; may be repeated.")] = None,
    state: OfState = None,
    topic: OfTopic = None,
    subject: OfSubject = None,
    reason: OfReason = None,
    since: Since = None,
    as_json_lines: Annotated[bool, typer.Option("--json", help="Print one JSON object per record.")] = False,
    ready_file: ReadyFile = None,
) -> None:
    """List parked records, the newest last.

    Ends with code 2 when a service cannot be asked; the others' records are listed all the same.
    """
    selection, system = selection_of(None, state, topic, subject, reason, since), locate(ready_file)
    services = chosen_services(service)
    found: list[Parked] = []
    unknown = False
    for name in services:
        try:
            found += asyncio.run(_listed(name, system, selection))
        except (NoRunningSystem, *DATABASE_ERRORS) as error:
            typer.echo(f"{name}: cannot be asked: {_told(error)}", err=True)
            unknown = True
    for entry in sorted(found, key=lambda each: each.parked_at):
        typer.echo(as_json(entry) if as_json_lines else as_line(entry))
    if unknown:
        raise typer.Exit(NOT_DONE)


@app.command()
def show(
    service: Service,
    record_id: Annotated[int, typer.Argument(metavar="ID", help="As `list` shows it.", show_default=False)],
    reveal: Annotated[bool, typer.Option("--reveal", help="Decrypt it; the journal keeps who looked.")] = False,
    by: ByName = None,
    ready_file: ReadyFile = None,
) -> None:
    """Show headers and value of a record; of an encrypted one names of headers and sizes only, unless --reveal."""
    name = operator_name(by) if reveal else ""

    async def look() -> tuple[Parked, Record | None]:
        system, settings = locate(ready_file), settings_of(service, ready_file)
        (entry,) = await _chosen(service, system, Selection(ids=(record_id,)))
        async with open_dead_letters(service, settings, NoProcessor(), SEARCH_PATH) as letters:
            if entry.encrypted and reveal:
                return entry, await letters.reveal(entry, name)
            return entry, await letters.look(entry)

    with _clear_errors(service):
        entry, record = asyncio.run(look())
    typer.echo(as_line(entry))
    if record is None:
        _refuse(f"{service}: record {record_id} is no longer parked")
    for line in contents(record, hidden=entry.encrypted and not reveal):
        typer.echo(line)


@app.command()
def replay(
    service: Service,
    ids: Ids = None,
    state: OfState = None,
    topic: OfTopic = None,
    subject: OfSubject = None,
    reason: OfReason = None,
    since: Since = None,
    dry_run: DryRun = False,
    rate: Annotated[float | None, typer.Option(min=0.01, help="At most so many records per second.")] = None,
    by: ByName = None,
    ready_file: ReadyFile = None,
) -> None:
    """Apply records again, each with what waits for it; without ids and filters all of the service.

    Ends with code 1 when one of them stays parked, with 2 when the service cannot be reached.
    """
    name = operator_name(by)
    _act(
        service,
        selection_of(ids, state, topic, subject, reason, since),
        lambda letters, entry: letters.replay(entry, name),
        dry_run,
        rate,
        ready_file,
    )


@app.command()
def discard(
    service: Service,
    ids: Annotated[list[int], typer.Argument(metavar="ID...", help="As `list` shows them.", show_default=False)],
    why: Annotated[
        str, typer.Option("--reason", help="Why, for the journal; name no person in it.", show_default=False)
    ],
    missing: Annotated[
        bool,
        typer.Option("--missing", help="Give up what never came before these waiting records; they themselves run."),
    ] = False,
    dry_run: DryRun = False,
    by: ByName = None,
    ready_file: ReadyFile = None,
) -> None:
    """Pass records by for good, so that what waits for them runs.

    Refuses one while an earlier fact of its subject is missing: that may still come.
    Ends with code 1 when one of them stays parked, with 2 when the service cannot be reached.
    """
    name, why = operator_name(by), checked_words(why, "--reason", LONGEST_REASON)

    def pass_by(letters: DeadLetters, entry: Parked) -> Awaitable[Outcome]:
        return letters.give_up_missing(entry, name, why) if missing else letters.discard(entry, name, why)

    _act(service, Selection(ids=tuple(ids)), pass_by, dry_run, None, ready_file)


def _act(
    service: ServiceName, selection: Selection, act: Act, dry_run: bool, rate: float | None, ready_file: Path | None
) -> None:
    stays = 0
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with (
        _clear_errors(service),
        # What is told stays on standard output where that leads to a file; on a terminal it goes above the bar.
        Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=sys.stdout.isatty()) as bar,
    ):
        task = bar.add_task("records", total=None)

        def tell(entry: Parked, outcome: Outcome) -> None:
            nonlocal stays
            stays += not outcome.well
            typer.echo(f"{service} {entry.id}: {as_sentence(outcome, dry_run=dry_run)}")
            bar.advance(task)

        system, settings = locate(ready_file), settings_of(service, ready_file)

        async def run() -> int:
            entries = await _chosen(service, system, selection)
            bar.update(task, total=len(entries))
            async with open_dead_letters(service, settings, PROCESSORS[service](settings), SEARCH_PATH) as letters:
                await _each(letters, entries, act, tell, dry_run, None if rate is None else 1 / rate)
            return len(entries)

        number = asyncio.run(run())
    if not number:
        typer.echo("no parked record fits")
        return
    typer.echo(f"{number - stays} of {number} {'would be ' if dry_run else ''}done")
    if stays:
        raise typer.Exit(STAYS_PARKED)


async def _each(
    letters: DeadLetters,
    entries: Sequence[Parked],
    act: Act,
    tell: Callable[[Parked, Outcome], None],
    dry_run: bool,
    pause: float | None,
) -> None:
    for group in by_subject(entries):
        stopped = False
        async with letters.rehearsal() if dry_run else nullcontext(letters) as stage:
            for entry in group:
                if stopped:  # the others of its subject wait for it: no need to ask for each
                    tell(entry, Outcome("waits", "waits for an earlier one"))
                    continue
                outcome = await act(stage, entry)
                stopped = outcome.result in ("failed", "waits")
                tell(entry, outcome)
                if pause and not dry_run:
                    await asyncio.sleep(pause)


async def _chosen(service: ServiceName, system: RunningSystem, selection: Selection) -> list[Parked]:
    """What was chosen; every id that is not there is told before anything is done."""
    found = await _listed(service, system, selection)
    missing = sorted(set(selection.ids or ()) - {entry.id for entry in found})
    if missing:
        numbers = ", ".join(str(each) for each in missing)
        _refuse(
            f"{service} has no such parked record: {numbers}. It may have been replayed or discarded, "
            "or belong to another service; `impulswerk dlq list` shows what there is. Nothing was done."
        )
    return found


async def _listed(service: ServiceName, system: RunningSystem, selection: Selection) -> list[Parked]:
    async with _connected(system.dsn(service)) as connection:
        return await list_parked(connection, service, selection)


@asynccontextmanager
async def _connected(dsn: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(
        dsn, timeout=CONNECT_SECONDS, command_timeout=QUERY_SECONDS, server_settings={"search_path": SEARCH_PATH}
    )
    try:
        yield connection
    finally:
        await connection.close()


@contextmanager
def _clear_errors(service: ServiceName) -> Iterator[None]:
    try:
        yield
    except NoRunningSystem as error:
        _refuse(str(error))
    except ValidationError as error:
        _refuse(f"{service}: keys or settings cannot be used: {reason_of(error)}")
    except (CannotDecrypt, CityDataError, *DATABASE_ERRORS) as error:
        _refuse(f"{service}: {_told(error)}")


def _refuse(sentence: str) -> NoReturn:
    typer.echo(f"impulswerk: {sentence}", err=True)
    raise typer.Exit(NOT_DONE)


def _told(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
