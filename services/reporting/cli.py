"""`impulswerk reporting`: what operators do with the views."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from aiokafka.errors import KafkaError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from services.reporting.facts_download.making import MakingRunning, make_download
from services.reporting.facts_download.reading import WRITERS, NoCheckpointYet
from services.reporting.rebuild import Comparison, RebuildRunning, rebuild
from shared.messaging.topics import TopicError
from shared.runtime.database import DATABASE_ERRORS
from shared.runtime.garbage import look_for_garbage_less_often
from shared.runtime.running import locate, settings_of

app = typer.Typer(help="Rebuild what the public pages show, publish the facts.", no_args_is_help=True)


@app.callback()
def reporting() -> None:
    """Rebuild what the public pages show, publish the facts."""


@app.command("rebuild")
def rebuild_views(
    ready_file: Annotated[Path | None, typer.Option(help="Ready file of the running system.")] = None,
) -> None:
    """Build all views anew from the topics beside the live ones, compare row for row, and swap.

    Ends with code 1 when a row differs; the views that were served before stay in the schema `views_before`.
    """
    settings = settings_of("reporting", ready_file)
    look_for_garbage_less_often()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns) as bar:
        task = bar.add_task("records", total=None)

        def show(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        try:
            compared = asyncio.run(rebuild(settings, show))
        except RebuildRunning as error:
            typer.echo(f"impulswerk: {error}", err=True)
            raise typer.Exit(1) from None
    for each in compared:
        typer.echo(_line(each))
    if not all(each.identical for each in compared):
        raise typer.Exit(1)


@app.command("publish-facts")
def publish_facts(
    ready_file: Annotated[Path | None, typer.Option(help="Ready file of the running system.")] = None,
) -> None:
    """Make the public download of facts now; the running service makes it once a day by itself.

    Ends with code 1 when it cannot be made; what is served stays as it is then.
    """
    system = locate(ready_file)
    addresses = {f"links_{service}": system.url(service) for service in WRITERS}
    settings = settings_of("reporting", ready_file).model_copy(update=addresses)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("records", total=None)
        try:
            made = asyncio.run(
                make_download(settings, lambda done, total: bar.update(task, completed=done, total=total))
            )
        except (MakingRunning, NoCheckpointYet, KafkaError, TopicError, *DATABASE_ERRORS) as error:
            typer.echo(f"impulswerk: {error or type(error).__name__}", err=True)
            raise typer.Exit(1) from None
    typer.echo(f"{made.facts} facts of {made.impulses} impulses, {made.bytes} bytes")
    if made.broken:
        typer.echo(f"{made.broken} impulses left out: their facts on Kafka are not whole; the log names them", err=True)


def _line(each: Comparison) -> str:
    if each.identical:
        return f"{each.view}: {each.rows} rows, identical"
    return f"{each.view}: {each.rows} rows; {each.only_live} stood only in the old views, {each.only_rebuilt} only in the new"
