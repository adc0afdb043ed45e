"""Assessment: exact scoring against the obvious calculation, and recomputing every case under another catalogue."""

import asyncio
import json
import random
import sys
import time
from pathlib import Path
from typing import Any

import asyncpg
import psutil
from uuid6 import uuid7

from services.evaluation.catalogue_files import DEFAULT_CATALOGUE, read_catalogue_file
from services.evaluation.domain.case_input import parse_case
from services.evaluation.domain.catalogue_file import load_catalogue
from services.evaluation.domain.result_json import to_json
from services.evaluation.domain.score import score
from services.evaluation.main import MIGRATIONS, activate_configured_catalogue, surroundings_from
from services.evaluation.settings import EvaluationSettings
from shared.messaging.service import prepare_database
from shared.runtime.database import connect
from shared.runtime.settings import Settings
from tests.benchmarks.bench import Bench
from tests.benchmarks.memory import Peak
from tests.benchmarks.rounds import alternate
from tests.benchmarks.rows import Row
from tests.unit.evaluation.oracle import Computation, State

EVALUATORS = "ABC"
OFTEN, SELDOM = 60, 6
"""Cases per measurement of the product and of the oracle, so that both take about as long."""
FEW, MANY = 1_000, 10_000
DISTINCT = 50
"""Cases that differ; the others repeat them."""
BAR = 5.0
MEMORY_BAR = 1.1
"""Ten times the cases may take a tenth more memory: allocators do not give back all at once, cases must not pile up."""

Case = dict[str, Any]


async def measure(bench: Bench) -> list[Row]:
    """Three rows: scoring twice, once against an oracle that does no work twice, and the memory of `what-if`."""
    document = json.loads(read_catalogue_file())
    cases = _cases(document, random.Random(5))
    name = "scoring 3 evaluators x 25 criteria"
    return [
        await _scoring(name, cases, Computation(document), bench.rounds),
        await _scoring(f"{name}, oracle keeps its weights", cases, WithKeptWeights(document), bench.rounds),
        await _what_if(cases, document, bench),
    ]


class WithKeptWeights(Computation):
    """The oracle, but the weights of a state are computed once: nobody shall win against work done over and over."""

    _state: State | None = None
    _weights: dict[str, Any]

    def weight(self, criterion: dict[str, Any], state: State) -> Any:
        if self._state is not state:
            self._state = state
            self._weights = {
                c["id"]: super(WithKeptWeights, self).weight(c, state) for c in self.rated_or_unknown(state)
            }
        return self._weights[criterion["id"]]

    def rated_or_unknown(self, state: State) -> list[dict[str, Any]]:
        return [c for c in self.scored if state[c["id"]] != "NR"]


def _cases(document: dict[str, Any], chance: random.Random) -> list[Case]:
    """Three evaluators who mostly agree, on all criteria."""
    scored = [c["id"] for c in document["criteria"] if c["kind"] == "scored"]
    knockouts = [c["id"] for c in document["criteria"] if c["kind"] == "knockout"]

    def case() -> Case:
        leading = {name: chance.choice([-1, 0, 1, 1, 2]) for name in scored}
        sheets = {
            each: {name: leading[name] if chance.random() < 0.7 else chance.randint(-2, 2) for name in scored}
            for each in EVALUATORS
        }
        return {"ratings": sheets, "ko": {name: dict.fromkeys(EVALUATORS, "ja") for name in knockouts}}

    return [case() for _ in range(DISTINCT)]


async def _scoring(name: str, cases: list[Case], oracle: Computation, rounds: int) -> Row:
    """Cases per second; the product reads them from text, the oracle has them ready."""
    catalogue = load_catalogue(read_catalogue_file().decode())
    texts = [json.dumps(case) for case in cases]

    async def product() -> float:
        started = time.perf_counter()
        for number in range(OFTEN):
            to_json(score(parse_case(texts[number % DISTINCT], catalogue), catalogue))
        return OFTEN / (time.perf_counter() - started)

    async def obvious() -> float:
        started = time.perf_counter()
        for number in range(SELDOM):
            oracle.result(cases[number % DISTINCT])
        return SELDOM / (time.perf_counter() - started)

    return await alternate(name, obvious, product, bar=BAR, unit="cases/s", rounds=rounds)


