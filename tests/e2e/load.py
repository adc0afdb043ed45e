"""People who hand in and release impulses without a pause, whatever happens to the product meanwhile."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic
from typing import Any, Self
from uuid import uuid4

import httpx

from shared.runtime.running import RunningSystem, SignIn
from tests.eventually import eventually

PATIENCE_SECONDS = 90.0
PAUSE_SECONDS = 0.05
PEOPLE = 4


class Load:
    """Each person hands in an impulse and releases it, then the next; what fails is sent again with the same key.

    `released` are the receipts of everything that was acknowledged to the end.
    """

    def __init__(self, system: RunningSystem, http: httpx.AsyncClient) -> None:
        self.word = f"Lastprobe{uuid4().hex[:8]}"
        self.released: list[dict[str, Any]] = []
        self.troubles = 0
        self._ideas = system.url("ideas")
        self._coordinator = system.sign_in("coordinator")
        self._http = http
        self._going_on = True

    @classmethod
    @asynccontextmanager
    async def on(cls, system: RunningSystem) -> AsyncIterator[Self]:
        """Goes on until the block ends, then finishes what was begun."""
        async with httpx.AsyncClient(timeout=10) as http, asyncio.TaskGroup() as people:
            load = cls(system, http)
            for _ in range(PEOPLE):
                people.create_task(load._work())
            try:
                yield load
            finally:
                load._going_on = False

    async def goes_on(self, more: int) -> None:
        """Wait until so many more were acknowledged than now."""
        wanted = len(self.released) + more

        async def acknowledged() -> bool:
            return len(self.released) >= wanted

        await eventually(acknowledged, seconds=PATIENCE_SECONDS)

    async def _work(self) -> None:
        while self._going_on:
            body = {"title": f"{self.word} {uuid4().hex}", "text": "Mehr Bänke am Fluss.", "origin": "citizens"}
            receipt = (await self._insist("/api/ideas/v1/impulses", self._coordinator, body)).json()
            await self._insist(f"/api/ideas/v1/impulses/{receipt['id']}/release", self._coordinator, {})
            self.released.append(receipt | {"title": body["title"]})

    async def _insist(self, path: str, person: SignIn, body: object) -> httpx.Response:
        """Send it again with the same key until it is acknowledged; only a refusal for good is an error."""
        headers = {"Authorization": f"Bearer {person.token}", "Idempotency-Key": str(uuid4())}
        end = monotonic() + PATIENCE_SECONDS
        while True:
            try:
                answer = await self._http.post(f"{self._ideas}{path}", json=body, headers=headers)
                if answer.is_success:
                    return answer
                trouble = f"{answer.status_code} {answer.text}"
                assert answer.is_server_error, trouble
                assert answer.status_code == httpx.codes.SERVICE_UNAVAILABLE, trouble
            except httpx.TransportError as error:
                trouble = repr(error)
            self.troubles += 1
            assert monotonic() < end, f"not acknowledged within {PATIENCE_SECONDS} s: {trouble}"
            await asyncio.sleep(PAUSE_SECONDS)
