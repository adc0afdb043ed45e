"""`impulswerk catalogue`: check a catalogue, read it, see what it would change, make it the active one."""

import asyncio
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console

from services.evaluation.catalogues import Catalogues, Why, activate_catalogue, read_catalogue
from services.evaluation.cli.database import connected
from services.evaluation.cli.files import REFUSED, UNREADABLE, load_catalogue_or_exit
from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.what_if import Moved
from services.evaluation.presentation.catalogue_diff import Part, differences, summary
from services.evaluation.presentation.catalogue_text import catalogue_text
from services.evaluation.presentation.learning import COLUMNS, figures_json, lines, overview
from services.evaluation.presentation.what_if import class_change, moved_json, why_moved
from services.evaluation.queries.learning import learning
from services.evaluation.queries.what_if import Tally, recompute
from shared.contracts.errors import DomainError
from shared.messaging.transactions import Transactions, transaction
from shared.runtime.city import City, load_city
from shared.runtime.city_files import CityDataError
from shared.runtime.database import open_pool
from shared.runtime.progress_bar import progress_bar
from shared.runtime.running import settings_of
from shared.runtime.settings import Settings

catalogue_app = typer.Typer(
    help="Kriterienkataloge prüfen, vergleichen, durchrechnen, aktivieren.", no_args_is_help=True
)

LONGEST_NAME: Final = 100
CASES_PER_LINE: Final = 1000

File = Annotated[Path, typer.Argument(metavar="FILE", help="Der Kriterienkatalog als JSON-Datei.", show_default=False)]
ReadyFile = Annotated[Path | None, typer.Option(help="Die Datei, die `impulswerk up --ready-file` geschrieben hat.")]
Against = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Womit verglichen wird; ohne Angabe der Katalog, der im laufenden System gilt."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Ein JSON-Objekt statt einer Tabelle.")]


@catalogue_app.callback()
def catalogue_commands() -> None:
    """Kriterienkataloge prüfen, vergleichen, durchrechnen, aktivieren."""


@catalogue_app.command("validate")
def validate_catalogue(file: File) -> None:
    """Einen Kriterienkatalog gegen alle Regeln prüfen; jeder Fehler steht mit seinem JSON-Pfad in einer Zeile."""
    catalogue = load_catalogue_or_exit(file)
    typer.echo(
        f"{file}: {catalogue.id} {catalogue.version} ist gültig: {len(catalogue.dimensions)} Dimensionen, "
        f"{len(catalogue.criteria)} Kriterien, {len(catalogue.exclusion_criteria)} Ausschlusskriterien, "
        f"{len(catalogue.profiles)} Profile."
    )


@catalogue_app.command("show")
def show_catalogue(file: File) -> None:
    """Einen Kriterienkatalog lesen: Fragen, Ankertexte, Gewichte, Schwellen, Profile."""
    typer.echo(catalogue_text(load_catalogue_or_exit(file)))


@catalogue_app.command("diff")
def diff_catalogue(file: File, against: Against = None, ready_file: ReadyFile = None) -> None:
    """Zeigen, was ein Kriterienkatalog für die Gutachten ändern würde."""
    new = load_catalogue_or_exit(file)
    old = (
        asyncio.run(_active(settings_of("evaluation", ready_file)))
        if against is None
        else load_catalogue_or_exit(against)
    )
    _show_lines(_diff(old, new))


@catalogue_app.command("what-if")
def what_if_catalogue(file: File, as_json: AsJson = False, ready_file: ReadyFile = None) -> None:
    """Jeden begutachteten Fall mit diesem Katalog neu rechnen und zeigen, wessen Empfehlung sich ändern würde, und warum."""
    new = load_catalogue_or_exit(file)
    asyncio.run(_what_if(settings_of("evaluation", ready_file), new, as_json=as_json))


@catalogue_app.command("learning")
def learning_of_catalogue(as_json: AsJson = False, ready_file: ReadyFile = None) -> None:
    """Zeigen, was die Gutachten über die Fragen des geltenden Katalogs sagen: wo sie auseinandergehen, was ihnen fehlt."""
    asyncio.run(_learning(settings_of("evaluation", ready_file), as_json=as_json))


@catalogue_app.command("activate")
def activate(
    file: File,
    reason: Annotated[str, typer.Option(help="Warum, in mindestens 20 Zeichen.")] = "",
    by: Annotated[str, typer.Option("--by", help="Wer Sie sind; es steht im Journal.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Nur zeigen, was sich ändern würde.")] = False,
    ready_file: ReadyFile = None,
) -> None:
    """Neue Fälle ab jetzt mit diesem Katalog begutachten. Offene Fälle behalten ihre Fassung."""
    catalogue = load_catalogue_or_exit(file)
    settings = settings_of("evaluation", ready_file)
    if dry_run:
        with _refusals(file):
            read_catalogue(file.read_bytes(), _city(settings))
        asyncio.run(_try_out(settings, catalogue))
        return
    if not by.strip() or not by.isprintable() or len(by) > LONGEST_NAME:
        raise typer.BadParameter(f"1 bis {LONGEST_NAME} druckbare Zeichen", param_hint="--by")
    with _refusals(file):
        activated = asyncio.run(_activate(settings, file.read_bytes(), Why(by.strip(), reason)))
    if activated:
        typer.echo(
            f"{catalogue.id} {catalogue.version} gilt ab jetzt für neue Fälle. Offene Fälle behalten ihre Fassung."
        )
    else:
        typer.echo(f"{catalogue.id} {catalogue.version} gilt schon. Nichts geändert.")


