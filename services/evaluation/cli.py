"""`impulswerk score` and `impulswerk catalogue validate`: files in, exact results or named problems out."""

import json
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from services.evaluation.catalogue_files import DEFAULT_CATALOGUE, read_catalogue_file
from services.evaluation.domain.case_input import CaseInputError, parse_case
from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.catalogue_file import CatalogueError, load_catalogue
from services.evaluation.domain.exact_json import FileProblem
from services.evaluation.domain.result_json import to_json
from services.evaluation.domain.score import score

STANDARD_INPUT = "-"
REFUSED = 1
UNREADABLE = 2

score_app = typer.Typer()
catalogue_app = typer.Typer(help="Kriterienkataloge prüfen.", no_args_is_help=True)


@score_app.command("score")
def score_case(
    case: Annotated[
        str, typer.Argument(metavar="CASE.json", help="Ein Fall mit `ratings` und `ko`; - liest die Standardeingabe.")
    ],
    catalogue: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Der Kriterienkatalog; ohne Angabe der mitgelieferte der Stadt Ludwigsburg."),
    ] = None,
) -> None:
    """Das Ergebnis eines Falls nachrechnen: ein JSON-Objekt mit exakten Brüchen, gerundete Werte unter `rounded`."""
    used = _load(catalogue)
    text = _read(case)
    try:
        read = parse_case(text, used)
    except CaseInputError as error:
        _refuse(case, error.problems)
    typer.echo(json.dumps(to_json(score(read, used)), indent=2))


@catalogue_app.callback()
def catalogue_commands() -> None:
    """Kriterienkataloge prüfen."""


@catalogue_app.command("validate")
def validate_catalogue(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Der Kriterienkatalog als JSON-Datei.")],
) -> None:
    """Einen Kriterienkatalog gegen alle Regeln prüfen; jeder Fehler steht mit seinem JSON-Pfad in einer Zeile."""
    catalogue = _load(file)
    typer.echo(
        f"{file}: {catalogue.id} {catalogue.version} ist gültig: {len(catalogue.dimensions)} Dimensionen, "
        f"{len(catalogue.criteria)} Kriterien, {len(catalogue.exclusion_criteria)} Ausschlusskriterien, "
        f"{len(catalogue.profiles)} Profile."
    )


def _load(file: Path | None) -> Catalogue:
    text = read_catalogue_file().decode() if file is None else _read(str(file))
    try:
        return load_catalogue(text)
    except CatalogueError as error:
        _refuse(str(file or DEFAULT_CATALOGUE), error.problems)


def _read(name: str) -> str:
    try:
        content = typer.get_binary_stream("stdin").read() if name == STANDARD_INPUT else Path(name).read_bytes()
        return content.decode("utf-8-sig")
    except OSError as error:
        typer.echo(f"{name}: {error.strerror}", err=True)
        raise typer.Exit(UNREADABLE) from error
    except UnicodeDecodeError as error:
        typer.echo(f"{name}: not UTF-8 at byte {error.start}", err=True)
        raise typer.Exit(UNREADABLE) from error


def _refuse(name: str, problems: tuple[FileProblem, ...]) -> NoReturn:
    for problem in problems:
        typer.echo(f"{name}: {problem}", err=True)
    raise typer.Exit(REFUSED)


if __name__ == "__main__":
    app = typer.Typer(no_args_is_help=True)
    app.add_typer(score_app)
    app.add_typer(catalogue_app, name="catalogue")
    app()
