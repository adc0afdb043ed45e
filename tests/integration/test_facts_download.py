"""The public download on real servers: it has what is decided and public, a stranger can prove it, and nothing else is in it."""

import asyncio
import gzip
import random
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import orjson
import pytest
import uvicorn
from fastapi import FastAPI
from typer.testing import CliRunner
from uuid6 import uuid7

from deploy.cli import app as command
from deploy.local.ports import free_port
from services.reporting.facts_download.keeping import is_due
from services.reporting.facts_download.making import LOCK, Made, MakingRunning, make_download
from services.reporting.facts_download.reading import NoCheckpointYet
from services.reporting.storage import MIGRATIONS
from shared.contracts.facts import (
    CaseReopened,
    CatalogueActivated,
    DecisionPublished,
    Fact,
    ImpulseAbsorbed,
    ImpulseInadmissible,
    ImpulseReceived,
    MeasureLinked,
    SubmittedToCouncil,
    VisibilityChanged,
)
from shared.contracts.facts import ImpulseSupported as Supported
from shared.contracts.facts_file import DOWNLOAD_PATH
from shared.messaging.checkpoints import make_due_checkpoint
from shared.messaging.public_facts import SERVICES
from shared.messaging.relay import Relay
from shared.messaging.required_topics import RequiredTopics
from shared.messaging.service import JOURNAL, prepare_database
from shared.messaging.signing import Signer
from shared.messaging.slots import ALL_SLOTS
from shared.messaging.topics import create_topics
from shared.messaging.transactions import Transactions
from shared.runtime.database import open_pool
from shared.runtime.settings import ServiceName, Settings, secret_bytes
from shared.web.app import create_app
from shared.web.checkpoint_lists import checkpoint_lists
from shared.web.health import Readiness
from tests.conftest import NewSettings
from tests.eventually import eventually
from tests.histories import History, random_history
from tests.integration.reporting_site import Site, reporting_site

pytestmark = pytest.mark.servers

WRITER_OF = {"impulse": "ideas", "assessment": "evaluation", "measure": "implementation"}
NO_WAIT = timedelta(0)


class Writer:
    """The journal of a service with its relay, and its lists on a port of its own."""

    def __init__(self, service: ServiceName, settings: Settings, pool: asyncpg.Pool) -> None:
        self.service: ServiceName = service
        self.settings = settings
        self.pool = pool
        self.signer = Signer(secret_bytes(settings.secrets.checkpoint))
        self._transactions = Transactions(pool, service, lambda: None)

    async def record(self, *facts: Fact) -> None:
        async with self._transactions.begin() as work:
            for fact in facts:
                work.record(fact)

    async def checkpoint(self, lists_hours: float = 1) -> None:
        async with self._transactions.begin() as work:
            work.record_internal("secret", "told", {})
            await make_due_checkpoint(self.service, work, self.signer, 0, lists_hours)

    async def relayed(self) -> None:
        async def nothing_waits() -> bool:
            return not await self.pool.fetchval("SELECT EXISTS (SELECT FROM outbox)")

        relay = asyncio.create_task(
            Relay(self.settings, RequiredTopics(self.service, self.settings, []), ALL_SLOTS).run()
        )
        try:
            await eventually(nothing_waits)
        finally:
            relay.cancel()
            await asyncio.gather(relay, return_exceptions=True)

    def app(self) -> FastAPI:
        app = create_app(
            title="Listen",
            service=self.service,
            settings=self.settings,
            routers=[checkpoint_lists(self.service)],
            live=lambda: True,
            ready=ready,
        )
        app.state.transactions = self._transactions
        return app


async def ready() -> Readiness:
    return Readiness({})


@asynccontextmanager
async def served(app: FastAPI, port: int) -> AsyncIterator[None]:
    server = uvicorn.Server(uvicorn.Config(app, port=port, lifespan="off", log_config=None, ws="none"))
    task = asyncio.create_task(server.serve())

    async def started() -> bool:
        return server.started

    try:
        await eventually(started)
        yield
    finally:
        server.should_exit = True
        await task


