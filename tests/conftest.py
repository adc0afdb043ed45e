"""What tests of every level use: real servers once per run, a fresh database per test module, settings."""

import json
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import asyncpg
import pytest
from pydantic import SecretStr
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from deploy.local.kafka import EmbeddedKafka
from shared.runtime.settings import Settings
from tests.servers import Servers, servers

NewDatabase = Callable[[], Awaitable[str]]
FOUND = pytest.StashKey[Servers]()
NewSettings = Callable[[], Awaitable[Settings]]


@pytest.fixture(scope="session")
async def real_servers(pytestconfig: pytest.Config) -> AsyncIterator[Servers]:
    """PostgreSQL and Kafka of this run.

    Not below pytest's own temporary folder: another run closes that to the server's account.
    """
    with TemporaryDirectory(prefix="impulswerk-test-") as folder:
        async with servers(Path(folder)) as found:
            pytestconfig.stash[FOUND] = found
            yield found


LONGEST_FIRST = ("e2e", "chaos", "integration")
"""Folders whose tests take long; of several workers the one that ends last should have short ones left."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest; the order within a folder stays."""
    ranks = {folder: rank for rank, folder in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: ranks.get(item.path.relative_to(Path(__file__).parent).parts[0], len(ranks)))


class FilesTogether(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
    """Several workers share the files; a file stays in one, and so do the end-to-end tests, which have one system."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return "tests/e2e" if file.startswith("tests/e2e/") else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> FilesTogether:
    """How the tests are shared where `--numprocesses` asks for several workers."""
    return FilesTogether(config, log)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say which servers the tests used."""
    found = config.stash.get(FOUND, None)
    if found is not None:
        terminalreporter.write_line(f"PostgreSQL and Kafka of this run: {found.origin}")


@pytest.fixture(scope="session")
def kafka(real_servers: Servers) -> str:
    """Bootstrap servers of the real Kafka."""
    return real_servers.kafka


@pytest.fixture(scope="session")
async def new_database(real_servers: Servers) -> NewDatabase:
    """Makes an empty database and returns its DSN."""

    async def create() -> str:
        name = f"test_{uuid4().hex}"
        connection = await asyncpg.connect(real_servers.postgres)
        try:
            await connection.execute(f'CREATE DATABASE "{name}"')
        finally:
            await connection.close()
        parts = urlsplit(real_servers.postgres)
        return urlunsplit(parts._replace(path=f"/{name}"))

    return create


@pytest.fixture(scope="session")
def secrets_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Random keys for a run."""
    path = tmp_path_factory.mktemp("secrets") / "secrets.json"
    names = ("access_code", "idempotency", "match", "pseudonym", "vault", "session", "preview", "parked", "checkpoint")
    path.write_text(json.dumps({name: secrets.token_hex(32) for name in names}))
    return path


@pytest.fixture(scope="session")
async def new_settings(new_database: NewDatabase, kafka: str, secrets_file: Path) -> NewSettings:
    """Settings of a service with an empty database of its own."""

    async def create() -> Settings:
        return Settings(
            mode="laptop",
            database_url=SecretStr(await new_database()),
            kafka=kafka,
            partitions=3,
            secrets_file=secrets_file,
            check_journal=False,  # many databases write to the topics of one Kafka
        )

    return create


@pytest.fixture(scope="module")
async def own_kafka() -> AsyncIterator[str]:
    """Bootstrap servers of a Kafka that holds the records of this test module only."""
    with TemporaryDirectory(prefix="impulswerk-kafka-") as folder:
        async with EmbeddedKafka(Path(folder)) as broker:
            yield broker.bootstrap_servers


@pytest.fixture(scope="module")
async def settings_on_own_kafka(new_settings: NewSettings, own_kafka: str) -> NewSettings:
    """Like `new_settings`, for whoever counts records or must meet nobody else's poison."""

    async def create() -> Settings:
        return (await new_settings()).model_copy(update={"kafka": own_kafka})

    return create
