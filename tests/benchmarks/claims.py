"""Races for one claim: many evaluators, spread over processes, claim the only place of a case at the same moment.

A race is won when exactly one got the place and everybody else was told that it is taken. After all of them the database
is compared with what was told: of each case one place, its holder, its token, one fact, and nothing else has changed.
"""

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Final
from uuid import UUID

import asyncpg
from uuid6 import uuid7

from services.evaluation.main import MIGRATIONS, activate_configured_catalogue, surroundings_from
from services.evaluation.settings import EvaluationSettings
from shared.messaging.service import prepare_database
from shared.runtime.database import connect
from shared.runtime.settings import Settings
from tests.benchmarks.bench import Bench
from tests.benchmarks.racers import (
    AT_ONCE,
    PROCESSES,
    Contender,
    Entered,
    Outcome,
    Racers,
    Tell,
    racing,
    run_races,
    with_sign_ins,
)
from tests.benchmarks.rows import Row

RACES_PER_ROUND: Final = 2_000
"""10,000 with the five rounds that the benchmarks usually have."""
CONTENDERS: Final = range(8, 65)
MANY: Final = 1_000
UNITS: Final = ("stadtplanung", "klima-umwelt", "buergerdienste", "tiefbau", "hauptamt")
TAKEN: Final = "409 evaluation.case_taken"

_INSERT = """
WITH opened AS (
    INSERT INTO impulses (impulse_id, number, visibility)
    SELECT id, '2026-' || lpad(position::text, 6, '0'), 'public'
    FROM unnest($1::uuid[]) WITH ORDINALITY AS new (id, position)
    RETURNING impulse_id
)
INSERT INTO cases (
    case_id, impulse_id, round, state, catalogue_id, catalogue_version, track, profile, evaluators_required, due_on
)
SELECT impulse_id, impulse_id, 1, 'open', catalogue_id, version, 'short', 'short', 1, '2099-01-01'
FROM opened, catalogues
"""

_UNTOUCHED = """
SELECT
    (
        SELECT md5(string_agg((to_jsonb(cases) - 'claims')::text, '' ORDER BY case_id))
        FROM cases
        WHERE case_id = ANY($1::uuid[])
    ) AS cases,
    (
        SELECT md5(string_agg(impulses::text, '' ORDER BY impulse_id))
        FROM impulses
        WHERE impulse_id = ANY($1::uuid[])
    ) AS impulses,
    (SELECT count(*) FROM office_questions) + (SELECT count(*) FROM decisions)
        + (SELECT count(*) FROM barred_evaluators) AS others,
    (
        SELECT count(*)
        FROM events
        WHERE subject = ANY(SELECT unnest($1::uuid[])::text) AND type NOT LIKE '%.claimed.v1'
    ) AS facts
"""
"""Of the raced cases: the service reads the topics of its Kafka meanwhile, where there may be others."""

_CLAIMED = """
SELECT
    c.case_id, c.claims, s.seats, s.evaluator, s.token, s.state, s.drafts, f.facts, f.count
FROM cases AS c
LEFT JOIN LATERAL (
    SELECT count(*) AS seats, max(evaluator) AS evaluator, max(token)::text AS token, max(state) AS state,
        count(*) FILTER (WHERE ratings <> '{}' OR exclusions <> '{}' OR draft_version <> 0) AS drafts
    FROM seats
    WHERE seats.case_id = c.case_id
) AS s ON true
LEFT JOIN (
    SELECT subject, count(*) AS facts, max((data ->> 'count')::integer) AS count
    FROM events
    WHERE type LIKE '%.claimed.v1'
    GROUP BY subject
) AS f ON f.subject = c.impulse_id::text
WHERE c.case_id = ANY($1::uuid[])
"""


async def measure(bench: Bench) -> list[Row]:
    """Two rows: the share of races that ended as they must, of many small ones and of one with 1,000 contenders."""
    sizes = random.Random(5).choices(CONTENDERS, k=RACES_PER_ROUND * bench.rounds)
    small = await race(await bench.new_settings(), bench.folder, sizes, PROCESSES, bench.console.print)
    large = await race(await bench.new_settings(), bench.folder, [MANY], PROCESSES, bench.console.print)
    return [
        small.row(f"races of {CONTENDERS[0]}-{CONTENDERS[-1]} for one claim that end right"),
        large.row(f"race of {MANY:,} for one claim that ends right"),
    ]


async def race(settings: Settings, folder: Path, sizes: Sequence[int], processes: int, tell: Tell) -> Outcome:
    """One race per size, each for a case of its own, from so many processes against the service on these settings.

    `tell` gets a line of progress now and then.
    """
    people = max(sizes)
    own, tokens = with_sign_ins(
        settings, folder, [Entered("evaluator", UNITS[number % len(UNITS)]) for number in range(people)]
    )
    cases = await _open_cases(own, len(sizes))
    connection = await connect(settings)
    outcome = Outcome("claims")
    try:
        before = dict(await connection.fetchrow(_UNTOUCHED, cases) or {})
        # Fewer at once, and the service turns most of a large race away.
        async with racing(own, folder, tokens, processes, AT_ONCE * people) as racers:
            told = await _run(outcome, racers, list(zip(cases, sizes, strict=True)), people, tell)
        outcome.wrong += await _compare(connection, told)
        after = dict(await connection.fetchrow(_UNTOUCHED, cases) or {})
        outcome.wrong += [f"{what} have changed" for what in before if after[what] != before[what]]
    finally:
        await connection.close()
    return outcome


async def _open_cases(settings: EvaluationSettings, number: int) -> list[UUID]:
    """So many open cases with one place each."""
    await prepare_database(settings, *MIGRATIONS)
    await activate_configured_catalogue(settings, surroundings_from(settings))
    cases: list[UUID] = [uuid7() for _ in range(number)]
    connection = await connect(settings)
    try:
        await connection.execute(_INSERT, cases)
    finally:
        await connection.close()
    return cases


async def _run(
    outcome: Outcome, racers: Racers, races: Sequence[tuple[UUID, int]], people: int, tell: Tell
) -> dict[UUID, tuple[int, str]]:
    """All races, each a case and its number of contenders; returns who was told to have won which case, with which token."""
    told: dict[UUID, tuple[int, str]] = {}
    chance = random.Random(7)

    async def run(number: int, given: tuple[UUID, int]) -> tuple[int, int, str | None]:
        case_id, size = given
        path = f"/api/evaluation/v1/cases/{case_id}/claim"
        finish = await racers.race(
            number,
            [
                Contender("claim", person, "POST", path, {"declaration": True})
                for person in chance.sample(range(people), size)
            ],
        )
        if len(finish.won) != 1 or finish.lost != {TAKEN: size - 1}:
            return size, finish.again, f"of {size}: {len(finish.won)} winners, {dict(finish.lost)}"
        [(_, person, said)] = finish.won
        told[case_id] = (person, said["token"])
        return size, finish.again, None

    await run_races(outcome, races, run, tell)
    return told


async def _compare(connection: asyncpg.Connection, told: dict[UUID, tuple[int, str]]) -> list[str]:
    """What the database has otherwise than the winners were told."""
    wrong = []
    for row in await connection.fetch(_CLAIMED, list(told)):
        case_id = row["case_id"]
        person, token = told[case_id]
        expected = (1, 1, f"demo|p{person}", token, "claimed", 0, 1, 1)
        found = tuple(row[1:])
        if found != expected:
            wrong.append(f"case {case_id}: {found} instead of {expected}")
    return wrong
