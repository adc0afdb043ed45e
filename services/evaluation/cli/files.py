"""Files named on the command line: read, or refused in one line a problem."""

from pathlib import Path
from typing import NoReturn

import typer

from services.evaluation.catalogue_files import DEFAULT_CATALOGUE, read_catalogue_file
from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.catalogue_file import CatalogueError, load_catalogue
from services.evaluation.domain.exact_json import FileProblem

STANDARD_INPUT = "-"
REFUSED = 1
UNREADABLE = 2


def load_catalogue_or_exit(file: Path | None) -> Catalogue:
    """The catalogue of a file, or the one that comes along."""
    text = read_catalogue_file().decode() if file is None else read_text_or_exit(str(file))
    try:
        return load_catalogue(text)
    except CatalogueError as error:
        refuse(str(file or DEFAULT_CATALOGUE), error.problems)


def read_text_or_exit(name: str) -> str:
    """The text of a file, or of standard input for `-`."""
    try:
        content = typer.get_binary_stream("stdin").read() if name == STANDARD_INPUT else Path(name).read_bytes()
        return content.decode("utf-8-sig")
    except OSError as error:
        typer.echo(f"{name}: {error.strerror}", err=True)
        raise typer.Exit(UNREADABLE) from error
    except UnicodeDecodeError as error:
        typer.echo(f"{name}: not UTF-8 at byte {error.start}", err=True)
        raise typer.Exit(UNREADABLE) from error


def refuse(name: str, problems: tuple[FileProblem, ...]) -> NoReturn:
    """End with one line a problem."""
    for problem in problems:
        typer.echo(f"{name}: {problem}", err=True)
    raise typer.Exit(REFUSED)