@dataclass(frozen=True)
class City:
    """Three journals with 40 lives, reporting with its views, all of it on HTTP."""

    writers: dict[ServiceName, Writer]
    site: Site
    settings: Settings
    address: str
    history: History

    async def told(self, *facts: Fact) -> None:
        for service in self.writers.values():
            own = [fact for fact in facts if WRITER_OF[fact.event_type.split(".")[2]] == service.service]
            if own:
                await service.record(*own)

    async def published(self) -> Made:
        for writer in self.writers.values():
            await writer.relayed()
        return await make_download(self.settings, lambda done, total: None, NO_WAIT)

    async def lines(self) -> list[dict[str, Any]]:
        answer = await self.site.caller.get(DOWNLOAD_PATH)
        assert answer.status_code == 200, answer.text
        return [orjson.loads(line) for line in gzip.decompress(answer.content).splitlines()]

    async def subjects(self) -> set[str]:
        return {line["subject"] for line in (await self.lines())[1:]} - set(SERVICES)

    async def verify(self, *arguments: str) -> tuple[int, str]:
        result = await asyncio.to_thread(CliRunner().invoke, command, ["journal", "verify-public", *arguments])
        return result.exit_code, result.output

    @property
    def keys(self) -> list[str]:
        return [f"--public-key={writer.signer.public_key.hex()}" for writer in self.writers.values()]


def facts_of(history: History) -> list[Fact]:
    return [what for _, what in history.published if isinstance(what, Fact)]


def visibilities(facts: Sequence[Fact]) -> dict[str, str]:
    """Who may see each impulse in the end."""
    return {fact.subject: fact.visibility for fact in facts if isinstance(fact, ImpulseReceived | VisibilityChanged)}


CATALOGUE = CatalogueActivated(
    catalogue_id="small", catalogue_version="1.0.0", sha256="0" * 64, catalogue={"id": "small"}
)


@pytest.fixture(scope="module")
async def city(settings_on_own_kafka: NewSettings, own_kafka: str) -> AsyncIterator[City]:
    await create_topics(own_kafka, 3)
    ports = {name: free_port() for name in ("ideas", "evaluation", "implementation", "reporting")}
    links = {f"links_{name}": f"http://127.0.0.1:{port}" for name, port in ports.items()}
    async with AsyncExitStack() as stack:
        writers: dict[ServiceName, Writer] = {}
        for service in SERVICES.values():
            settings = (await settings_on_own_kafka()).model_copy(update=links)
            await prepare_database(settings, JOURNAL)
            pool = await open_pool(settings)
            stack.push_async_callback(pool.close)
            writers[service] = Writer(service, settings, pool)
            await stack.enter_async_context(served(writers[service].app(), ports[service]))
        settings = (await settings_on_own_kafka()).model_copy(update=links)
        await prepare_database(settings, *MIGRATIONS)
        site = await stack.enter_async_context(reporting_site(settings))
        await stack.enter_async_context(served(site.app, ports["reporting"]))
        history = random_history(40, random.Random(11))
        made = City(writers, site, settings, links["links_reporting"], history)
        await site.project(history)
        await made.told(CATALOGUE, *facts_of(history))
        yield made


