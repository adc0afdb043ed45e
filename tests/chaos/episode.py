"""One episode: start fresh, load, faults, wait until all is quiet, check everything."""

import asyncio
import random
import traceback
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

import orjson

from tests.chaos.driver.attempts import Attempts
from tests.chaos.driver.doors import Doors
from tests.chaos.driver.driver import Driver
from tests.chaos.evidence import collected
from tests.chaos.faults.disk import mount_small_disk, unmount
from tests.chaos.faults.fault import more_acked
from tests.chaos.invariants import broken
from tests.chaos.nursery import Nursery
from tests.chaos.quiet import Quiet
from tests.chaos.schedule import Schedule, Step
from tests.chaos.stage import Stage
from tests.chaos.system import Start, System, remove
from tests.chaos.template import copy
from tests.eventually import eventually

QUIET_SECONDS = 30.0
WARM_UP = 10
COOL_DOWN = 10
EPISODE_SECONDS = 180.0


@dataclass(slots=True)
class Episode:
    """What is written to the ledger: `problems` is empty when all invariants held. Times in seconds."""

    seed: int
    faults: list[str]
    told: str
    problems: list[str] = field(default_factory=list)
    skipped: str | None = None
    seconds: float = 0.0
    recovery: float | None = None
    figures: dict[str, float] = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        """Whether nothing was wrong."""
        return not self.problems

    def as_json(self) -> dict[str, Any]:
        """For the ledger."""
        return asdict(self)


class Ground:
    """Where episodes run: the mother of the services, the template, folders for data and for what remains."""

    def __init__(self, nursery: Nursery, template: Path, data: Path, kept: Path, plants: tuple[str, ...] = ()) -> None:
        self.nursery = nursery
        self.template = template
        self.data = data
        self.kept = kept
        self.plants = plants


async def run_episode(schedule: Schedule, ground: Ground) -> Episode:
    """Run it; its folder below `kept` stays when something was wrong."""
    episode = Episode(schedule.seed, schedule.names, schedule.told)
    reasons = [reason for step in schedule.steps if (reason := step.fault.why_not())]
    if reasons:
        episode.skipped = "; ".join(reasons)
        return episode
    began = monotonic()
    data, kept = ground.data / f"seed-{schedule.seed}", ground.kept / f"seed-{schedule.seed}"
    remove(kept)
    kept.mkdir(parents=True)
    attempts = Attempts(kept / "attempts.jsonl")
    try:
        async with asyncio.timeout(EPISODE_SECONDS):
            await _play(schedule, ground, data, kept, attempts, episode)
    except TimeoutError:
        attempts.problem(f"I6 the episode did not end within {EPISODE_SECONDS:.0f} s")
        (kept / "harness-trace.txt").write_text(traceback.format_exc())
    except Exception as error:  # noqa: BLE001, RUF100 - whatever happens is the outcome of this episode
        attempts.problem(f"harness: {type(error).__name__}: {str(error)[:300]}")
        (kept / "harness-trace.txt").write_text(traceback.format_exc())
    finally:
        attempts.close()
        for server in ("postgres", "kafka"):
            if (data / server).is_mount():
                unmount(data / server)
        await asyncio.to_thread(remove, data)
    episode.problems = attempts.problems
    episode.seconds = round(monotonic() - began, 1)
    (kept / "episode.json").write_bytes(orjson.dumps(episode.as_json(), option=orjson.OPT_INDENT_2))
    if episode.passed:
        remove(kept)
    return episode


async def _play(
    schedule: Schedule, ground: Ground, data: Path, kept: Path, attempts: Attempts, episode: Episode
) -> None:
    start = Start()
    for wrapping in start.wrappings.values():
        wrapping.session_seconds = schedule.session_seconds
        wrapping.plants = ground.plants
    for step in schedule.steps:
        step.fault.prepare(start)
    await asyncio.to_thread(copy, ground.template, data)
    for server in start.small_disks:
        await asyncio.to_thread(mount_small_disk, data / server)
    async with System(data, kept, ground.nursery, start) as system, Doors.of(system, attempts) as doors:
        rng = random.Random(f"{schedule.seed}/driver")
        async with Driver.on(doors, rng, schedule.share_full) as driver:
            stage = Stage(system, start, driver, alone=len(schedule.steps) == 1, figures=episode.figures)
            if start.kafka == "open":
                await more_acked(stage, WARM_UP)
            await asyncio.gather(*(_happen(step, stage) for step in schedule.steps))
            ended = monotonic()
            await more_acked(stage, COOL_DOWN, QUIET_SECONDS)
            await driver.finish(QUIET_SECONDS)
            await _become_quiet(stage, ended)
            episode.recovery = round(monotonic() - ended, 1)
            for step in schedule.steps:
                await step.fault.after(stage)
            episode.figures["acked"] = driver.acked
            episode.figures["impulses"] = len(attempts.impulses)
            episode.figures["published"] = sum(impulse.published for impulse in attempts.impulses)
            episode.figures["measures"] = sum(len(impulse.measures) for impulse in attempts.impulses)
            episode.figures["unknown"] = sum(attempt.outcome == "unknown" for attempt in attempts.all)
            async with collected(stage) as evidence:
                for problem in await broken(evidence):
                    attempts.problem(problem)


async def _happen(step: Step, stage: Stage) -> None:
    await asyncio.sleep(step.at)
    await step.fault.run(stage)


async def _become_quiet(stage: Stage, ended: float) -> None:
    quiet_until = ended + QUIET_SECONDS
    async with Quiet.of(stage.system) as quiet:
        try:
            await eventually(quiet.reached, seconds=max(1.0, quiet_until - monotonic()), every=0.1)
        except AssertionError:
            stage.problem(f"I6 not quiet {QUIET_SECONDS:.0f} s after the last fault: {quiet.last[:300]}")
