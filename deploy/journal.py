"""`impulswerk journal`: whether anybody has changed what happened, and what to do after a restore."""

import asyncio
import importlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer
from aiokafka.errors import KafkaError

from deploy.operator import ByName, operator_name
from deploy.public_facts import FINDINGS, NOT_VERIFIED, read_public_key, verify_public
from shared.messaging.chain import Finding
from shared.messaging.journal import JOURNALS, format_time
from shared.messaging.own_facts import PublishedFact
from shared.messaging.recovery import CannotRecover, ServiceRuns, recover_journal
from shared.messaging.signing import Signer, key_id_of
from shared.messaging.topics import TopicError
from shared.messaging.verification import Verified, verify_journal
from shared.runtime.database import DATABASE_ERRORS
from shared.runtime.progress_bar import progress_bar
from shared.runtime.running import NoRunningSystem, settings_of
from shared.runtime.settings import ServiceName, Settings, secret_bytes

app = typer.Typer(
    help="Verify the journals, show the keys of their checkpoints, recover after a restore.", no_args_is_help=True
)

Services = Annotated[
    list[str] | None,
    typer.Argument(metavar="[SERVICE]...", help=f"Default: {', '.join(JOURNALS)}.", show_default=False),
]
ReadyFile = Annotated[Path | None, typer.Option(help="Ready file of the running system.")]


@app.callback()
def journal() -> None:
    """Verify the journals, show the keys of their checkpoints, recover after a restore."""


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
    chosen, trusted = chosen_services(services), [read_public_key(text) for text in public_key or ()]
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


app.command("verify-public")(verify_public)


@app.command()
def key(services: Services = None, ready_file: ReadyFile = None) -> None:
    """Show id and public key (hexadecimal) of each service's checkpoints, for whoever verifies elsewhere."""
    for service in chosen_services(services):
        signer = _signer(settings_of(service, ready_file))
        typer.echo(f"{service} {signer.key_id} {signer.public_key.hex()}")


@app.command()
def recover(
    service: Annotated[ServiceName, typer.Argument(help="Whose journal.", show_default=False)],
    by: ByName = None,
    ready_file: ReadyFile = None,
) -> None:
    """Read back what a service had published and its restored database lacks; the service must not run.

    Lists every recovered fact: what it changed in the service's own tables must be done again by people.
    Ends with code 2 when the journal cannot be recovered; nothing is changed then.
    """
    name = operator_name(by)

    def tell(fact: PublishedFact) -> None:
        typer.echo(f"{service}: {format_time(fact.time)} {fact.type} {fact.subject} {fact.sequence}")

    try:
        settings = settings_of(service, ready_file)
        with progress_bar(service) as show:
            number = asyncio.run(recover_journal(service, settings, name, tell, show, after=_after_recovery(service)))
    except (ServiceRuns, CannotRecover, KafkaError, TopicError, *DATABASE_ERRORS) as error:
        typer.echo(f"{service}: cannot be recovered: {type(error).__name__}: {error}", err=True)
        raise typer.Exit(NOT_VERIFIED) from None
    typer.echo(f"{service}: {number} entries recovered")


def _after_recovery(service: ServiceName) -> str | None:
    queries: Mapping[str, str] = importlib.import_module(f"services.{service}.store").QUERIES
    return queries.get("after_recovery")


def _verify(service: ServiceName, settings: Settings, trusted: Sequence[bytes], offline: bool) -> tuple[Verified, int]:
    findings = 0

    def report(finding: Finding) -> None:
        nonlocal findings
        findings += 1
        typer.echo(f"{service}: {finding}")

    keys = {key_id_of(each): each for each in (_signer(settings).public_key, *trusted)}
    with progress_bar(service) as show:
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


def chosen_services(names: Sequence[str] | None) -> list[ServiceName]:
    """The services named, else all that keep a journal. Raises: typer.BadParameter for an unknown one."""
    unknown = set(names or ()) - set(JOURNALS)
    if unknown:
        raise typer.BadParameter(f"{', '.join(sorted(unknown))}: choose from {', '.join(JOURNALS)}")
    return [service for service in JOURNALS if not names or service in names]
