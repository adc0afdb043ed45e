"""The product's HTTP doors as its clients use them: every call is in the ledger, unknown outcomes are settled by the key."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic
from typing import Any, Self

import httpx

from deploy.local.sign_ins import SignIn
from shared.runtime.settings import ServiceName
from tests.chaos.driver.attempts import Attempt, Attempts, Outcome
from tests.chaos.system import System

PATIENCE_SECONDS = 60.0
GIVE_UP_SECONDS = 20.0
FAILURE_CODE = "internal.failure"


class Stuck(Exception):
    """A command was not settled within the patience of the driver."""


class Answer:
    """How a command ended: acked or refused; `data` is the JSON answer."""

    def __init__(self, attempt: Attempt, data: Any) -> None:
        self.acked = attempt.outcome == "acked"
        self.status = attempt.status or 0
        self.data = data

    @property
    def code(self) -> str:
        """The stable code of a refusal."""
        return str(self.data.get("code", "")) if isinstance(self.data, dict) else ""


class Doors:
    """Sends commands until they are settled."""

    def __init__(self, system: System, attempts: Attempts, http: httpx.AsyncClient) -> None:
        self.system = system
        self.attempts = attempts
        self._http = http
        self._people = {person.user: person for person in system.people}

    @classmethod
    @asynccontextmanager
    async def of(cls, system: System, attempts: Attempts) -> AsyncIterator[Self]:
        """With connections of its own."""
        limits = httpx.Limits(max_connections=200, max_keepalive_connections=40)
        async with httpx.AsyncClient(timeout=GIVE_UP_SECONDS, limits=limits) as http:
            yield cls(system, attempts, http)

    def people(self, role: str, prefix: str = "") -> list[SignIn]:
        """Everybody of a role whose user name begins so."""
        return [person for person in self.system.people if person.role == role and person.user.startswith(prefix)]

    async def settle(
        self,
        command: str,
        service: ServiceName,
        method: str,
        path: str,
        person: SignIn,
        body: object = None,
        key: str | None = None,
        about: str = "",
    ) -> Answer:
        """Send it until it is acknowledged or refused for good. Raises: Stuck."""
        end = monotonic() + PATIENCE_SECONDS
        while True:
            attempt, data = await self.once(command, service, method, path, person, body, key, about)
            if attempt.outcome != "unknown":
                return Answer(attempt, data)
            if monotonic() > end:
                raise Stuck(f"{command} about {about} was not settled in {PATIENCE_SECONDS:.0f} s: {attempt.said}")
            await asyncio.sleep(0.05 + random.random() * 0.15)

    async def once(
        self,
        command: str,
        service: ServiceName,
        method: str,
        path: str,
        person: SignIn | None,
        body: object = None,
        key: str | None = None,
        about: str = "",
    ) -> tuple[Attempt, Any]:
        """Send it once."""
        headers = {} if person is None else {"Authorization": f"Bearer {person.token}"}
        if key is not None:
            headers["Idempotency-Key"] = key
        attempt = self.attempts.begin(command, service, key, about)
        url = f"{self.system.services[service].url}{path}"
        try:
            answer = await self._http.request(method, url, json=body, headers=headers)
        except httpx.HTTPError as error:
            self.attempts.end(attempt, "unknown", None, repr(error))
            return attempt, None
        self.attempts.end(attempt, _outcome(answer), answer.status_code, answer.text)
        if answer.status_code == httpx.codes.INTERNAL_SERVER_ERROR:
            self.attempts.problem(f"I7 {service} answered 500 to {command}: {answer.text[:200]}")
        return attempt, _json(answer)


def _outcome(answer: httpx.Response) -> Outcome:
    if answer.is_success:
        return "acked"
    if answer.is_server_error or answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
        return "unknown"
    return "refused"


def _json(answer: httpx.Response) -> Any:
    if not answer.content or "json" not in answer.headers.get("content-type", ""):
        return None
    return answer.json()
