"""Requests that are too large, and many at the same moment."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from uuid import UUID

import asyncpg
import httpx

from shared.contracts.facts import ImpulseSupported
from shared.runtime.database import DATABASE_ERRORS
from shared.runtime.settings import SERVICES
from tests.chaos.driver import case_work
from tests.chaos.driver.citizens import SUBMIT
from tests.chaos.driver.doors import Answer
from tests.chaos.faults.fault import Fault, more_acked
from tests.chaos.faults.open_case import an_open_case
from tests.chaos.stage import Stage
from tests.chaos.writing import a_released_impulse, journaled

TOO_LARGE = 1024 * 1024 + 1
LARGEST_RECORD = 900_000
OVERTAKEN_SECONDS = 4.0


class OversizedRequest(Fault):
    """More than 1 MiB is answered 413, declared or in pieces; the outbox takes no record that Kafka would refuse."""

    name = "oversized request"
    row = "oversized request"

    async def run(self, stage: Stage) -> None:
        coordinator = stage.driver.doors.people("coordinator")[0]
        headers = {"Authorization": f"Bearer {coordinator.token}", "Content-Type": "application/json"}
        async with httpx.AsyncClient(timeout=20) as http:
            for service in SERVICES:
                url = f"{stage.system.services[service].url}{SUBMIT}"
                for body in (b"x" * TOO_LARGE, _in_pieces()):
                    try:
                        answer = await http.post(url, content=body, headers=headers)
                    except httpx.HTTPError as error:
                        if stage.alone:
                            stage.problem(f"I7 {service} did not answer a request that is too large: {error!r}")
                        continue
                    expected = {413} if service == "ideas" else {413, 404}
                    if answer.status_code not in expected and (stage.alone or not answer.is_server_error):
                        stage.problem(f"I7 {service} answered {answer.status_code} to a request that is too large")
        await self._outbox_refuses(stage)
        await more_acked(stage, 10)

    async def _outbox_refuses(self, stage: Stage) -> None:
        try:
            connection = await stage.system.connect("ideas")
        except DATABASE_ERRORS:
            return
        try:
            await connection.execute(
                "INSERT INTO outbox (topic, key, partition_key, headers, value) VALUES ('t', 'k', 'k', '{}', $1)",
                bytes(LARGEST_RECORD + 1),
            )
            stage.problem("I6 the outbox took a record that Kafka refuses")
        except asyncpg.CheckViolationError:
            pass
        except DATABASE_ERRORS:
            return
        finally:
            await connection.close()


async def _in_pieces() -> AsyncIterator[bytes]:
    for _ in range(17):
        yield b"x" * 65_536


class Race(Fault):
    """Many claim the same case at the same moment, then many decide it: as many winners as places, the others 409.

    Meanwhile one transaction is overtaken: it has its place in the outbox before many others, and commits after them.
    """

    name = "race"
    row = "1,000 parallel claims / decisions"

    def __init__(self, rng: random.Random) -> None:
        super().__init__(rng)
        self.rounds = 3
        self.deciders = 40

    def told(self) -> str:
        return f"{self.rounds} x 48 claims, {self.rounds} x {self.deciders} decisions"

    async def run(self, stage: Stage) -> None:
        overtaken = asyncio.create_task(self._overtaken(stage))
        for _ in range(self.rounds):
            await self._one(stage)
        await overtaken

    async def _overtaken(self, stage: Stage) -> None:
        impulse = await a_released_impulse(stage, set())
        fact = ImpulseSupported(impulse_id=UUID(impulse.id or ""), count=1)
        await journaled(stage, [fact], keep_back=False, before_commit=lambda: more_acked(stage, 20, OVERTAKEN_SECONDS))

    async def _one(self, stage: Stage) -> None:
        doors = stage.driver.doors
        impulse = await an_open_case(stage, self.rng, "full")
        racers = doors.people("evaluator", "racer")
        claims = await asyncio.gather(
            *(
                case_work.case_step(doors, self.rng, impulse, racer, "POST", "claim", {"declaration": True})
                for racer in racers
            )
        )
        winners = [(racer, claim) for racer, claim in zip(racers, claims, strict=True) if claim.acked]
        impulse.claims = len(winners)
        _expect(stage, "claims", claims, 2)
        for racer, claim in winners:
            held = {"token": claim.data["token"]}
            saved = await case_work.case_step(
                doors, self.rng, impulse, racer, "PUT", "assessment", held | case_work.sheet(self.rng, "full")
            )
            version = {"draft_version": saved.data["draft_version"]} if saved.acked else {"draft_version": 0}
            sent = await case_work.case_step(doors, self.rng, impulse, racer, "POST", "submit", held | version)
            if sent.acked:
                impulse.submitted.add(racer.user)
        deciders = doors.people("decider")
        body = {"decision": "accepted", "reasons": f"Begründung zu {impulse.word}."}
        decisions = await asyncio.gather(
            *(
                case_work.case_step(doors, self.rng, impulse, deciders[turn % len(deciders)], "POST", "decision", body)
                for turn in range(self.deciders)
            )
        )
        impulse.decided = any(decision.acked for decision in decisions)
        _expect(stage, "decisions", decisions, 1)


def _expect(stage: Stage, what: str, answers: list[Answer], winners: int) -> None:
    found = Counter(answer.status for answer in answers)
    won = sum(answer.acked for answer in answers)
    if won != winners or set(found) - {200, 204, 409}:
        stage.problem(f"I5 {won} of {len(answers)} parallel {what} won, {winners} may: {dict(found)}")
    stage.figures[f"parallel_{what}"] = stage.figures.get(f"parallel_{what}", 0) + len(answers)
