"""`impulswerk import`: a file of another participation process becomes impulses of the running system."""

import asyncio
from pathlib import Path
from typing import Annotated, NoReturn

import asyncpg
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from services.ideas.commands.import_impulses import ImportedImpulse
from services.ideas.file_import.mapping import load_mapping
from services.ideas.file_import.problems import FileUnusable, RowProblem
from services.ideas.file_import.rows import read_rows
from services.ideas.file_import.run import Imported, import_rows
from services.ideas.file_import.table import open_table
from services.ideas.setup import fields_of_action_of
from shared.runtime.city import City, load_city
from shared.runtime.city_files import CityDataError
from shared.runtime.running import NoRunningSystem, settings_of
from shared.runtime.settings import Settings

SOME_ROWS_REFUSED = 1
UNUSABLE = 2

app = typer.Typer()


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Eine CSV-Datei mit Kopfzeile.")],
    mapping: Annotated[
        Path,
        typer.Option(metavar="FILE.toml", help="[columns]: unsere Namen zu denen der Datei; [constants]: feste Werte."),
    ],
    release: Annotated[bool, typer.Option("--release", help="Alle Impulse gleich freigeben.")] = False,
    ready_file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Die Bereit-Datei des laufenden Systems.")
    ] = None,
) -> None:
    """Impulse aus einer Datei übernehmen. Zeilen mit Fehlern werden genannt und ausgelassen, ein zweiter Lauf ändert nichts.

    Endet mit 0, wenn alle Zeilen übernommen oder schon da sind; mit 1, wenn Zeilen ausgelassen wurden; mit 2, wenn nichts ging.
    """
    try:
        columns = load_mapping(mapping)
        table = open_table(file, list(columns.columns.values()))
        settings = settings_of("ideas", ready_file)
        city = load_city(settings.city)
    except (FileUnusable, CityDataError, NoRunningSystem) as error:
        _stop(str(error))
    read = list(read_rows(table, columns, fields_of_action_of(city)))
    problems = [each for each in read if isinstance(each, RowProblem)]
    for problem in problems:
        typer.echo(problem.written(str(file)), err=True)
    rows = [each for each in read if isinstance(each, ImportedImpulse)]
    try:
        imported = _import(rows, columns.source, release, settings, city)
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        _stop(f"Die Datenbank von ideas ist nicht erreichbar oder brach ab ({type(error).__name__}). Läuft das System?")
    typer.echo(
        f"{imported.new} Impulse übernommen, {imported.known} waren schon da, {len(problems)} Zeilen ausgelassen."
    )
    if problems:
        raise typer.Exit(SOME_ROWS_REFUSED)


def _import(rows: list[ImportedImpulse], source: str, release: bool, settings: Settings, city: City) -> Imported:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("Impulse übernehmen", total=len(rows))
        return asyncio.run(
            import_rows(
                rows,
                source=source,
                released=release,
                settings=settings,
                city=city,
                advance=lambda done: progress.advance(task, done),
            )
        )


def _stop(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(UNUSABLE)
