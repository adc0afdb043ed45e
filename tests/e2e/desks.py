"""The JSON APIs as the people of the city use them; what a service refuses fails the test with its answer."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Self
from uuid import uuid4

import httpx

from shared.runtime.running import RunningSystem, SignIn
from shared.runtime.settings import ServiceName
from tests.eventually import eventually

EFFECT_SECONDS = 60.0


class Desks:
    """Calls the services of one running system, each command as somebody who may give it."""

    def __init__(self, system: RunningSystem, http: httpx.AsyncClient) -> None:
        self.system = system
        self.http = http

    @classmethod
    @asynccontextmanager
    async def of(cls, system: RunningSystem) -> AsyncIterator[Self]:
        """With connections of their own."""
        async with httpx.AsyncClient(timeout=20) as http:
            yield cls(system, http)

    def people(self, role: str) -> list[SignIn]:
        """Everybody who may sign in as this."""
        return [person for person in self.system.sign_ins if person.role == role]

    def evaluators(self) -> tuple[SignIn, SignIn]:
        """Two evaluators of different units."""
        first, *others = self.people("evaluator")
        return first, next(other for other in others if other.unit != first.unit)

    async def ask(
        self,
        service: ServiceName,
        method: str,
        path: str,
        person: SignIn | None = None,
        body: object = None,
        key: str | None = None,
    ) -> httpx.Response:
        """Send a request and return whatever is answered."""
        headers = {} if person is None else {"Authorization": f"Bearer {person.token}"}
        if key is not None:
            headers["Idempotency-Key"] = key
        return await self.http.request(method, f"{self.system.url(service)}{path}", json=body, headers=headers)

    async def call(
        self,
        service: ServiceName,
        method: str,
        path: str,
        person: SignIn | None = None,
        body: object = None,
        key: str | None = None,
    ) -> Any:
        """Send a request that must succeed; returns the JSON answer, None where there is none."""
        answer = await self.ask(service, method, path, person, body, key)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    async def submit(self, title: str, text: str, **more: object) -> dict[str, Any]:
        """Hand in an impulse on behalf of a citizen; the receipt."""
        body = {"title": title, "text": text, "origin": "citizens", **more}
        receipt: dict[str, Any] = await self.call(
            "ideas", "POST", "/api/ideas/v1/impulses", self.people("coordinator")[0], body, key=str(uuid4())
        )
        return receipt

    async def screened(self) -> list[dict[str, Any]]:
        """What waits for screening."""
        return [item async for item in self.listed("ideas", "/api/ideas/v1/impulses?state=screening", "coordinator")]

    async def release(self, impulse_id: str, **body: object) -> None:
        """Release it as a coordinator."""
        path = f"/api/ideas/v1/impulses/{impulse_id}/release"
        await self.call("ideas", "POST", path, self.people("coordinator")[0], body)

    async def case_of(self, impulse_id: str, evaluator: SignIn | None = None) -> str:
        """The id of the impulse's case, as soon as the evaluator (by default the first one) finds it in the queue."""
        evaluator = evaluator or self.evaluators()[0]

        async def queued() -> str | None:
            path = f"/api/evaluation/v1/queue?impulse_id={impulse_id}"
            page = await self.call("evaluation", "GET", path, evaluator)
            return page["items"][0]["case_id"] if page["items"] else None

        found = await eventually(queued, seconds=EFFECT_SECONDS, every=0.1)
        assert found is not None
        return found

    async def claim(self, case_id: str, evaluator: SignIn) -> str:
        """Take the case over; the token of the claim."""
        claim = await self.case(case_id, "POST", "claim", evaluator, {"declaration": True})
        token: str = claim["token"]
        return token

    async def assess(self, case_id: str, evaluator: SignIn, sheet: Mapping[str, object]) -> None:
        """Claim, rate and submit."""
        token = await self.claim(case_id, evaluator)
        saved = await self.case(case_id, "PUT", "assessment", evaluator, {"token": token, **sheet})
        submission = {"token": token, "draft_version": saved["draft_version"]}
        await self.case(case_id, "POST", "submit", evaluator, submission)

    async def case(self, case_id: str, method: str, step: str, person: SignIn, body: object = None) -> Any:
        """One step of a case."""
        path = f"/api/evaluation/v1/cases/{case_id}{f'/{step}' if step else ''}"
        return await self.call("evaluation", method, path, person, body)

    async def plan(self, impulse_id: str, **plan: object) -> str:
        """Plan a measure, once implementation knows the decision; its id."""
        implementer = self.people("implementer")[0]
        key = str(uuid4())

        async def planned() -> str | None:
            answer = await self.ask(
                *("implementation", "POST", "/api/implementation/v1/measures"),
                *(implementer, {"impulse_id": impulse_id, **plan}, key),
            )
            return answer.json()["id"] if answer.status_code == httpx.codes.CREATED else None

        found = await eventually(planned, seconds=EFFECT_SECONDS, every=0.1)
        assert found is not None
        return found

    async def measure(self, measure_id: str, step: str, body: object = None) -> None:
        """One step of a measure."""
        path = f"/api/implementation/v1/measures/{measure_id}/{step}"
        await self.call("implementation", "POST", path, self.people("implementer")[0], body)

    async def public(self, reference: str) -> dict[str, Any] | None:
        """What the public API says about an impulse, None while it says nothing."""
        answer = await self.ask("reporting", "GET", f"/api/v1/impulses/{reference}")
        if answer.status_code == httpx.codes.NOT_FOUND:
            return None
        assert answer.is_success, answer.text
        told: dict[str, Any] = answer.json()
        return told

    async def shown_as(self, reference: str, status: str) -> dict[str, Any]:
        """What the public API says about an impulse, as soon as it has this status."""

        async def shown() -> dict[str, Any] | None:
            told = await self.public(reference)
            return told if told is not None and told["status"] == status else None

        found = await eventually(shown, seconds=EFFECT_SECONDS, every=0.05)
        assert found is not None
        return found

    async def total(self) -> int:
        """How many impulses the public may read."""
        page = await self.call("reporting", "GET", "/api/v1/impulses")
        total: int = page["total"]
        return total

    async def listed(self, service: ServiceName, path: str, role: str | None = None) -> AsyncIterator[dict[str, Any]]:
        """Every item of a list, page by page."""
        person = None if role is None else self.people(role)[0]
        start = f"{path}{'&' if '?' in path else '?'}"
        cursor = ""
        while True:
            page = await self.call(service, "GET", f"{start}cursor={cursor}" if cursor else path, person)
            for item in page["items"]:
                yield item
            if page["next"] is None:
                return
            cursor = page["next"]
