"""`impulswerk local prepare`: everything that the first `impulswerk up` would fetch and build."""

import asyncio
import logging

import typer

from deploy.local.aot_cache import build_aot_cache
from deploy.local.kafka_runtime import kafka_runtime
from deploy.local.postgres_programs import postgres_programs

app = typer.Typer(help="The servers of the laptop mode.", no_args_is_help=True)


@app.callback()
def local() -> None:
    """The servers of the laptop mode."""


@app.command()
def prepare() -> None:
    """Fetch Apache Kafka and make its start-up cache; quick when that is done already."""
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    asyncio.run(_prepare())


async def _prepare() -> None:
    postgres_programs()
    runtime = await kafka_runtime(typer.echo)
    if runtime.can_cache and not runtime.aot_cache.exists():
        typer.echo("Making Kafka's start-up cache, some 20 seconds, only this once ...")
        await build_aot_cache()
    typer.echo("Apache Kafka and PostgreSQL are ready to be started.")