async def test_nothing_is_published_that_cannot_be_proved(city: City) -> None:
    with pytest.raises(NoCheckpointYet, match="ideas"):
        await city.published()
    answer = await city.site.caller.get(DOWNLOAD_PATH, headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert "Die Datei mit den Fakten gibt es gerade nicht." in answer.text
    assert await is_due(city.site.pool, city.settings)


async def test_the_download_has_all_facts_of_what_is_public_and_decided_and_of_nothing_else(city: City) -> None:
    for writer in city.writers.values():
        await writer.checkpoint()
    made = await city.published()
    facts = facts_of(city.history)
    public = {subject for subject, visibility in visibilities(facts).items() if visibility == "public"}
    ended = {fact.subject for fact in facts if isinstance(fact, DecisionPublished | ImpulseInadmissible)}
    # In these histories nothing of the kind is followed by a decision, and nobody knows the impulse that was absorbed.
    under_way = {
        fact.subject for fact in facts if isinstance(fact, CaseReopened | SubmittedToCouncil | ImpulseAbsorbed)
    }
    assert public - ended
    assert ended - public
    assert public & ended & under_way
    ended -= under_way
    assert await city.subjects() == (public & ended) | {"small"}
    head, *lines = await city.lines()
    told = [fact for fact in facts if fact.subject in public & ended]
    assert sorted(line["type"] for line in lines if line["subject"] in public) == sorted(
        fact.event_type for fact in told
    )
    assert (head["impulses"], head["facts"]) == (made.impulses, made.facts) == (len(public & ended), len(lines))
    assert made.broken == 0
    assert not await is_due(city.site.pool, city.settings)


async def test_a_stranger_proves_it_from_the_addresses_alone(city: City) -> None:
    code, output = await city.verify("--site", city.address)
    assert code == 0, output
    assert "ideas: the site names the key" in output
    assert "implementation: checkpoint 1 of" in output
    assert "0 findings" in output


async def files(city: City, folder: Path) -> tuple[Path, list[str]]:
    """The download and the lists as files, with the options that name them."""
    download = folder / "fakten.jsonl.gz"
    download.write_bytes((await city.site.caller.get(DOWNLOAD_PATH)).content)
    options = []
    async with httpx.AsyncClient() as caller:
        for service, proof in (await city.lines())[0]["checkpoints"].items():
            path = folder / f"{service}.csv"
            path.write_bytes((await caller.get(proof["heads"])).content)
            options.append(f"--heads={service}={path}")
    return download, options


def rewrite(download: Path, lines: Sequence[bytes]) -> None:
    download.write_bytes(gzip.compress(b"".join(lines)))


async def test_a_stranger_proves_it_from_files_and_sees_what_was_changed(city: City, tmp_path: Path) -> None:
    download, lists = await files(city, tmp_path)
    code, output = await city.verify(str(download), *lists, *city.keys)
    assert code == 0, output
    lines = gzip.decompress(download.read_bytes()).splitlines(keepends=True)
    edited = next(number for number, line in enumerate(lines) if b'"decision":"accepted"' in line)
    rewrite(
        download,
        [*lines[:edited], lines[edited].replace(b'"accepted"', b'"rejected"'), *lines[edited + 1 :]],
    )
    code, output = await city.verify(str(download), *lists, *city.keys)
    fact = orjson.loads(lines[edited])
    assert code == 1
    assert f"changed: {fact['topic']} {fact['subject']} {fact['sequence']}: edited" in output
    rewrite(download, lines[:-1])
    code, output = await city.verify(str(download), *lists, *city.keys)
    assert code == 1
    download.write_bytes(download.read_bytes()[:-20])
    assert await city.verify(str(download), *lists, *city.keys) == (1, "unreadable: the file is cut, or no gzip file\n")


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("--public-key", "00" * 32), 2, "no list of ideas"),
        (("--site", "http://127.0.0.1:9"), 2, "cannot be verified"),
    ],
)
async def test_what_is_not_given_is_named(
    city: City, tmp_path: Path, arguments: tuple[str, ...], code: int, says: str
) -> None:
    download, _ = await files(city, tmp_path)
    given = arguments if "--site" in arguments else (str(download), *arguments)
    found, output = await city.verify(*given)
    assert found == code
    assert says in output


