"""Very many races for the places of cases: three evaluators of different units claim each case at the same moment."""

import asyncio
import random
from collections import Counter
from pathlib import Path

from tests.chaos.apart import apart
from tests.chaos.driver.attempts import Impulse
from tests.chaos.driver.case_work import case_step
from tests.chaos.driver.doors import Doors
from tests.chaos.episode import Ground
from tests.chaos.operators import run_impulswerk
from tests.chaos.system import System
from tests.eventually import eventually

PLACES = 2
CLAIMANTS = 3
AT_ONCE = 12
OPEN_SECONDS = 900.0
MAPPING = '[columns]\nreference = "id"\ntitle = "titel"\ntext = "text"\n\n[constants]\norigin = "citizens"\n'


async def race(number: int, ground: Ground) -> list[str]:
    """Run that many races; returns every one that did not end with exactly two winners and 409 for the third."""
    async with apart("races", ground) as (system, doors, attempts, kept):
        cases = await _open_cases(number, system, kept)
        waiting = iter(cases)
        wrong: list[str] = []

        async def run(rng: random.Random) -> None:
            for case_id in waiting:
                wrong.extend(await _race(case_id, doors, rng))

        await asyncio.gather(*(run(random.Random(each)) for each in range(AT_ONCE)))
        return [*wrong, *await _taken_twice(system), *attempts.problems]


async def _open_cases(number: int, system: System, folder: Path) -> list[str]:
    """Import and release that many impulses; their cases, as soon as evaluation has opened all."""
    table, mapping = folder / "impulses.csv", folder / "mapping.toml"
    rows = [f"r-{each}-1;Bank {each};Am Fluss.\n" for each in range(number)]
    await asyncio.to_thread(table.write_text, "id;titel;text\n" + "".join(rows))
    await asyncio.to_thread(mapping.write_text, MAPPING)
    code, said = await run_impulswerk(
        system, "import", str(table), "--mapping", str(mapping), "--release", seconds=OPEN_SECONDS
    )
    if code != 0:
        raise RuntimeError(f"the import ended with {code}: {said[-500:]}")
    connection = await system.connect("evaluation")
    try:

        async def all_open() -> list[str]:
            found = await connection.fetch("SELECT case_id FROM cases WHERE state = 'open'")
            return [str(row["case_id"]) for row in found] if len(found) == number else []

        return await eventually(all_open, seconds=OPEN_SECONDS, every=0.5)
    finally:
        await connection.close()


async def _race(case_id: str, doors: Doors, rng: random.Random) -> list[str]:
    people = doors.people("evaluator")
    units = {person.unit: person for person in rng.sample(people, len(people))}
    impulse = Impulse(title=case_id, word="", key="", case_id=case_id)
    claims = await asyncio.gather(
        *(
            case_step(doors, rng, impulse, person, "POST", "claim", {"declaration": True})
            for person in list(units.values())[:CLAIMANTS]
        )
    )
    found = Counter(claim.status for claim in claims)
    if found == {200: PLACES, 409: CLAIMANTS - PLACES}:
        return []
    return [f"case {case_id}: {dict(found)}"]


async def _taken_twice(system: System) -> list[str]:
    connection = await system.connect("evaluation")
    try:
        rows = await connection.fetch(
            "SELECT case_id, count(*) AS seats, count(DISTINCT unit) AS units FROM seats GROUP BY case_id"
        )
    finally:
        await connection.close()
    return [f"case {row['case_id']} has {dict(row)}" for row in rows if not row["seats"] == row["units"] == PLACES]
