"""One service's database is restored from a dump while the others go on."""

import random
from contextlib import AsyncExitStack
from pathlib import Path
from uuid import UUID

from shared.contracts.facts import ImpulseRedacted, ImpulseSupported
from shared.runtime.settings import SERVICES, ServiceName
from tests.chaos.driver.attempts import Impulse
from tests.chaos.faults.fault import BACK_SECONDS, Fault, more_acked, within
from tests.chaos.operators import NAME, impulswerk, postgres_program
from tests.chaos.quiet import Quiet
from tests.chaos.stage import Stage
from tests.chaos.writing import journaled
from tests.eventually import eventually


class Restore(Fault):
    """Dump, go on, stop the service, restore, recover its journal, start: it reads what it has missed, erasures included.

    State of the service's own that was made after the dump would be gone, as docs/operations.md says; so its own commands
    pause from the dump to the start, while all others go on. Facts without state that ideas publishes meanwhile come back
    by `journal recover`.
    """

    name = "restore"
    row = "restore from backup"
    alone = True

    def __init__(self, rng: random.Random) -> None:
        super().__init__(rng)
        self.service: ServiceName = rng.choice(SERVICES)

    def told(self) -> str:
        return self.service

    async def run(self, stage: Stage) -> None:
        instance = stage.system.services[self.service].first
        await more_acked(stage, 60)
        async with AsyncExitStack() as held:
            await self._hold_own_commands(stage, held)
            dump = stage.system.data / f"{self.service}.dump"
            await postgres_program(stage, "pg_dump", self.service, "--format", "custom", "--file", str(dump))
            erased = await self._erase_one(stage)
            if self.service == "ideas":
                await self._publish_without_state(stage)
            await more_acked(stage, 15, 5)
            await self._restore(stage, dump, erased)
            await instance.start()
            await instance.become_ready(BACK_SECONDS)

    async def after(self, stage: Stage) -> None:
        """Nothing of what was erased while the service was set back is there again."""
        for impulse in stage.attempts.impulses:
            if impulse.id in stage.erased:
                await _is_erased(stage, impulse)

    async def _hold_own_commands(self, stage: Stage, held: AsyncExitStack) -> None:
        driver = stage.driver
        gates = {
            "ideas": [driver.ideas, driver.portals],
            "evaluation": [driver.ideas, driver.portals, driver.evaluation],
            "implementation": [driver.implementation],
            "reporting": [],
        }[self.service]
        for gate in gates:
            await held.enter_async_context(gate.closed())
        if self.service in ("ideas", "evaluation"):
            # What was released or posted leads to facts of its own; they must be in the dump, too.
            async with Quiet.of(stage.system) as quiet:
                await eventually(quiet.reached, seconds=30, every=0.1)

    async def _erase_one(self, stage: Stage) -> Impulse | None:
        """A redaction that another service publishes after the dump; it must be done again by itself."""
        if self.service == "ideas":
            return None
        finished = [each for each in stage.attempts.impulses if each.published and each.measures and each.id]
        if not finished:
            return None
        impulse = self.rng.choice(finished)
        stage.used.add(impulse.id or "")
        fact = ImpulseRedacted(impulse_id=UUID(impulse.id), cause="request", up_to_text_version=1)
        await journaled(stage, [fact], keep_back=False)
        stage.erased.append(impulse.id or "")
        return impulse

    async def _publish_without_state(self, stage: Stage) -> None:
        impulse = next(each for each in stage.attempts.impulses if each.released)
        facts = [ImpulseSupported(impulse_id=UUID(impulse.id), count=count) for count in (1, 2)]
        await journaled(stage, facts, keep_back=False)

        async def published() -> bool:
            connection = await stage.system.connect("evaluation")
            try:
                return bool(
                    await connection.fetchval(
                        "SELECT count(*) FROM chaos.applications WHERE subject = $1 AND topic LIKE '%impulses%' "
                        "HAVING count(*) >= 4",
                        impulse.id,
                    )
                )
            finally:
                await connection.close()

        await within(published, 20)

    async def _restore(self, stage: Stage, dump: Path, erased: Impulse | None) -> None:
        service = stage.system.services[self.service]
        if erased is not None:

            async def was_erased() -> bool:
                return await _words_left(stage, "implementation", erased) == 0

            await within(was_erased, 20)
        await service.first.stop()
        words = ("--clean", "--if-exists", "--exit-on-error", str(dump))
        await postgres_program(stage, "pg_restore", self.service, *words)
        stage.set_back.add(self.service)
        if self.service != "reporting":
            code, said = await impulswerk(stage, "journal", "recover", self.service, "--by", NAME)
            if code != 0:
                stage.problem(f"I4 the journal of {self.service} was not recovered: {said[-300:]}")


async def _words_left(stage: Stage, service: ServiceName, impulse: Impulse) -> int:
    connection = await stage.system.connect(service)
    try:
        return int(
            await connection.fetchval("SELECT count(*) FROM texts WHERE content::text LIKE $1", f"%{impulse.word}%")
        )
    finally:
        await connection.close()


async def _is_erased(stage: Stage, impulse: Impulse) -> None:
    for service in ("evaluation", "implementation"):
        left = await _words_left(stage, service, impulse)
        if left:
            stage.problem(f"I8 {service} has {left} texts of {impulse.id} again, which was erased")
    connection = await stage.system.connect("reporting")
    try:
        shown = await connection.fetchval(
            """
            SELECT count(*)
            FROM views.impulses
            JOIN views.impulse_parts USING (impulse_id)
            JOIN views.impulse_words USING (impulse_id)
            WHERE concat(impulses, impulse_parts, impulse_words) ILIKE $1
            """,
            f"%{impulse.word}%",
        )
    finally:
        await connection.close()
    if shown:
        stage.problem(f"I8 the public pages show {impulse.id} again, which was erased")
