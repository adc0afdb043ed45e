"""Commands for the contracts: write the generated files, check them, freeze what is released."""

from typing import Final

import typer

from shared.contracts import generate as generated
from shared.contracts.compatibility import Break
from shared.contracts.generate import Difference

_SHOWN_LINES: Final = 20

app = typer.Typer(help="JSON Schemas and the AsyncAPI document, generated from the event models.", no_args_is_help=True)


@app.command()
def generate() -> None:
    """Write the JSON Schemas and the AsyncAPI document."""
    written = generated.generate()
    for name in written:
        typer.echo(name)
    typer.echo(f"{len(written)} of {len(generated.documents())} files changed.")


@app.command()
def release() -> None:
    """Freeze the JSON Schemas as released: what is frozen can be added to, never changed."""
    try:
        released = generated.release()
    except generated.Breaking as error:
        _show_breaks(error.found)
        raise typer.Exit(1) from None
    for event_type in released:
        typer.echo(event_type)
    typer.echo(f"{len(released)} types released.")


@app.command()
def check() -> None:
    """Fail when a generated file differs from the models, or when the models break what was released."""
    differences = generated.differences()
    found = generated.incompatibilities()
    _show_differences(differences)
    _show_breaks(found)
    if differences or found:
        raise typer.Exit(1)


def _show_breaks(found: list[Break]) -> None:
    for each in found:
        typer.echo(str(each), err=True)
    if found:
        typer.echo(
            "A released version may only gain optional fields. Make it a new version with an upcaster,", err=True
        )
        typer.echo("see docs/decisions/schema-evolution.md.", err=True)


def _show_differences(differences: list[Difference]) -> None:
    for difference in differences:
        typer.echo(difference.file, err=True)
        for line in difference.lines[:_SHOWN_LINES]:
            typer.echo(f"  {line}", err=True)
        if len(difference.lines) > _SHOWN_LINES:
            typer.echo(f"  ... {len(difference.lines) - _SHOWN_LINES} more lines", err=True)
    if differences:
        typer.echo("Run `impulswerk contracts generate` and commit the files.", err=True)
