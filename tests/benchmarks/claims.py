"""Races for one claim: many evaluators, spread over processes, claim the only place of a case at the same moment.

A race is won when exactly one got the place and everybody else was told that it is taken. After all of them the database
is compared with what was told: of each case one place, its holder, its token, one fact, and nothing else has changed.
"""

import asyncio
import json
import random
import secrets
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import asyncpg
from uuid6 import uuid7

from deploy.local.ports import free_port
from services.evaluation.main import MIGRATIONS, activate_configured_catalogue, surroundings_from
from services.evaluation.settings import EvaluationSettings
from shared.messaging.service import prepare_database
from shared.runtime.database import connect
from shared.runtime.settings import Settings
from tests.benchmarks.bench import Bench
from tests.benchmarks.rows import Row
from tests.benchmarks.serving import environment_of, serving

RACES_PER_ROUND: Final = 2_000
"""10,000 with the five rounds that the benchmarks usually have."""
PROCESSES: Final = 8
CONTENDERS: Final = range(8, 65)
MANY: Final = 1_000
AT_ONCE: Final = 4
"""Races that run beside each other, so that they meet in the pool of the service, too."""
TOLD_EVERY: Final = 500
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


@dataclass(slots=True)
class Outcome:
    """What came of the races: how many, how many claims, how often somebody had to ask again, and what was wrong."""

    races: int = 0
    claims: int = 0
    again: int = 0
    seconds: float = 0.0
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        rate = self.claims / self.seconds if self.seconds else 0.0
        said = f"{self.races:,} races, {self.claims:,} claims, {rate:,.0f}/s, {self.again:,} asked again"
        return said + (f"; WRONG: {self.wrong[0]}" if self.wrong else "")


Tell = Callable[[str], None]


async def measure(bench: Bench) -> list[Row]:
    """Two rows: the share of races that ended as they must, of many small ones and of one with 1,000 contenders."""
    sizes = random.Random(5).choices(CONTENDERS, k=RACES_PER_ROUND * bench.rounds)
    small = await race(await bench.new_settings(), bench.folder, sizes, PROCESSES, bench.console.print)
    large = await race(await bench.new_settings(), bench.folder, [MANY], PROCESSES, bench.console.print)
    return [
        _row(f"races of {CONTENDERS[0]}-{CONTENDERS[-1]} for one claim that end right", small),
        _row(f"race of {MANY:,} for one claim that ends right", large),
    ]


def _row(name: str, outcome: Outcome) -> Row:
    share = max(0.0, 1 - len(outcome.wrong) / outcome.races)
    return Row(name, share, share, share, 1.0, "at_least", 0.0, str(outcome))


async def race(settings: Settings, folder: Path, sizes: Sequence[int], processes: int, tell: Tell) -> Outcome:
    """One race per size, each for a case of its own, from so many processes against the service on these settings.

    `tell` gets a line of progress now and then.
    """
    people = max(sizes)
    tokens = [secrets.token_hex(20) for _ in range(people)]
    own = await _with_sign_ins(settings, folder, tokens)
    cases = await _open_cases(own, len(sizes))
    connection = await connect(settings)
    try:
        before = dict(await connection.fetchrow(_UNTOUCHED, cases) or {})
        port = free_port()
        arguments = ("deploy.cli", "serve", "evaluation", "--port", str(port))
        environment = environment_of(settings) | {
            "IMPULSWERK_DEMO_SIGN_INS": str(own.demo_sign_ins),
            "IMPULSWERK_REQUESTS_AT_ONCE": str(
                AT_ONCE * people
            ),  # otherwise the service turns most of a large race away
        }
        async with (
            serving(*arguments, port=port, path="/health/ready", environment=environment),
            _racers(port, folder, tokens, processes) as racers,
        ):
            outcome, told = await _run(racers, cases, sizes, people, tell)
        outcome.wrong += await _compare(connection, told)
        after = dict(await connection.fetchrow(_UNTOUCHED, cases) or {})
        outcome.wrong += [f"{what} have changed" for what in before if after[what] != before[what]]
    finally:
        await connection.close()
    return outcome


