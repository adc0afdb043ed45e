"""What docs/operations.md tells operators to type works: every command exists, and recovery is run word for word."""

import asyncio
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import asyncpg
import pytest
from typer.testing import CliRunner

from deploy.cli import app
from deploy.local.kafka import EmbeddedKafka
from deploy.local.postgres_programs import postgres_programs
from shared.runtime.running import file_beside
from shared.runtime.settings import SERVICES, ServiceName, Settings
from tests.conftest import NewSettings
from tests.e2e.topics import portal_event, portal_headers, post
from tests.eventually import eventually
from tests.instances import START_SECONDS, Instance

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
COMPOSE_RUN = re.compile(r"docker compose run --rm (?:--volume \S+ )?(\w+) (.*)")
LAPTOP = re.compile(r"\.venv/bin/impulswerk (.*)")
COMMAND_SECONDS = 120


def section(title: str) -> str:
    """From a heading to the next one of its level or above."""
    (level,) = re.findall(rf"^(#+) {re.escape(title)}$", PAGE, re.MULTILINE)
    _, after = PAGE.split(f"{level} {title}\n", 1)
    return re.split(rf"^#{{1,{len(level)}}} ", after, maxsplit=1, flags=re.MULTILINE)[0]


def lines(text: str) -> Iterator[str]:
    """The lines of its console blocks, without remarks."""
    for block in re.findall(r"^```console\n(.*?)^```$", text, re.DOTALL | re.MULTILINE):
        for line in block.splitlines():
            if command := line.split("  #")[0].strip():
                yield command


def own_commands() -> list[str]:
    """The arguments of every `impulswerk` on the page, also within a sentence."""
    found = [match[2] for line in lines(PAGE) if (match := COMPOSE_RUN.fullmatch(line))]
    found += [match[1] for line in lines(PAGE) if (match := LAPTOP.fullmatch(line))]
    return found + re.findall(r"`\.venv/bin/impulswerk ([a-z][^`]*)`", PAGE)


@pytest.mark.parametrize("command", own_commands())
def test_every_command_on_the_page_exists_with_its_options(command: str) -> None:
    words = shlex.split(command.replace(" ... ", " list "))
    assert parses(words)


def parses(words: list[str]) -> bool:
    """Whether command and options exist; nothing is done."""
    return CliRunner().invoke(app, [*words, "--help"]).exit_code == 0


@pytest.mark.parametrize("words", [["dlq", "list", "--nonsense"], ["dlq", "lst"], ["anounce"]])
def test_a_command_that_does_not_exist_is_found(words: list[str]) -> None:
    assert not parses(words)


def test_every_entry_of_the_log_on_the_page_is_one_that_the_code_writes() -> None:
    code = "".join(path.read_text() for path in [*ROOT.glob("shared/**/*.py"), *ROOT.glob("services/**/*.py")])
    code = re.sub(r'"\s*\n\s*f?"', "", code)  # sentences that go over two lines
    entries = [row.split("|")[1] for row in section("What the log says").splitlines() if row.startswith("| `")]
    assert len(entries) > 15
    for entry in entries:
        for quoted in re.findall(r"`([^`]+)`", entry):
            for part in quoted.split("..."):
                assert part.strip(" :,") in code, part


