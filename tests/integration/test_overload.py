"""A database that does not answer, and more requests than can be served: everybody gets an answer soon, nobody hangs."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from hashlib import sha256
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import httpx
import orjson
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from deploy.local.ports import free_port
from services.ideas.main import ideas_app
from services.reporting.main import application
from shared.runtime.settings import Settings
from tests.chaos.proxy import Proxy
from tests.conftest import NewSettings
from tests.eventually import eventually

pytestmark = pytest.mark.servers

ANSWERED_WITHIN = 3.0
AT_ONCE = 0.5
API = "/api/ideas/v1/impulses"
SUBMISSION = {"title": "Mehr Schatten", "text": "Der Spielplatz ist zu heiß.", "origin": "citizens"}
COORDINATOR = {"Authorization": "Bearer token-coordinator"}
PORTAL = httpx.BasicAuth("ideenportal", "a-secret")
PAGE = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}


class Running:
    """Ideas behind a network to its database that can break."""

    def __init__(self, app: FastAPI, client: httpx.AsyncClient, network: Proxy) -> None:
        self.app = app
        self.client = client
        self.network = network

    async def hand_in(self, key: str | None = None, **more: Any) -> httpx.Response:
        given: dict[str, Any] = {"headers": COORDINATOR} | more
        headers = given.pop("headers") | {"Idempotency-Key": key or uuid4().hex}
        return await self.client.post(API, json=SUBMISSION, headers=headers, **given)

    async def is_full(self) -> bool:
        full: bool = self.app.state.requests_at_once.full
        return full

    async def portal_has_all_its_places(self) -> bool:
        return bool(self.app.state.portals_at_once.now["ideenportal"] == 4)

    async def number_of_impulses(self) -> int:
        found: int = await self.app.state.pool.fetchval("SELECT count(*) FROM impulses")
        return found

    @asynccontextmanager
    async def broken(self, mode: Any) -> AsyncIterator[None]:
        await self.network.turn(mode)
        try:
            yield
        finally:
            await self.network.turn("open")


@asynccontextmanager
async def network_to(settings: Settings) -> AsyncIterator[tuple[Proxy, Settings]]:
    """The settings with a way to the database that can break."""
    parts = urlsplit(settings.database_url.get_secret_value())
    assert parts.port
    network = Proxy(free_port(), parts.port)
    address = parts._replace(netloc=parts.netloc.replace(f":{parts.port}", f":{network.port}"))
    await network.start()
    try:
        yield network, settings.model_copy(update={"database_url": SecretStr(urlunsplit(address))})
    finally:
        await network.stop()


@asynccontextmanager
async def served(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8081") as client,
    ):
        yield client


@asynccontextmanager
async def ideas(settings: Settings, folder: Path, **changed: Any) -> AsyncIterator[Running]:
    people, portals = folder / f"people-{uuid4()}.json", folder / f"portals-{uuid4()}.json"
    people.write_bytes(
        orjson.dumps(
            [{"role": "coordinator", "user": "c", "name": "C", "unit": "hauptamt", "token": "token-coordinator"}]
        )
    )
    portals.write_bytes(orjson.dumps({"ideenportal": sha256(b"a-secret").hexdigest()}))
    async with network_to(settings) as (network, changed_settings):
        app = ideas_app(changed_settings.model_copy(update={"demo_sign_ins": people, "portals": portals} | changed))
        async with served(app) as client:
            yield Running(app, client, network)


@pytest.fixture(scope="module")
async def running(
    settings_on_own_kafka: NewSettings, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Running]:
    async with ideas(await settings_on_own_kafka(), tmp_path_factory.mktemp("ideas")) as found:
        yield found


@pytest.fixture(scope="module")
async def small(settings_on_own_kafka: NewSettings, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """Works on eight requests at once, four of them from one portal."""
    folder = tmp_path_factory.mktemp("small")
    async with ideas(await settings_on_own_kafka(), folder, requests_at_once=8, requests_per_portal=4) as found:
        yield found


async def timed(request: Awaitable[httpx.Response]) -> tuple[float, httpx.Response]:
    begin = monotonic()
    response = await request
    return monotonic() - begin, response


def form_of(page: httpx.Response) -> dict[str, str]:
    text = page.text
    return {name: text.split(f'name="{name}"')[1].split('value="')[1].split('"')[0] for name in ("form_token", "key")}


@pytest.mark.parametrize("mode", ["silent", "mute"])
async def test_while_the_database_does_not_answer_every_request_is_answered_in_time(
    running: Running, mode: str
) -> None:
    client = running.client
    form = form_of(await client.get("/einreichen", headers=PAGE)) | SUBMISSION
    async with running.broken(mode):
        outcomes = await asyncio.gather(
            *(timed(running.hand_in()) for _ in range(30)),
            timed(client.post("/einreichen", data=form, headers=PAGE)),
            timed(client.get(API, headers=COORDINATOR)),
            timed(client.post(f"{API}/{uuid4()}/release", json={}, headers=COORDINATOR)),
            timed(client.post(f"{API}/{uuid4()}/inadmissible", json={"reason": "x"}, headers=COORDINATOR)),
        )
    assert [response.status_code for _, response in outcomes] == [503] * len(outcomes)
    assert all("retry-after" in response.headers for _, response in outcomes)
    assert max(seconds for seconds, _ in outcomes) < ANSWERED_WITHIN
    assert (await running.hand_in()).status_code == 201


async def test_an_outcome_that_nobody_heard_of_is_settled_by_the_key(running: Running) -> None:
    key, before = uuid4().hex, await running.number_of_impulses()
    async with running.broken("mute"):
        assert (await running.hand_in(key)).status_code == 503
    first, again = await running.hand_in(key), await running.hand_in(key)
    assert (first.status_code, again.json()) == (201, first.json())
    assert await running.number_of_impulses() == before + 1


async def test_pages_of_reporting_are_answered_in_time_too(settings_on_own_kafka: NewSettings) -> None:
    async with (
        network_to(await settings_on_own_kafka()) as (network, settings),
        served(application(settings)) as client,
    ):
        await network.turn("silent")
        outcomes = await asyncio.gather(
            *(timed(client.get(path, headers=PAGE)) for path in ("/impulse", "/api/v1/impulses") * 10)
        )
        await network.turn("open")
    assert {response.status_code for _, response in outcomes} == {503}
    assert max(seconds for seconds, _ in outcomes) < ANSWERED_WITHIN


async def test_more_than_can_be_served_are_refused_at_once(small: Running) -> None:
    async with small.broken("silent"):
        waiting = [asyncio.create_task(small.hand_in()) for _ in range(8)]
        await eventually(small.is_full)
        seconds, refused = await timed(small.hand_in())
        page = await small.client.get("/einreichen", headers=PAGE)
        others = [await small.client.get(path) for path in ("/health/live", "/metrics", "/static/unknown.css")]
        outcomes = await asyncio.gather(*waiting)
    assert seconds < AT_ONCE
    assert (refused.status_code, refused.json()["code"]) == (503, "request.overloaded")
    assert "retry-after" in refused.headers
    assert page.status_code == 503
    assert page.headers["content-type"].startswith("text/html")
    assert [other.status_code for other in others] == [200, 200, 404]
    assert {outcome.json()["code"] for outcome in outcomes} == {"database.unavailable"}
    assert (await small.hand_in()).status_code == 201


async def test_one_portal_leaves_room_for_the_others(small: Running) -> None:
    async with small.broken("silent"):
        waiting = [asyncio.create_task(small.hand_in(headers={}, auth=PORTAL)) for _ in range(4)]
        await eventually(small.portal_has_all_its_places)
        seconds, refused = await timed(small.hand_in(headers={}, auth=PORTAL))
        staff = asyncio.create_task(small.hand_in())
        outcomes = await asyncio.gather(*waiting, staff)
    assert seconds < AT_ONCE
    assert (refused.status_code, refused.json()["code"]) == (429, "request.too_many_at_once")
    assert "retry-after" in refused.headers
    assert {outcome.status_code for outcome in outcomes} == {503}
    assert (await small.hand_in(headers={}, auth=PORTAL)).status_code == 201


async def test_who_sends_slowly_takes_nobodys_place(small: Running) -> None:
    begun = asyncio.Semaphore(0)

    async def endless() -> AsyncIterator[bytes]:
        yield b"{"
        begun.release()
        await asyncio.Event().wait()

    slow = [
        asyncio.create_task(
            small.client.post(API, content=endless(), headers=COORDINATOR | {"Idempotency-Key": uuid4().hex})
        )
        for _ in range(9)
    ]
    for _ in slow:
        await begun.acquire()
    assert (await small.hand_in()).status_code == 201
    for each in slow:
        each.cancel()
    await asyncio.gather(*slow, return_exceptions=True)