async def _with_sign_ins(settings: Settings, folder: Path, tokens: Sequence[str]) -> EvaluationSettings:
    people = [
        {
            "role": "evaluator",
            "user": f"p{number}",
            "name": f"P {number}",
            "unit": UNITS[number % len(UNITS)],
            "token": token,
        }
        for number, token in enumerate(tokens)
    ]
    file = folder / "racers.json"
    await asyncio.to_thread(file.write_text, json.dumps(people), "utf-8")
    return EvaluationSettings.model_validate(settings.model_dump() | {"demo_sign_ins": file})


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


class Racers:
    """The processes of the contenders; each answers every race once."""

    def __init__(self, processes: Sequence[Process]) -> None:
        self._processes = processes
        self._waiting: dict[tuple[int, int], asyncio.Future[dict[str, Any]]] = {}

    async def race(self, number: int, case_id: UUID, people: Sequence[int]) -> list[dict[str, Any]]:
        """Let these people claim the case, each from one of the processes; what each process says."""
        loop = asyncio.get_running_loop()
        answers = []
        for position, process in enumerate(self._processes):
            some = people[position :: len(self._processes)]
            line = json.dumps({"race": number, "case_id": str(case_id), "people": some})
            answers.append(self._waiting.setdefault((position, number), loop.create_future()))
            assert process.stdin is not None
            process.stdin.write(line.encode() + b"\n")
        return list(await asyncio.gather(*answers))

    async def listen(self, position: int) -> None:
        """Read what one process says until it ends; a race that it still owes then fails."""
        output = self._processes[position].stdout
        assert output is not None
        while line := await output.readline():
            said = json.loads(line)
            self._waiting.pop((position, said["race"])).set_result(said)
        for (of, _), answer in self._waiting.items():
            if of == position and not answer.done():
                answer.set_exception(ConnectionError("a process of contenders has ended"))


@asynccontextmanager
async def _racers(port: int, folder: Path, tokens: Sequence[str], number: int) -> AsyncIterator[Racers]:
    file = folder / "racer-tokens.json"
    await asyncio.to_thread(file.write_text, json.dumps(tokens), "utf-8")
    async with AsyncExitStack() as stack:
        processes = []
        for _ in range(number):
            arguments = ("-m", "tests.benchmarks.claim_racer", str(port), str(file))
            process = await asyncio.create_subprocess_exec(sys.executable, *arguments, stdin=PIPE, stdout=PIPE)
            stack.push_async_callback(_end, process)
            processes.append(process)
        racers = Racers(processes)
        listening = [asyncio.create_task(racers.listen(position)) for position in range(number)]
        yield racers
    await asyncio.gather(*listening)


async def _end(process: Process) -> None:
    assert process.stdin is not None
    process.stdin.close()
    await process.wait()


async def _run(
    racers: Racers, cases: Sequence[UUID], sizes: Sequence[int], people: int, tell: Tell
) -> tuple[Outcome, dict[UUID, tuple[int, str]]]:
    """All races; returns what came of them and who was told to have won which case, with which token."""
    outcome = Outcome()
    told: dict[UUID, tuple[int, str]] = {}
    waiting = iter(enumerate(zip(cases, sizes, strict=True)))
    chance = random.Random(7)
    started = time.monotonic()

    async def go_on() -> None:
        for number, (case_id, size) in waiting:
            said = await racers.race(number, case_id, chance.sample(range(people), size))
            won = [(person, token) for each in said for person, token in each["won"]]
            lost: Counter[str] = sum((Counter(each["lost"]) for each in said), Counter())
            if len(won) != 1 or lost != {TAKEN: size - 1}:
                outcome.wrong.append(f"race {number} of {size}: {len(won)} winners, {dict(lost)}")
            else:
                told[case_id] = won[0]
            outcome.races += 1
            outcome.claims += size
            outcome.again += sum(each["again"] for each in said)
            outcome.seconds = time.monotonic() - started
            if outcome.races % TOLD_EVERY == 0:
                tell(f"{outcome} of {len(sizes):,} races, {len(outcome.wrong)} wrong")

    await asyncio.gather(*(go_on() for _ in range(AT_ONCE)))
    return outcome, told


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
