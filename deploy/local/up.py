"""`impulswerk up`: the whole product on one machine, until it is told to stop."""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from deploy.local.data_directory import hold
from deploy.local.errors import LocalError, Say
from deploy.local.local_system import IMPULSWERK, LocalSystem, Options, Product

app = typer.Typer()

DEFAULT_DATA = Path(".impulswerk", "data")
DEFAULT_PORT = 8080
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@app.command()
def up(
    data: Annotated[Path, typer.Option(help="Folder for everything that is kept.")] = DEFAULT_DATA,
    ready_file: Annotated[
        Path | None, typer.Option(help="Written, for scripts, once everything serves; removed at the end.")
    ] = None,
    sample: Annotated[
        bool, typer.Option("--sample", help="Fill a new data folder with the sample city (default).")
    ] = False,
    empty: Annotated[bool, typer.Option("--empty", help="Leave a new data folder empty.")] = False,
    port: Annotated[
        int, typer.Option(help="Port of the public pages (reporting); the other services take the next three.")
    ] = DEFAULT_PORT,
) -> None:
    """Run Impulswerk with its own PostgreSQL and Apache Kafka, on this machine only, until Ctrl-C or SIGTERM."""
    if sample and empty:
        raise typer.BadParameter("choose one of --sample and --empty")
    wanted = True if sample else False if empty else None
    run(data, Options(port, ready_file.absolute() if ready_file else None, wanted))


def run(data: Path, options: Options, product: Product = IMPULSWERK) -> None:
    """Run until told to stop. Raises: LocalError, when it cannot be started."""
    # What goes wrong while Kafka comes up is handled; the library would write it between our lines.
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    _require_writable_folder(options.ready_file)
    with hold(data) as directory:
        typer.echo(f"Data in {directory.path}, logs in {directory.logs}")
        system = LocalSystem(directory, options, typer.echo, product)

        async def when_ready() -> None:
            typer.echo(_summary(system))
            await _prepare_next_starts(typer.echo)

        try:
            asyncio.run(_until_told_to_stop(system.run(when_ready)))
        except OSError as error:
            raise LocalError(f"Impulswerk cannot go on ({error}); see {directory.logs}.") from error
    typer.echo("Stopped.")


async def _until_told_to_stop(work: Awaitable[None]) -> None:
    """Do the work; a stop signal ends it in order, a second one changes nothing."""
    task = asyncio.ensure_future(work)
    told = asyncio.Event()

    def stop() -> None:
        if not told.is_set():
            told.set()
            task.cancel()

    loop = asyncio.get_running_loop()
    for number in STOP_SIGNALS:
        loop.add_signal_handler(number, stop)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup: meant to outlive its terminal
        loop.add_signal_handler(signal.SIGHUP, stop)
    try:
        await task
    except asyncio.CancelledError:
        if not told.is_set():
            raise


async def _prepare_next_starts(say: Say) -> None:
    """Make Kafka's AOT cache in the background of the first start; the system works without it."""
    from deploy.local.aot_cache import build_aot_cache

    try:
        await build_aot_cache()
    except LocalError as error:
        say(f"{error} Starts stay 1 s slower.")


def _require_writable_folder(ready_file: Path | None) -> None:
    if ready_file is None:
        return
    probe = ready_file.with_name(f".{ready_file.name}.probe")
    try:
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise LocalError(
            f"The ready file {ready_file} cannot be written ({error.strerror}); name another with --ready-file."
        ) from error


def _summary(system: LocalSystem) -> str:
    """The addresses and sign-ins, as lines that can be copied from."""
    urls = system.ready["services"]
    addresses = [
        ("Public pages", f"{urls['reporting']}/"),
        ("Submit an impulse", f"{urls['ideas']}/einreichen"),
        ("Screening desk", f"{urls['ideas']}/vorpruefung"),
        ("Evaluation desk", f"{urls['evaluation']}/bewertung"),
        ("Implementation desk", f"{urls['implementation']}/umsetzung"),
    ]
    people = [("role", "user", "unit", "token to sign in with")]
    people += [(person.role, person.user, person.unit, person.token) for person in system.people]
    return "\n".join(
        ["", "Impulswerk is ready.", "", *_columns(addresses), "", *_columns(people), "", "Ctrl-C stops everything."]
    )


def _columns(rows: Sequence[tuple[str, ...]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
