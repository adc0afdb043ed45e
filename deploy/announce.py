"""`impulswerk announce`: journals and texts into a Kafka cluster that has lost them."""

import asyncio
import importlib
from pathlib import Path
from typing import Annotated

import typer
from aiokafka.errors import KafkaError

from deploy.journal import ReadyFile, Services, chosen_services
from deploy.operator import ByName, operator_name
from shared.messaging.announcement import AlreadyThere, Announced, OutboxStands, announce
from shared.messaging.journal import JOURNALS
from shared.messaging.topics import TopicError
from shared.runtime.database import DATABASE_ERRORS
from shared.runtime.progress_bar import progress_bar
from shared.runtime.running import NoRunningSystem, settings_of
from shared.runtime.settings import ServiceName

app = typer.Typer()

REFUSED, NOT_DONE = 1, 2


@app.command(
    "announce", help=f"Publish what services know into an empty Kafka cluster again. Default: {', '.join(JOURNALS)}."
)
def announce_journals(
    services: Services = None,
    again: Annotated[bool, typer.Option("--again", help="Also where the topic already holds the facts.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Count, publish nothing.")] = False,
    by: ByName = None,
    ready_file: ReadyFile = None,
) -> None:
    """Publish all facts of the journal, all current texts and all erasures; services may run.

    Ends with code 1 when a topic already holds the facts, with 2 when a service cannot be announced.
    """
    name, code = operator_name(by), 0
    for service in chosen_services(services):
        try:
            announced = _announce(service, name, again, dry_run, ready_file)
        except AlreadyThere as error:
            typer.echo(f"impulswerk: {error}", err=True)
            code = code or REFUSED
        except (NoRunningSystem, OutboxStands, KafkaError, TopicError, *DATABASE_ERRORS) as error:
            typer.echo(f"{service}: cannot be announced: {type(error).__name__}: {error}", err=True)
            code = NOT_DONE
        else:
            typer.echo(f"{service}: {_summary(announced, dry_run)}")
    if code:
        raise typer.Exit(code)


def _announce(service: ServiceName, by: str, again: bool, dry_run: bool, ready_file: Path | None) -> Announced:
    settings = settings_of(service, ready_file)
    redacted = importlib.import_module(f"services.{service}.store").QUERIES["redacted_impulses"]
    with progress_bar(service) as show:
        return asyncio.run(announce(service, settings, redacted, by, show, again=again, dry_run=dry_run))


def _summary(announced: Announced, dry_run: bool) -> str:
    sentence = (
        f"{'would announce' if dry_run else 'announced'} {announced.facts} facts, {announced.texts} texts "
        f"and {announced.erased} erasures"
    )
    if announced.missing:
        sentence += f"; {announced.missing} texts are not in the database and cannot be announced"
    return sentence
