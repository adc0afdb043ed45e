"""`impulswerk reporting`: what operators do with the views."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from aiokafka.errors import KafkaError
from rich.filesize import decimal

from services.reporting import replay
from services.reporting.compare import Comparison
from services.reporting.facts_download.making import MakingRunning, make_download
from services.reporting.facts_download.reading import NoCheckpointYet
from services.reporting.place import Place
from services.reporting.rebuild import rebuild, rollback
from services.reporting.refusals import Refused
from services.reporting.states import KeptState, build_state, drop_state, list_states
from shared.messaging.journal import JOURNALS
from shared.messaging.topics import TopicError
from shared.runtime.database import DATABASE_ERRORS, connect
from shared.runtime.garbage import look_for_garbage_less_often
from shared.runtime.progress_bar import progress_bar
from shared.runtime.running import locate, settings_of
from shared.runtime.settings import Settings

app = typer.Typer(
    help="Rebuild what the public pages show, keep states of earlier days, publish the facts.", no_args_is_help=True
)

T = TypeVar("T")

ReadyFile = Annotated[Path | None, typer.Option(help="Ready file of the running system.")]
Day = Annotated[datetime, typer.Argument(metavar="DATE", formats=["%Y-%m-%d"], help="Day of the state.")]


@app.callback()
def reporting() -> None:
    """Rebuild what the public pages show, keep states of earlier days, publish the facts."""


@app.command("rebuild")
def rebuild_views(
    view: Annotated[str | None, typer.Option(metavar="NAME", help="Only this view.")] = None,
    as_of: Annotated[
        datetime | None,
        typer.Option(metavar="DATE", formats=["%Y-%m-%d"], help="Keep the state of the end of this day instead."),
    ] = None,
    ready_file: ReadyFile = None,
) -> None:
    """Build views anew from the topics beside the live ones, compare row for row, and swap.

    Ends with code 1 when a row differs; the views that were served before stay in the schema `views_before`.
    """
    if view is not None and as_of is not None:
        raise typer.BadParameter("a state always has all views: leave out --view")
    settings = settings_of("reporting", ready_file)
    if as_of is not None:
        _build_state(settings, as_of.date())
        return
    compared = _replayed(lambda show: rebuild(settings, show, view))
    _print(compared)
    if not all(each.identical for each in compared):
        raise typer.Exit(1)


@app.command("rollback")
def roll_back(ready_file: ReadyFile = None) -> None:
    """Serve the views from before the last rebuild, brought up to date; a second rollback undoes it."""
    settings = settings_of("reporting", ready_file)
    _print(_replayed(lambda show: rollback(settings, show)))


@app.command("states")
def show_states(ready_file: ReadyFile = None) -> None:
    """List the states of earlier days that are kept."""
    for each in _connected(settings_of("reporting", ready_file), list_states):
        typer.echo(_line_of_state(each))


@app.command("drop-state")
def remove_state(day: Day, ready_file: ReadyFile = None) -> None:
    """Remove the state of a day."""
    with _refusals():
        _connected(settings_of("reporting", ready_file), lambda connection: drop_state(connection, day.date()))


@app.command("publish-facts")
def publish_facts(
    ready_file: ReadyFile = None,
) -> None:
    """Make the public download of facts now; the running service makes it once a day by itself.

    Ends with code 1 when it cannot be made; what is served stays as it is then.
    """
    system = locate(ready_file)
    addresses = {f"links_{service}": system.url(service) for service in JOURNALS}
    settings = settings_of("reporting", ready_file).model_copy(update=addresses)
    try:
        with progress_bar("records") as show:
            made = asyncio.run(make_download(settings, show))
    except (MakingRunning, NoCheckpointYet, KafkaError, TopicError, *DATABASE_ERRORS) as error:
        typer.echo(f"impulswerk: {error or type(error).__name__}", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"{made.facts} facts of {made.impulses} impulses, {made.bytes} bytes")
    if made.broken:
        typer.echo(f"{made.broken} impulses left out: their facts on Kafka are not whole; the log names them", err=True)


def _build_state(settings: Settings, day: date) -> None:
    built = _replayed(lambda show: build_state(settings, day, show))
    typer.echo(f"{day}: {built.impulses} impulses, served under {Place(day).prefix}/")
    if built.missing:
        typer.echo(f"{built.missing} facts could not be applied and are missing", err=True)


def _replayed(replaying: Callable[[replay.Progress], Coroutine[Any, Any, T]]) -> T:
    """What a replay gives, with a bar that shows how far it is."""
    look_for_garbage_less_often()
    with _refusals(), progress_bar("records", kept=True) as show:
        return asyncio.run(replaying(show))


def _connected(settings: Settings, act: Callable[[Any], Coroutine[Any, Any, T]]) -> T:
    async def run() -> T:
        connection = await connect(settings)
        try:
            return await act(connection)
        finally:
            await connection.close()

    return asyncio.run(run())


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except Refused as error:
        typer.echo(f"impulswerk: {error}", err=True)
        raise typer.Exit(1) from None


def _print(compared: Sequence[Comparison]) -> None:
    for each in compared:
        typer.echo(_line(each))


def _line(each: Comparison) -> str:
    if each.identical:
        return f"{each.view}: {each.rows} rows, identical"
    return f"{each.view}: {each.rows} rows; {each.only_live} stood only in the old views, {each.only_rebuilt} only in the new"


def _line_of_state(each: KeptState) -> str:
    if each.impulses is None:
        return f"{each.day}: {decimal(each.size)}, made with another version and not served; build it again"
    return f"{each.day}: {each.impulses} impulses, {decimal(each.size)}, served under {Place(each.day).prefix}/"
