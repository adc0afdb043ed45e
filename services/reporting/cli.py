"""`impulswerk reporting`: what operators do with the views."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from services.reporting.rebuild import Comparison, RebuildRunning, rebuild
from shared.runtime.garbage import look_for_garbage_less_often
from shared.runtime.running import settings_of

app = typer.Typer(help="Rebuild what the public pages show.", no_args_is_help=True)


@app.callback()
def reporting() -> None:
    """Rebuild what the public pages show."""


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


def _line(each: Comparison) -> str:
    if each.identical:
        return f"{each.view}: {each.rows} rows, identical"
    return f"{each.view}: {each.rows} rows; {each.only_live} stood only in the old views, {each.only_rebuilt} only in the new"
