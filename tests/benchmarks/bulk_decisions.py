"""Bulk decisions: how fast 1,000 of them are written, and whether the memory stays the same for four times as many.

Limit of the rate: one bare statement that writes the same rows (decisions, states of cases and of the draft's items, journal,
heads, outbox) for as many cases in the same portions, each in a transaction of its own, with no rule looked at. The product
decides the cases of a draft whose preview was looked at page by page, with all rules, hash chain and outbox records.
"""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from time import monotonic
from uuid import UUID

import asyncpg

from services.evaluation.commands.carry_on_bulk import PORTION
from services.evaluation.settings import EvaluationSettings
from shared.runtime.database import connect
from shared.runtime.settings import Settings
from tests.benchmarks.bench import Bench
from tests.benchmarks.bulk_decider import DECIDER
from tests.benchmarks.consolidated import consolidated_cases
from tests.benchmarks.rounds import alternate
from tests.benchmarks.rows import Row
from tests.benchmarks.serving import environment_of

CASES = 1_000
MANY = 4_000
LEAST_RATE = 0.5
MOST_MEMORY = 1.3
ROUNDS_OF_MEMORY = 2

_BARE = """
WITH given AS (
    SELECT case_id, impulse_id, impulse_id::text AS subject,
        jsonb_build_object(
            'impulse_id', impulse_id, 'case_id', case_id, 'round', round, 'by', encode(sha256(case_id::text::bytea), 'hex')
        ) AS data
    FROM cases
    WHERE case_id = ANY($1::uuid[])
), decided AS (
    INSERT INTO decisions (case_id, number, decider, decision, deviation, reasons, decided_at)
    SELECT case_id, 1, $2, 'accepted', false, $3, service_now()
    FROM given
), moved AS (
    UPDATE cases
    SET state = 'decided', state_since = service_now()
    FROM given
    WHERE cases.case_id = given.case_id
), done AS (
    UPDATE bulk_items
    SET state = 'decided', decided_at = service_now()
    FROM given
    WHERE bulk_items.bulk_id = $4 AND bulk_items.case_id = given.case_id
), begun AS (
    INSERT INTO heads (stream, subject, sequence, hash)
    SELECT 'impulswerk.assessments.v1', subject, 1, sha256(data::text::bytea)
    FROM given
), told AS (
    INSERT INTO events (stream, subject, sequence, id, type, data, hash, actor, time)
    SELECT 'impulswerk.assessments.v1', subject, 1, gen_random_uuid(), 'de.impulswerk.assessment.decided.v1', data,
        sha256(data::text::bytea), 'eva', service_now()
    FROM given
)
INSERT INTO outbox (topic, key, partition_key, headers, value)
SELECT 'impulswerk.assessments.v1', subject, subject,
    jsonb_build_object(
        'ce_id', gen_random_uuid(), 'ce_type', 'de.impulswerk.assessment.decided.v1', 'ce_source', '/impulswerk/evaluation',
        'ce_specversion', '1.0', 'ce_subject', subject, 'ce_time', service_now(), 'ce_sequence', '1',
        'ce_chainhash', encode(sha256(data::text::bytea), 'hex'), 'ce_traceparent', repeat('0', 55),
        'content-type', 'application/json'
    ),
    data::text::bytea
FROM given
"""


class Decider:
    """A process that decides; see `bulk_decider`."""

    def __init__(self, process: Process) -> None:
        self._process = process

    async def ask(self, *command: object) -> str:
        """One command; returns its answer."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(" ".join(map(str, command)).encode() + b"\n")
        answer = (await self._process.stdout.readline()).decode().strip()
        assert answer, "the process that decides has failed"
        return answer


@asynccontextmanager
async def _decider(settings: Settings) -> AsyncIterator[Decider]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.benchmarks.bulk_decider"), env=environment_of(settings), stdin=PIPE, stdout=PIPE
    )
    yield Decider(process)
    assert process.stdin is not None
    process.stdin.close()
    await process.wait()


async def measure(bench: Bench) -> list[Row]:
    """The rows of this section."""
    return [await _rate(bench), await _memory(bench)]


async def _rate(bench: Bench) -> Row:
    settings = await bench.new_settings()
    own = EvaluationSettings.model_validate(settings.model_dump())
    connection = await connect(settings)
    await consolidated_cases(own, CASES)  # the process needs a database that is prepared
    try:
        async with _decider(settings) as product:
            await product.ask("decide", await product.ask("draft"))

            async def bare() -> float:
                cases = await consolidated_cases(own, CASES)
                return CASES / await _write_bare(connection, cases, UUID(await product.ask("draft")))

            async def path() -> float:
                await consolidated_cases(own, CASES)
                return CASES / float(await product.ask("decide", await product.ask("draft")))

            return await alternate(
                f"{CASES:,} bulk decisions with preview",
                bare,
                path,
                bar=LEAST_RATE,
                unit="decisions/s",
                rounds=bench.rounds,
            )
    finally:
        await connection.close()


async def _write_bare(connection: asyncpg.Connection, cases: list[UUID], bulk_id: UUID) -> float:
    reasons = "Vielen Dank für Ihren Impuls. Wir nehmen ihn an. " * 9
    begun = monotonic()
    for first in range(0, len(cases), PORTION):
        await connection.execute(_BARE, cases[first : first + PORTION], DECIDER.id, reasons, bulk_id)
    return monotonic() - begun


async def _memory(bench: Bench) -> Row:
    """The most memory of a process that drafts, looks at and decides many cases, against one that does so with few."""
    return await alternate(
        f"memory of {MANY:,} bulk decisions with preview ({CASES:,} -> {MANY:,})",
        partial(_peak_of, bench, CASES),
        partial(_peak_of, bench, MANY),
        bar=MOST_MEMORY,
        unit="MiB",
        direction="at_most",
        rounds=min(bench.rounds, ROUNDS_OF_MEMORY),
    )


async def _peak_of(bench: Bench, cases: int) -> float:
    settings = await bench.new_settings()
    await consolidated_cases(EvaluationSettings.model_validate(settings.model_dump()), cases)
    async with _decider(settings) as product:
        return float(await product.ask("watch"))
