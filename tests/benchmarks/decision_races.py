"""Races to decide, take back and publish: two deciders, somebody who takes back and a coordinator meet at the same case.

All four ask at the same moment, from several processes, and the last two come again a few times when there is nothing yet
to take back or to publish. A race has ended right when the case stands in exactly one outcome that its history leads to:
what the journal tells (decided, taken back, published) alternates, is what those who asked were told, and is published at
most once; state and rows of decisions are what the last fact says; and nothing else has changed.
"""

import random
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import asyncpg

from shared.runtime.database import connect
from shared.runtime.settings import Settings
from tests.benchmarks.bench import Bench
from tests.benchmarks.consolidated import UNIT, consolidated_cases
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
TRIES: Final = 4
FIRST, SECOND, COORDINATOR = range(3)
PEOPLE: Final = (Entered("decider", UNIT), Entered("decider", UNIT), Entered("coordinator", "hauptamt"))
DECISION: Final = {"decision": "accepted", "reasons": "Der Brunnen passt zum Leitbild und kostet wenig."}
REFUSED: Final = {
    "409 evaluation.already_decided",
    "409 evaluation.nothing_to_withdraw",
    "403 evaluation.not_your_decision",
    "409 evaluation.not_decided",
}
"""What somebody may be told who came too early or too late."""
HISTORY: Final = re.compile(r"(decided withdrawn )*(decided (published )?)?")
SHORT: Final = {"decided": "decided", "decision_withdrawn": "withdrawn", "published": "published"}

_UNTOUCHED = """
SELECT
    (
        SELECT md5(string_agg((to_jsonb(cases) - 'state' - 'state_since')::text, '' ORDER BY case_id))
        FROM cases
        WHERE case_id = ANY($1::uuid[])
    ) AS cases,
    (
        SELECT md5(string_agg(seats::text, '' ORDER BY case_id, evaluator))
        FROM seats
        WHERE case_id = ANY($1::uuid[])
    ) AS seats,
    (
        SELECT md5(string_agg((to_jsonb(impulses) - 'decided_words')::text, '' ORDER BY impulse_id))
        FROM impulses
        WHERE impulse_id = ANY($1::uuid[])
    ) AS impulses
"""

_ENDED = """
SELECT c.case_id, c.state, d.waiting, d.published, d.deciders, f.facts
FROM cases AS c
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE published_at IS NULL) AS waiting,
        count(*) FILTER (WHERE published_at IS NOT NULL) AS published, array_agg(decider) AS deciders
    FROM decisions
    WHERE decisions.case_id = c.case_id
) AS d
LEFT JOIN (
    SELECT subject, array_agg(split_part(type, '.', 4) ORDER BY sequence) AS facts
    FROM events
    GROUP BY subject
) AS f ON f.subject = c.impulse_id::text
WHERE c.case_id = ANY($1::uuid[])
"""


async def measure(bench: Bench) -> list[Row]:
    """One row: the share of races that ended as they must."""
    number = RACES_PER_ROUND * bench.rounds
    ended = await race(await bench.new_settings(), bench.folder, number, PROCESSES, bench.console.print)
    return [ended.row(f"{number:,} races to decide, take back and publish that end right")]


async def race(settings: Settings, folder: Path, number: int, processes: int, tell: Tell) -> Outcome:
    """So many races, each for a case of its own, from so many processes against the service on these settings.

    `tell` gets a line of progress now and then, and at the end how many cases ended in which state.
    """
    own, tokens = with_sign_ins(settings, folder, PEOPLE)
    cases = await consolidated_cases(own, number)
    connection = await connect(settings)
    outcome = Outcome("requests")
    try:
        before = dict(await connection.fetchrow(_UNTOUCHED, cases) or {})
        async with racing(own, folder, tokens, processes, AT_ONCE * len(PEOPLE) * 2) as racers:
            told = await _run(outcome, racers, cases, tell)
        outcome.wrong += await _compare(connection, told, tell)
        after = dict(await connection.fetchrow(_UNTOUCHED, cases) or {})
        outcome.wrong += [f"{what} have changed" for what in before if after[what] != before[what]]
    finally:
        await connection.close()
    return outcome


async def _run(
    outcome: Outcome, racers: Racers, cases: Sequence[UUID], tell: Tell
) -> Mapping[UUID, Sequence[tuple[str, int]]]:
    """All races; returns for each case who was told to have done what."""
    told: dict[UUID, list[tuple[str, int]]] = {}
    chance = random.Random(11)

    async def run(number: int, case_id: UUID) -> tuple[int, int, str | None]:
        contenders = _contenders(case_id, chance)
        finish = await racers.race(number, contenders)
        told[case_id] = [(role, person) for role, person, _ in finish.won]
        unknown = set(finish.lost) - REFUSED
        return len(contenders), finish.again, f"somebody was told {unknown}" if unknown else None

    await run_races(outcome, cases, run, tell)
    return told


def _contenders(case_id: UUID, chance: random.Random) -> list[Contender]:
    """In an order by chance, so that none of them has its place in the same process always."""
    path = f"/api/evaluation/v1/cases/{case_id}"
    contenders = [
        Contender("decided", FIRST, "POST", f"{path}/decision", DECISION),
        Contender("decided", SECOND, "POST", f"{path}/decision", DECISION),
        Contender("withdrawn", chance.choice((FIRST, SECOND)), "DELETE", f"{path}/decision", tries=TRIES),
        Contender("published", COORDINATOR, "POST", f"{path}/publication", tries=TRIES),
    ]
    chance.shuffle(contenders)
    return contenders


async def _compare(
    connection: asyncpg.Connection, told: Mapping[UUID, Sequence[tuple[str, int]]], tell: Tell
) -> list[str]:
    """What the database has otherwise than those who asked were told, or than one history can lead to."""
    wrong, states = [], Counter[str]()
    for row in await connection.fetch(_ENDED, list(told)):
        states[row["state"]] += 1
        found = _wrong(row, told[row["case_id"]])
        if found:
            wrong.append(f"case {row['case_id']}: {found}")
    tell(", ".join(f"{count:,} {state}" for state, count in sorted(states.items())))
    return wrong


def _wrong(row: asyncpg.Record, told: Sequence[tuple[str, int]]) -> str | None:
    facts = [SHORT.get(fact, fact) for fact in row["facts"] or ()]
    if not HISTORY.fullmatch("".join(f"{fact} " for fact in facts)):
        return f"the journal says {facts}"
    if Counter(facts) != Counter(role for role, _ in told):
        return f"the journal says {facts}, people were told {told}"
    last = facts[-1] if facts else "withdrawn"
    expected: tuple[Any, ...] = {
        "withdrawn": ("consolidated", 0, 0),
        "decided": ("decided", 1, 0),
        "published": ("published", 0, 1),
    }[last]
    found = (row["state"], row["waiting"], row["published"])
    if found != expected:
        return f"{found} after {facts}"
    deciders = {f"demo|p{person}" for role, person in told if role == "decided"}
    return None if {*(row["deciders"] or ())} <= deciders else f"decided by {row['deciders']}, told were {deciders}"
