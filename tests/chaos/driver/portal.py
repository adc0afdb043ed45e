"""A portal posts impulses to Kafka with a plain producer of its own; what is not acknowledged is posted again."""

import asyncio
import hmac
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic
from typing import Self

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from shared.runtime.settings import secret_bytes
from tests.chaos.driver.attempts import Impulse
from tests.chaos.driver.doors import PATIENCE_SECONDS, Doors, Stuck
from tests.e2e.topics import INTAKE, portal_event, portal_headers

POST_SECONDS = 4.0
STOP_SECONDS = 2.0
AWAY = (KafkaError, OSError, TimeoutError)


class Portal:
    """One portal with one producer, which is made anew when Kafka was away."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors
        self._producer: AIOKafkaProducer | None = None

    @classmethod
    @asynccontextmanager
    async def open(cls, doors: Doors) -> AsyncIterator[Self]:
        """Connects with the first event."""
        portal = cls(doors)
        try:
            yield portal
        finally:
            await portal._close()

    async def post_impulse(self, rng: random.Random, number: int, word: str) -> None:
        """Post one event until Kafka has it; some are posted twice."""
        mark = f"{word}{number:04d}{rng.getrandbits(24):06x}"
        reference = f"ref-{rng.getrandbits(60):015x}-1"
        impulse = Impulse(title=f"Portal {mark}", word=f"Portaltext{mark}", key="", reference=reference)
        fields: dict[str, object] = {"title": impulse.title, "text": f"{impulse.word} am Fluss."}
        if rng.random() < 0.3:
            author = rng.choice(self._doors.people("evaluator"))
            fields["own_marks"] = [self._mark(reference, author.user)]
        self._doors.attempts.impulses.append(impulse)
        value = portal_event(reference, **fields)
        for _ in range(2 if rng.random() < 0.2 else 1):
            await self._post(reference, value)
        impulse.acked = True

    async def _post(self, reference: str, value: bytes) -> None:
        end = monotonic() + PATIENCE_SECONDS
        while True:
            attempt = self._doors.attempts.begin("post", "ideas", None, reference)
            try:
                async with asyncio.timeout(POST_SECONDS):
                    producer = await self._connected()
                    await producer.send_and_wait(INTAKE, value, key=reference.encode(), headers=portal_headers())
                self._doors.attempts.end(attempt, "acked", None, "")
                return
            except AWAY as error:
                self._doors.attempts.end(attempt, "unknown", None, repr(error))
                await self._close()
            if monotonic() > end:
                raise Stuck(f"Kafka did not take the event {reference} in {PATIENCE_SECONDS:.0f} s")
            await asyncio.sleep(0.1)

    async def _connected(self) -> AIOKafkaProducer:
        if self._producer is None:
            self._producer = AIOKafkaProducer(
                bootstrap_servers=self._doors.system.bootstrap_servers, request_timeout_ms=3_000
            )
            await self._producer.start()
        return self._producer

    async def _close(self) -> None:
        producer, self._producer = self._producer, None
        if producer is None:
            return
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await producer.stop()
        except AWAY:
            await producer.client.close()

    def _mark(self, reference: str, user: str) -> str:
        key = secret_bytes(self._doors.system.settings("ideas").secrets.match)
        return hmac.digest(key, f"{reference}|demo|{user}".encode(), "sha256").hex()
