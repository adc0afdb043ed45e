"""Commands for the generated contracts: write them, or say where they differ from the models."""

from typing import Final

import typer

from shared.contracts import generate as generated

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
def check() -> None:
    """Fail when a generated file differs from the models, and list what differs."""
    differences = generated.differences()
    for difference in differences:
        typer.echo(difference.file, err=True)
        for line in difference.lines[:_SHOWN_LINES]:
            typer.echo(f"  {line}", err=True)
        if len(difference.lines) > _SHOWN_LINES:
            typer.echo(f"  ... {len(difference.lines) - _SHOWN_LINES} more lines", err=True)
    if differences:
        typer.echo("Run `impulswerk contracts generate` and commit the files.", err=True)
        raise typer.Exit(1)
