"""What every benchmark works on: real servers of this run, empty databases, settings."""

import json
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import asyncpg
from pydantic import SecretStr
from rich.console import Console

from shared.runtime.settings import Secrets, Settings
from tests.benchmarks.rounds import ROUNDS
from tests.servers import Servers, servers


@dataclass(frozen=True, slots=True)
class Bench:
    """`rounds` pairs per row; `console` for progress."""

    servers: Servers
    folder: Path
    console: Console
    rounds: int = ROUNDS

    async def new_settings(self, partitions: int = 4) -> Settings:
        """Settings of a service with an empty database of its own."""
        name = f"bench_{uuid4().hex}"
        connection = await asyncpg.connect(self.servers.postgres)
        try:
            await connection.execute(f'CREATE DATABASE "{name}"')
        finally:
            await connection.close()
        return Settings(
            mode="laptop",
            database_url=SecretStr(urlunsplit(urlsplit(self.servers.postgres)._replace(path=f"/{name}"))),
            kafka=self.servers.kafka,
            partitions=partitions,
            secrets_file=self.folder / "secrets.json",
            check_journal=False,  # several databases write to the topics of one Kafka
        )


@asynccontextmanager
async def bench(console: Console, rounds: int) -> AsyncIterator[Bench]:
    """Start the servers; they and all data end with the block."""
    with TemporaryDirectory(prefix="impulswerk-bench-") as name:
        folder = Path(name)
        keys = {each: secrets.token_hex(32) for each in Secrets.model_fields}
        (folder / "secrets.json").write_text(json.dumps(keys), encoding="utf-8")
        async with servers(folder) as found:
            yield Bench(found, folder, console, rounds)
