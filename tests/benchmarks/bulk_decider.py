"""What decides many cases, as a process of its own with the settings of a server, but without doors and relay.

Reads a command per line: `draft` makes a draft about all cases that wait, looks at its preview page by page, and prints its
id; `decide ID` carries it out and prints the seconds. `watch` does both and prints the most memory that the process held
meanwhile, in MiB: looking for that takes time, so the other commands do without.
"""

import asyncio
import sys
from dataclasses import dataclass
from time import monotonic
from uuid import UUID

import uvloop

from services.evaluation.bulk_work import FIRST, LANES, carry_on
from services.evaluation.commands.create_bulk_decision import CreateBulkDecision, create_bulk_decision
from services.evaluation.commands.run_bulk_decision import start_bulk_decision
from services.evaluation.domain.bulk_decision import BulkState, ForAll, ItemState
from services.evaluation.domain.people import Person
from services.evaluation.main import surroundings_from
from services.evaluation.queries.bulk_cases import CaseFilter
from services.evaluation.queries.bulk_preview import preview_of
from services.evaluation.settings import EvaluationSettings
from services.evaluation.surroundings import Surroundings
from shared.messaging.transactions import Transactions
from shared.runtime.database import open_pool
from shared.runtime.garbage import look_for_garbage_less_often
from shared.runtime.logging import configure_logging
from tests.benchmarks.consolidated import UNIT
from tests.benchmarks.memory import Peak

TEMPLATE = "angenommen"
DECIDER = Person("demo|eva", UNIT)


@dataclass(frozen=True, slots=True)
class Deciding:
    """What the commands need."""

    transactions: Transactions
    surroundings: Surroundings

    async def draft(self) -> UUID:
        """A draft about all cases that wait, looked at page by page."""
        template = self.surroundings.text_templates.template(TEMPLATE)
        assert template is not None
        command = CreateBulkDecision(DECIDER, "eva", ForAll("accepted", template.text), CaseFilter())
        async with self.transactions.begin() as work:
            bulk_id = await create_bulk_decision(command, work, self.surroundings)
        after: int | None = 0
        while after is not None:
            async with self.transactions.begin() as work:
                after = (await preview_of(bulk_id, DECIDER.id, after, work, self.surroundings)).next
        return bulk_id

    async def decide(self, bulk_id: UUID) -> float:
        """Carry a draft out; returns the seconds. Everything has to be decided."""
        async with self.transactions.begin() as work:
            await start_bulk_decision(bulk_id, DECIDER.id, work)
        begun = monotonic()
        await asyncio.gather(*(self._lane() for _ in range(LANES)))
        seconds = monotonic() - begun
        async with self.transactions.begin() as work:
            preview = await preview_of(bulk_id, DECIDER.id, 0, work, self.surroundings)
        assert preview.bulk.state is BulkState.DECIDED
        assert preview.progress.of(ItemState.DECIDED) == preview.progress.items
        return seconds

    async def _lane(self) -> None:
        while await carry_on(FIRST, self.transactions, self.surroundings) is not None:
            pass


async def _run(settings: EvaluationSettings) -> None:
    pool = await open_pool(settings)
    deciding = Deciding(Transactions(pool, "evaluation", wake=lambda: None), surroundings_from(settings))
    while line := await asyncio.to_thread(sys.stdin.readline):
        match line.split():
            case ["draft"]:
                answer = str(await deciding.draft())
            case ["decide", bulk_id]:
                answer = str(await deciding.decide(UUID(bulk_id)))
            case _:
                peak = Peak()
                async with peak.watched():
                    await deciding.decide(await deciding.draft())
                answer = str(peak.mib)
        print(answer, flush=True)  # noqa: T201
    await pool.close()


if __name__ == "__main__":
    given = EvaluationSettings()
    configure_logging(given, "evaluation")
    look_for_garbage_less_often()
    uvloop.run(_run(given))