async def _what_if(cases: list[Case], document: dict[str, Any], bench: Bench) -> Row:
    """The command, against a database with 1,000 and then 10,000 cases, under a catalogue that moves many of them."""
    settings = EvaluationSettings.model_validate((await bench.new_settings()).model_dump())
    await prepare_database(settings, *MIGRATIONS)
    await activate_configured_catalogue(settings, surroundings_from(settings))
    file = bench.folder / DEFAULT_CATALOGUE
    await asyncio.to_thread(
        _write, file, document | {"version": "9.0.0", "method": document["method"] | {"t_hi": "4/5"}}
    )
    bench.console.print(f"What if: {FEW:,} assessed cases ...")
    await _fill(settings, cases, document, FEW)
    few, _ = await _run(settings, file)
    bench.console.print(f"What if: {MANY:,} assessed cases ...")
    await _fill(settings, cases, document, MANY - FEW)
    many, seconds = await _run(settings, file)
    note = f"{many:.0f} MiB at {MANY:,}, {few:.0f} MiB at {FEW:,}; {MANY / seconds:,.0f} cases/s"
    ratio = many / few
    return Row(f"what-if over {MANY:,} cases", ratio, ratio, ratio, MEMORY_BAR, "at_most", many, note)


def _write(file: Path, document: dict[str, Any]) -> None:
    file.write_text(json.dumps(document), encoding="utf-8")


async def _run(settings: Settings, file: Path) -> tuple[float, float]:
    """Peak memory in MiB and seconds of `impulswerk catalogue what-if --json`."""
    started = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "deploy.cli", "catalogue", "what-if", str(file), "--json"),
        stdout=asyncio.subprocess.DEVNULL,
        env={
            "IMPULSWERK_DATABASE_URL": settings.database_url.get_secret_value(),
            "IMPULSWERK_KAFKA": settings.kafka,
            "IMPULSWERK_SECRETS_FILE": str(settings.secrets_file),
        },
    )
    peak = Peak(lambda: [psutil.Process(process.pid)] if process.returncode is None else [])
    async with peak.watched():
        code = await process.wait()
    assert code == 0
    return peak.mib, time.monotonic() - started


async def _fill(settings: Settings, cases: list[Case], document: dict[str, Any], number: int) -> None:
    """Consolidated cases with three submitted sheets each, as the service would have left them."""
    catalogue = load_catalogue(json.dumps(document))
    decisions = [str(score(parse_case(json.dumps(case), catalogue), catalogue).decision) for case in cases]
    connection = await connect(settings)
    try:
        async with connection.transaction():
            ids = [(uuid7(), uuid7()) for _ in range(number)]
            await _fill_cases(connection, ids, decisions, document["version"])
            await connection.executemany(
                """
                INSERT INTO seats (case_id, evaluator, unit, token, expires_at, state, ratings, exclusions)
                VALUES ($1, $2, $2, $3, now(), 'submitted', $4, $5)
                """,
                [
                    (case_id, evaluator, place, *_sheet(cases[index % DISTINCT], evaluator))
                    for index, (_, case_id) in enumerate(ids)
                    for place, evaluator in enumerate(EVALUATORS)
                ],
            )
        await connection.execute("ANALYZE")
    finally:
        await connection.close()


async def _fill_cases(connection: asyncpg.Connection, ids: list[Any], decisions: list[str], version: str) -> None:
    await connection.executemany(
        "INSERT INTO impulses (impulse_id, number) VALUES ($1, $2)",
        [(impulse_id, f"2026-{index:05}") for index, (impulse_id, _) in enumerate(ids)],
    )
    await connection.executemany(
        """
        INSERT INTO cases (case_id, impulse_id, round, state, catalogue_id, catalogue_version, track, profile,
            evaluators_required, due_on, result)
        VALUES ($2, $1, 1, 'consolidated', 'ludwigsburg-default', $3, 'full', 'full', 3, '2026-03-02', $4)
        """,
        [(*pair, version, {"decision": decisions[index % DISTINCT]}) for index, pair in enumerate(ids)],
    )


def _sheet(case: Case, evaluator: str) -> tuple[dict[str, Any], dict[str, Any]]:
    reason = "Das steht so in der Vorlage des Amtes, Seite 4 und 5."
    ratings = {
        name: {"value": value, "reason": reason, "evidence": "B"} for name, value in case["ratings"][evaluator].items()
    }
    return ratings, {name: answers[evaluator] for name, answers in case["ko"].items()}