async def test_the_file_is_sent_with_a_tag_and_a_dated_name(city: City) -> None:
    answer = await city.site.caller.get(DOWNLOAD_PATH, headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in answer.headers
    assert answer.headers["content-type"] == "application/gzip"
    assert answer.headers["cache-control"] == "no-cache"
    assert len(answer.content) == int(answer.headers["content-length"])
    assert "impulswerk-fakten-20" in answer.headers["content-disposition"]
    again = await city.site.caller.get(DOWNLOAD_PATH, headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def a_subject(city: City) -> UUID:
    """An impulse in the file."""
    return UUID(min(await city.subjects() - {CATALOGUE.catalogue_id}))


async def test_facts_behind_the_checkpoint_are_young_and_an_old_list_still_proves_the_file(city: City) -> None:
    await city.told(Supported(impulse_id=await a_subject(city), count=3))
    await city.published()
    await city.writers["ideas"].checkpoint()
    code, output = await city.verify("--site", city.address)
    assert code == 0, output
    assert "ideas: checkpoint 1 of" in output
    assert "1 more are younger" in output
    await city.published()
    code, output = await city.verify("--site", city.address)
    assert code == 0, output
    assert "ideas: checkpoint 2 of" in output
    assert "0 more are younger" in output


async def test_what_is_not_whole_on_kafka_is_left_out_and_counted(city: City) -> None:
    whole = await city.subjects()
    decided = await a_subject(city)
    await city.told(Supported(impulse_id=decided, count=4))
    await city.writers["ideas"].pool.execute(
        """UPDATE outbox SET headers = (headers::jsonb || '{"ce_sequence": "99"}')::json WHERE key = $1""", str(decided)
    )
    assert (await city.published()).broken == 1
    assert await city.subjects() == whole - {str(decided)}
    code, output = await city.verify("--site", city.address)
    assert code == 0, output


async def test_no_fact_names_an_impulse_that_the_public_may_not_read(city: City) -> None:
    seen_by = visibilities(facts_of(city.history))
    hidden = next(UUID(subject) for subject, visibility in seen_by.items() if visibility != "public")
    whole, linked = await city.subjects(), await a_subject(city)
    await city.told(MeasureLinked(impulse_id=linked, measure_id=uuid7(), other=hidden))
    assert (await city.published()).broken == 1
    assert await city.subjects() == whole - {str(linked)}
    assert str(hidden) not in str(await city.lines())


async def test_an_impulse_that_is_no_longer_public_takes_the_file_away(city: City) -> None:
    assert not await is_due(city.site.pool, city.settings)
    shown = await a_subject(city)
    await city.site.pool.execute("UPDATE impulses SET visibility = 'internal' WHERE impulse_id = $1", shown)
    assert await is_due(city.site.pool, city.settings)
    assert (await city.site.caller.get(DOWNLOAD_PATH)).status_code == 404
    await city.published()
    assert str(shown) not in str(await city.lines())
    assert not await is_due(city.site.pool, city.settings)
    await city.site.pool.execute("UPDATE impulses SET visibility = 'public' WHERE impulse_id = $1", shown)


async def test_one_makes_it_at_a_time(city: City) -> None:
    async with city.site.pool.acquire() as another, another.transaction():
        await another.execute("SELECT pg_advisory_xact_lock($1)", LOCK)
        with pytest.raises(MakingRunning):
            await city.published()
    await city.published()


async def test_an_operator_makes_it_at_once(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "KAFKA": city.settings.kafka,
        "DATABASE_URL_REPORTING": city.settings.database_url.get_secret_value(),
        "SECRETS_FILE": str(city.settings.secrets_file),
        **{f"LINKS_{service.upper()}": getattr(city.settings, f"links_{service}") for service in SERVICES},
    }.items():
        monkeypatch.setenv(f"IMPULSWERK_{name}", value)

    async def made() -> str:
        result = await asyncio.to_thread(CliRunner().invoke, command, ["reporting", "publish-facts"])
        return result.output if result.exit_code == 0 else ""

    # The last checkpoint must have been on Kafka for some seconds.
    assert re.search(r"\d+ facts of \d+ impulses, \d+ bytes", await eventually(made))
    code, output = await city.verify("--site", city.address)
    assert code == 0, output


async def test_lists_are_open_to_all_and_kept_for_their_time(city: City) -> None:
    ideas = city.writers["ideas"]
    base = f"{city.settings.links_ideas}/api/ideas/v1/checkpoints"
    async with httpx.AsyncClient() as caller:
        latest = (await caller.get(f"{base}/latest")).json()
        assert latest["public_key"] == ideas.signer.public_key.hex()
        found = await caller.get(latest["heads"])
        assert found.headers["access-control-allow-origin"] == "*"
        assert "immutable" in found.headers["cache-control"]
        assert len(found.text.splitlines()) == latest["aggregates"] + 1
        again = await caller.get(latest["heads"], headers={"If-None-Match": found.headers["etag"]})
        assert again.status_code == 304
        first = await caller.get(f"{base}/1/heads.csv")
        await ideas.checkpoint()
        assert (await caller.get(f"{base}/1/heads.csv")).text == first.text
        await ideas.checkpoint(lists_hours=0)
        gone = await caller.get(f"{base}/1/heads.csv")
        assert (gone.status_code, gone.json()["code"]) == (404, "journal.checkpoint_unknown")
        assert await ideas.pool.fetchval("SELECT count(*) FROM checkpoints") == 2
        assert (await caller.get(latest["heads"])).status_code == 404
        assert (await caller.get(f"{base}/{latest['number'] + 1}/heads.csv")).status_code == 200
