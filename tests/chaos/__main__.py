"""`python -m tests.chaos`: seeded fault episodes against the real servers."""

import asyncio
import logging
import re
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

import typer

from tests.chaos.episode import Episode, Ground, run_episode
from tests.chaos.faults import FAULTS
from tests.chaos.ledger import ROOT, Ledger, code_version
from tests.chaos.nursery import Nursery
from tests.chaos.outage import Outage, outage
from tests.chaos.planted.catches import CATCHES, try_to_catch
from tests.chaos.races import race
from tests.chaos.schedule import schedule_of
from tests.chaos.table import lines
from tests.chaos.template import prepare, workplace

FOLDER = ROOT / "build" / "chaos"
SEEDS = re.compile(r"(\d+)(?:-(\d+))?")

app = typer.Typer(add_completion=False)


@app.command()
def main(
    seeds: Annotated[str, typer.Option(help="Which: 300 means 1-300, else from-to.")] = str(len(FAULTS)),
    seed: Annotated[int | None, typer.Option(help="Only this one, also if it has passed before.")] = None,
    fresh: Annotated[bool, typer.Option(help="Forget what passed before.")] = False,
    plant: Annotated[list[str] | None, typer.Option(help="Plant a bug: a module of tests/chaos/planted.")] = None,
    plants: Annotated[bool, typer.Option("--plants", help="Instead: whether every planted bug is caught.")] = False,
    races: Annotated[int, typer.Option(help="Instead: so many races for the places of cases.")] = 0,
    minutes: Annotated[
        float, typer.Option("--outage", help="Instead: hand in while Kafka is away for so many minutes.")
    ] = 0,
    folder: Annotated[Path, typer.Option(help="Where the ledger and the folders of failed seeds are.")] = FOLDER,
) -> None:
    """Run fault episodes, each from a fresh copy of prepared data; the first seeds have one fault each, later ones mix.

    A later run of the same code skips what has passed. Ends with code 1 when an episode failed; its folder is kept.
    """
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # that Kafka is away is what we do to it
    if races:
        wrong = asyncio.run(_race(races, folder))
        typer.echo("\n".join(wrong[:20]))
        typer.echo(f"{races} races, {len(wrong)} failed")
        sys.exit(1 if wrong else 0)
    if minutes:
        seen = asyncio.run(_outage(minutes, folder))
        typer.echo("\n".join(seen.problems[:20]))
        typer.echo(
            f"{seen.submissions} submissions without Kafka, {seen.asked_again} answered 503 or 429 at the first try"
        )
        typer.echo(f"everywhere {seen.drained_in:.1f} s after its return")
        typer.echo(f"{minutes:g} minutes, {len(seen.problems)} problems")
        sys.exit(1 if seen.problems else 0)
    if plants:
        missed = asyncio.run(_plant_all(folder))
        typer.echo(f"{len(CATCHES)} plants, {missed} not caught")
        sys.exit(1 if missed else 0)
    chosen = [seed] if seed is not None else _range(seeds)
    planted = tuple(plant or ())
    version = code_version() + "".join(f"+{name}" for name in planted)
    ledger = Ledger(folder / "ledger.jsonl", version, fresh=fresh)
    before = {} if seed is not None else ledger.passed()
    done = [before[each] for each in chosen if each in before]
    if done:
        typer.echo(f"{len(done)} episodes have passed before with this code; FRESH=1 runs them again.")
    left = [each for each in chosen if each not in before]
    episodes = [*done, *asyncio.run(_run(left, ledger, folder, planted))]
    typer.echo()
    typer.echo("\n".join(lines(episodes)))
    failed = [each for each in episodes if not each.passed]
    for each in failed:
        typer.echo(f"failed: make chaos SEED={each.seed} (see {folder / f'seed-{each.seed}'})")
    typer.echo(f"{len(episodes)} episodes, {len(failed)} failed")
    sys.exit(1 if failed else 0)


async def _race(number: int, folder: Path) -> list[str]:
    async with _ground(folder, ()) as ground:
        return await race(number, ground)


async def _outage(minutes: float, folder: Path) -> Outage:
    async with _ground(folder, ()) as ground:
        return await outage(minutes, ground)


async def _plant_all(folder: Path) -> int:
    """How many planted bugs were not caught by what must catch them."""
    missed = 0
    async with _ground(folder, ()) as ground:
        for catch in CATCHES:
            caught = await try_to_catch(catch, ground)
            missed += caught is None
            told = (
                f"seed {caught.seed:>5}  {caught.problem.splitlines()[0]}" if caught else f"NOT CAUGHT by {catch.fault}"
            )
            typer.echo(f"{catch.plant:<26}{told}")
    return missed


@asynccontextmanager
async def _ground(folder: Path, plants: tuple[str, ...]) -> AsyncIterator[Ground]:
    logs = folder / "template"
    logs.mkdir(parents=True, exist_ok=True)
    async with workplace() as data, Nursery() as nursery:
        yield Ground(nursery, await prepare(data, logs, nursery), data, folder, plants)


async def _run(seeds: Sequence[int], ledger: Ledger, folder: Path, plants: tuple[str, ...]) -> list[Episode]:
    if not seeds:
        return []
    episodes = []
    async with _ground(folder, plants) as ground:
        for seed in seeds:
            episode = await run_episode(schedule_of(seed), ground)
            ledger.append(episode)
            episodes.append(episode)
            typer.echo(_line(episode))
    return episodes


def _line(episode: Episode) -> str:
    if episode.skipped is not None:
        return f"seed {episode.seed:>5}  SKIPPED  {episode.told}: {episode.skipped}"
    outcome = "passed" if episode.passed else "FAILED"
    acked = episode.figures.get("acked", 0)
    figures = f"{episode.seconds:5.1f} s, recovered in {episode.recovery or 0:4.1f} s, {acked:4.0f} acked"
    return "\n".join([f"seed {episode.seed:>5}  {outcome}  {figures}  {episode.told}", *_indented(episode.problems)])


def _indented(problems: Sequence[str]) -> list[str]:
    return [f"            {problem}" for problem in problems[:12]]


def _range(text: str) -> list[int]:
    found = SEEDS.fullmatch(text.strip())
    if found is None:
        raise typer.BadParameter("use a number or from-to, such as 300 or 18-40")
    first, last = (1, int(found[1])) if found[2] is None else (int(found[1]), int(found[2]))
    if not 1 <= first <= last:
        raise typer.BadParameter("seeds count from 1 on")
    return list(range(first, last + 1))


if __name__ == "__main__":
    app()
