"""`impulswerk journal`: whether anybody has changed what happened."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final

import typer
from aiokafka.errors import KafkaError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from shared.contracts.checkpoints import CHECKPOINTS
from shared.messaging.chain import Finding
from shared.messaging.signing import Signer, key_id_of
from shared.messaging.verification import Verified, verify_journal
from shared.runtime.database import DATABASE_ERRORS
from shared.runtime.running import NoRunningSystem, settings_of
from shared.runtime.settings import SERVICES, ServiceName, Settings, secret_bytes

app = typer.Typer(help="Verify the journals; show the keys of their checkpoints.", no_args_is_help=True)

JOURNALS: Final[tuple[ServiceName, ...]] = tuple(service for service in SERVICES if service in CHECKPOINTS)
FINDINGS, NOT_VERIFIED = 1, 2
PUBLIC_KEY_BYTES = 32

Services = Annotated[
    list[str] | None,
    typer.Argument(metavar="[SERVICE]...", help=f"Default: {', '.join(JOURNALS)}.", show_default=False),
]
ReadyFile = Annotated[Path | None, typer.Option(help="Ready file of the running system.")]


@app.callback()
def journal() -> None:
    """Verify the journals; show the keys of their checkpoints."""


@app.command()
def verify(
    services: Services = None,
    ready_file: ReadyFile = None,
    public_key: Annotated[
        list[str] | None,
        typer.Option(help="Trust this key, too (64 hexadecimal digits), such as the one before a change of keys."),
    ] = None,
    offline: Annotated[bool, typer.Option(help="Do not compare with what is on Kafka.")] = False,
) -> None:
    """Compare every entry with its hash, every chain with its head, and all with the signed checkpoints.

    Services may go on writing. Ends with code 1 when something was changed, else with 2 when one cannot be verified.
    """
    chosen, trusted = _services(services), [_public_key(text) for text in public_key or ()]
    changed, unknown = False, False
    for service in chosen:
        try:
            verified, findings = _verify(service, settings_of(service, ready_file), trusted, offline)
        except (NoRunningSystem, KafkaError, *DATABASE_ERRORS) as error:
            typer.echo(f"{service}: cannot be verified: {type(error).__name__}: {error}", err=True)
            unknown = True
            continue
        typer.echo(f"{service}: {_summary(verified, findings)}")
        changed |= findings > 0
    if changed or unknown:
        raise typer.Exit(FINDINGS if changed else NOT_VERIFIED)


@app.command()
def key(services: Services = None, ready_file: ReadyFile = None) -> None:
    """Show id and public key (hexadecimal) of each service's checkpoints, for whoever verifies elsewhere."""
    for service in _services(services):
        signer = _signer(settings_of(service, ready_file))
        typer.echo(f"{service} {signer.key_id} {signer.public_key.hex()}")


def _verify(service: ServiceName, settings: Settings, trusted: Sequence[bytes], offline: bool) -> tuple[Verified, int]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    findings = 0
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(service, total=None)

        def report(finding: Finding) -> None:
            nonlocal findings
            findings += 1
            typer.echo(f"{service}: {finding}")

        def show(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        keys = {key_id_of(each): each for each in (_signer(settings).public_key, *trusted)}
        verified = asyncio.run(verify_journal(service, settings, keys, report, show, offline=offline))
    return verified, findings


def _summary(verified: Verified, findings: int) -> str:
    if verified.checkpoint is None:
        compared = "no intact checkpoint to compare with"
    else:
        compared = f"compared with checkpoint {verified.checkpoint} of {verified.checkpoint_at:%Y-%m-%d %H:%M:%S} UTC"
    return f"{verified.entries} entries, {findings} findings; {compared}"


def _signer(settings: Settings) -> Signer:
    return Signer(secret_bytes(settings.secrets.checkpoint))


def _services(names: Sequence[str] | None) -> list[ServiceName]:
    unknown = set(names or ()) - set(JOURNALS)
    if unknown:
        raise typer.BadParameter(f"{', '.join(sorted(unknown))}: choose from {', '.join(JOURNALS)}")
    return [service for service in JOURNALS if not names or service in names]


def _public_key(text: str) -> bytes:
    try:
        public_key = bytes.fromhex(text)
    except ValueError:
        public_key = b""
    if len(public_key) != PUBLIC_KEY_BYTES:
        raise typer.BadParameter("a public key has 64 hexadecimal digits")
    return public_key