class City:
    """The four services as processes, on a Kafka and databases of their own; does what the page's lines say."""

    def __init__(self, settings: dict[ServiceName, Settings], kafka: EmbeddedKafka, folder: Path) -> None:
        self.kafka = kafka
        self.folder = folder
        self.instances = {name: Instance(name, each, folder) for name, each in settings.items()}
        self.databases = {name: each.database_url.get_secret_value() for name, each in settings.items()}
        self._ready_file = folder / "ready.json"
        ready = {"kafka": kafka.bootstrap_servers, "postgres": self.databases}
        self._ready_file.write_text(json.dumps(ready))
        beside = {"secrets_file": str(settings["ideas"].secrets_file), "partitions": 3}
        file_beside(self._ready_file).write_text(json.dumps(beside))

    async def do(self, line: str) -> str:
        """What a line of the page does; returns what it printed. Raises: AssertionError for one that fails or is unknown."""
        line = line.replace("NAME", '"a test"')
        if match := re.fullmatch(r"docker compose (stop|start) (.*)", line):
            for name in match[2].split():
                instance = self.instances[name]  # type: ignore[index]
                await (instance.stop() if match[1] == "stop" else self._start(instance))
            return ""
        if match := COMPOSE_RUN.fullmatch(line):
            return await self._run([sys.executable, "-P", "-m", "deploy.cli", *shlex.split(match[2])])
        match = re.fullmatch(
            r"docker compose exec -T postgres (pg_dump|pg_restore) -U postgres (.*?) ([<>]) (\S+)", line
        )
        assert match, f"this test does not know what to do with: {line}"
        name, words, direction, file = match.groups()
        words = words.replace("--dbname ideas", f"--dbname {self.databases['ideas']}")
        words = re.sub(r"\bideas$", f"--dbname {self.databases['ideas']}", words)
        target = self.folder / Path(file).name
        redirected = ["--file", str(target)] if direction == ">" else [str(target)]
        return await self._run([str(postgres_programs() / name), *shlex.split(words), *redirected])

    async def block(self, text: str) -> list[str]:
        """Every line of the console blocks, one after the other."""
        return [await self.do(line) for line in lines(text)]

    async def submit(self, title: str) -> None:
        """A portal posts something; it is taken up and shown."""
        await post(
            self.kafka.bootstrap_servers,
            (uuid4().hex, portal_event(f"ref-{uuid4().hex}", title=title, text="Mehr Bänke."), portal_headers()),
        )
        await self.agrees("ideas", "SELECT count(*) FROM impulses WHERE title = $1", title, 1)

    async def agrees(self, service: ServiceName, query: str, argument: object, wanted: int) -> None:
        connection = await asyncpg.connect(self.databases[service], server_settings={"search_path": "views, public"})

        async def is_so() -> bool:
            found: int = await connection.fetchval(query, *([] if argument is None else [argument]))
            return found == wanted

        try:
            await eventually(is_so, seconds=START_SECONDS, every=0.1)
        finally:
            await connection.close()

    async def _start(self, instance: Instance) -> None:
        await instance.start()
        await instance.becomes_ready()

    async def _run(self, command: list[str]) -> str:
        environment = {"IMPULSWERK_READY_FILE": str(self._ready_file)}
        finished = await asyncio.to_thread(
            subprocess.run,
            command,
            env=os.environ | environment,
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
            check=False,
        )
        assert finished.returncode == 0, f"{command}: {finished.stdout}{finished.stderr}"
        return finished.stdout


@pytest.fixture(scope="module")
async def city(new_settings: NewSettings) -> AsyncIterator[City]:
    with TemporaryDirectory(prefix="impulswerk-operations-") as name:
        folder = Path(name)
        async with EmbeddedKafka(folder / "kafka") as kafka, AsyncExitStack() as stack:
            changed = {"kafka": kafka.bootstrap_servers, "check_journal": True}
            settings = {service: (await new_settings()).model_copy(update=changed) for service in SERVICES}
            found = City(settings, kafka, folder)
            for instance in found.instances.values():
                await stack.enter_async_context(instance)
            for instance in found.instances.values():
                await instance.becomes_ready()
            yield found


@pytest.mark.servers
async def test_what_could_not_be_applied_is_handled_as_the_page_says(city: City) -> None:
    await post(city.kafka.bootstrap_servers, ("a", b"{", portal_headers()))
    await city.agrees("ideas", "SELECT count(*) FROM parked", None, 1)
    listed, shown, *_ = [
        await city.do(line.replace(" 12", " 1"))
        for line in lines(section("Records that could not be applied"))
        if " replay " not in line  # in vain: nothing was mended
    ]
    assert "ideas 1 bad" in listed
    assert "value: 1 bytes" in shown
    await city.agrees("ideas", "SELECT count(*) FROM parked", None, 0)


@pytest.mark.servers
async def test_a_database_is_restored_as_the_page_says(city: City) -> None:
    dump, restore = lines_of_blocks(section("Without stopping: one service's database"))
    await city.submit("Before the dump")
    await city.agrees("reporting", "SELECT count(*) FROM impulses", None, 1)
    for line in dump:
        await city.do(line)
    await city.submit("After the dump")
    await city.agrees("reporting", "SELECT count(*) FROM impulses", None, 2)
    printed = [await city.do(line) for line in restore]
    assert any(re.search(r"ideas: [1-9]\d* entries recovered", each) for each in printed)
    assert "0 findings" in printed[-1]
    await city.submit("After the restore")
    # The event that came after the dump was taken up again, as the page says; no number was given twice.
    await city.agrees("reporting", "SELECT count(*) FROM impulses", None, 4)
    await city.agrees("reporting", "SELECT count(DISTINCT number) FROM impulses", None, 4)


def lines_of_blocks(text: str) -> list[list[str]]:
    blocks = re.findall(r"^```console\n.*?^```$", text, re.DOTALL | re.MULTILINE)
    return [list(lines(block)) for block in blocks]


@pytest.mark.servers
async def test_a_lost_kafka_is_filled_again_as_the_page_says(city: City) -> None:
    connection = await asyncpg.connect(city.databases["ideas"])
    facts = await connection.fetchval("SELECT count(*) FROM events WHERE stream <> 'internal'")
    await connection.close()
    assert facts
    await city.kafka.kill()
    shutil.rmtree(city.kafka.data_dir / "log")
    await city.kafka.start()
    printed = await city.block(section("Kafka is lost").split("### ")[0])
    assert "identical" in printed[-1]
    await city.submit("On the new Kafka")
