"""`impulswerk case export`: the whole file of an impulse for a council body, for inspection or for the archive."""

import asyncio
import json
import os
from getpass import getuser
from pathlib import Path
from typing import Annotated

import typer

from services.evaluation.catalogues import Catalogues
from services.evaluation.cli.database import connected
from services.evaluation.cli.files import REFUSED, UNREADABLE
from services.evaluation.commands.export_case import ExportCase, export_case
from services.evaluation.documents.case_export import export_pdf
from services.evaluation.domain.export_classes import Purpose
from services.evaluation.domain.people import Keys
from services.evaluation.presentation.case_export import export_document, export_json, whole_section
from shared.contracts.errors import DomainError
from shared.documents.fonts import FontsMissing
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.running import settings_of
from shared.runtime.settings import Settings, secret_bytes

case_app = typer.Typer(help="Akten einzelner Impulse.", no_args_is_help=True)

LONGEST_NAME = 100

ReadyFile = Annotated[Path | None, typer.Option(help="Die Datei, die `impulswerk up --ready-file` geschrieben hat.")]


@case_app.callback()
def case_commands() -> None:
    """Akten einzelner Impulse."""


@case_app.command("export")
def export(
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="Die Vorgangsnummer.", show_default=False)],
    purpose: Annotated[Purpose, typer.Option("--for", help="Für wen.", show_default=False)],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Wohin die beiden Dateien kommen.")] = Path(),
    confirm_confidential: Annotated[
        bool, typer.Option("--confirm-confidential", help="Auch, wenn der Impuls vertraulich ist.")
    ] = False,
    by: Annotated[str | None, typer.Option("--by", help="Wer Sie sind; es steht im Journal.")] = None,
    ready_file: ReadyFile = None,
) -> None:
    """Den ganzen Vorgang mit allen Runden als PDF/A und JSON schreiben; was der Zweck nicht erlaubt, ist geschwärzt.

    Wer wann für wen exportiert hat, wird festgehalten, der Inhalt nicht.
    """
    command = ExportCase(number, purpose, _name(by), confirm_confidential)
    try:
        contents = asyncio.run(_export(settings_of("evaluation", ready_file), command))
    except DomainError as error:
        typer.echo(error.detail, err=True)
        raise typer.Exit(REFUSED) from error
    except FontsMissing as error:
        typer.echo(f"{error}", err=True)
        raise typer.Exit(UNREADABLE) from error
    for suffix, content in contents.items():
        typer.echo(_write(out, f"{number}-{purpose}.{suffix}", content))


async def _export(settings: Settings, command: ExportCase) -> dict[str, bytes]:
    keys = Keys(match=secret_bytes(settings.secrets.match), pseudonym=secret_bytes(settings.secrets.pseudonym))
    # All of it from one moment; nothing leaves before it is kept that it was exported.
    async with connected(settings) as connection, connection.transaction(isolation="repeatable_read"):
        now = await connection.fetchval("SELECT service_now()")
        work = UnitOfWork(connection, "evaluation", now, actor=command.by)
        section = whole_section(await export_case(command, work, keys, Catalogues()))
        structured = export_json(section, command.purpose, command.number, now)
        pdf = export_pdf(export_document(section, command.purpose, command.number, now), now)
        await work.flush()
    return {"pdf": pdf, "json": json.dumps(structured, ensure_ascii=False, indent=2).encode() + b"\n"}


def _write(folder: Path, name: str, content: bytes) -> Path:
    """The path of a file that only its owner can read; a file of that name is replaced."""
    path, new = folder / name, folder / f".{name}.new"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        new.replace(path)
    except OSError as error:
        typer.echo(f"{path}: {error.strerror}", err=True)
        raise typer.Exit(UNREADABLE) from error
    return path


def _name(given: str | None) -> str:
    """Who exports: the name given, else that of the account."""
    try:
        name = (getuser() if given is None else given).strip()
    except (OSError, KeyError, ImportError):
        name = ""
    if not name or not name.isprintable() or len(name) > LONGEST_NAME:
        raise typer.BadParameter(f"1 bis {LONGEST_NAME} druckbare Zeichen", param_hint="--by")
    return name
