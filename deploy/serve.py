"""`impulswerk serve`: one service in this process."""

import importlib
from typing import Annotated

import typer

from shared.runtime.settings import ServiceName

app = typer.Typer()


@app.command()
def serve(
    service: Annotated[ServiceName, typer.Argument(help="Which one.")],
    port: Annotated[int, typer.Option(help="Port to listen on.")],
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
) -> None:
    """Run one service; it reads its settings from the environment (IMPULSWERK_...)."""
    importlib.import_module(f"services.{service}.main").run(port, host)