async def _active(settings: Settings) -> Catalogue:
    async with connected(settings) as connection:
        return await Catalogues().active(connection)


async def _learning(settings: Settings, *, as_json: bool) -> None:
    catalogue = await _active(settings)
    figures = await learning(settings, catalogue)
    if as_json:
        typer.echo(json.dumps(figures_json(figures, catalogue), ensure_ascii=False, indent=2))
        return
    _show_lines([f"{catalogue.id} {catalogue.version}", *overview(figures)])
    rows = [COLUMNS, *lines(figures, catalogue)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for criterion, *cells in rows:  # the longest last
        _show_lines(["  ".join([*map(str.ljust, cells, widths[1:]), criterion])])


async def _try_out(settings: Settings, new: Catalogue) -> None:
    _show_lines(_diff(await _active(settings), new))
    typer.echo("")
    await _what_if(settings, new, as_json=False)
    typer.echo("Nichts geändert: das war eine Probe.")


async def _activate(settings: Settings, content: bytes, why: Why) -> bool:
    city = _city(settings)
    pool = await open_pool(settings)
    try:
        # The relay of the running service looks for new records by itself.
        async with Transactions(pool, "evaluation", wake=lambda: None).begin(why.by) as work:
            return await activate_catalogue(content, why, city, work)
    finally:
        await pool.close()


async def _what_if(settings: Settings, new: Catalogue, *, as_json: bool) -> None:
    """Cases are printed as they come, so that memory does not grow with their number; progress goes to the error output."""
    printed = _PrintedJson(new) if as_json else _PrintedTable(new)
    tally = Tally(0)
    with _progress() as tell:
        async with connected(settings) as connection, transaction(connection, reads_one_moment=True):
            async for tally, moved in recompute(connection, new, Catalogues()):
                tell(tally)
                for each in moved:
                    printed.case(each)
    printed.end(tally)


@contextmanager
def _progress() -> Iterator[Callable[[Tally], None]]:
    """A bar on a terminal, elsewhere a line every 1,000 cases."""
    if not Console(stderr=True).is_terminal:
        yield _tell_line
        return
    with progress_bar("Fälle") as show:
        yield lambda tally: show(tally.done, tally.total)


def _tell_line(tally: Tally) -> None:
    if tally.done and tally.done % CASES_PER_LINE == 0:
        typer.echo(f"{tally.done} von {tally.total} Fällen", err=True)


class _PrintedTable:
    def __init__(self, new: Catalogue) -> None:
        self._new = new
        self._first = True

    def case(self, moved: Moved) -> None:
        if self._first:
            typer.echo(f"{'Nummer':<12} {'Empfehlung':<46} Warum")
            self._first = False
        change = class_change(moved.before, moved.after)
        typer.echo(f"{moved.number or '':<12} {change:<46} {' '.join(why_moved(moved, self._new))}")

    def end(self, tally: Tally) -> None:
        if tally.moved:
            typer.echo("")
        typer.echo(f"Begutachtete Fälle, neu gerechnet: {tally.done}. Mit anderer Empfehlung: {tally.moved}.")
        for (before, after), number in tally.steps.most_common():
            typer.echo(f"  {class_change(before, after)}: {number}")


class _PrintedJson:
    def __init__(self, new: Catalogue) -> None:
        self._new = new
        self._separator = ""
        head = json.dumps({"catalogue_id": new.id, "catalogue_version": new.version}, ensure_ascii=False)
        typer.echo(f'{head[:-1]}, "moved": [', nl=False)

    def case(self, moved: Moved) -> None:
        typer.echo(f"{self._separator}\n  {json.dumps(moved_json(moved, self._new), ensure_ascii=False)}", nl=False)
        self._separator = ","

    def end(self, tally: Tally) -> None:
        steps = [{"before": before, "after": after, "cases": number} for (before, after), number in tally.steps.items()]
        typer.echo(f'\n], "cases": {tally.done}, "steps": {json.dumps(steps)}}}')


def _diff(old: Catalogue, new: Catalogue) -> Iterator[str]:
    yield f"{old.id} {old.version} → {new.id} {new.version}"
    parts = differences(old, new)
    if not parts:
        yield "Für die Gutachten ändert sich nichts."
    yield from summary(old, new)
    for part in parts:
        yield from _part(part)


def _part(part: Part) -> Iterator[str]:
    yield ""
    yield f"# {part.title}"
    for each in part.differences:
        yield each.what
        yield f"  bisher: {each.before}"
        yield f"  neu:    {each.after}"


def _show_lines(lines: Iterator[str] | Sequence[str]) -> None:
    for line in lines:
        typer.echo(line)


def _city(settings: Settings) -> City:
    try:
        return load_city(settings.city)
    except CityDataError as error:
        typer.echo(f"{error}", err=True)
        raise typer.Exit(UNREADABLE) from error


@contextmanager
def _refusals(file: Path) -> Iterator[None]:
    """A refusal becomes one line."""
    try:
        yield
    except DomainError as error:
        typer.echo(f"{file}: {error.detail}", err=True)
        raise typer.Exit(REFUSED) from error
