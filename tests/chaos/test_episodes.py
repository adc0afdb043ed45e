"""One episode per fault, in under six minutes; `make chaos` runs many more, with faults that meet."""

import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.chaos.episode import Ground, run_episode
from tests.chaos.faults import FAULTS
from tests.chaos.ledger import ROOT
from tests.chaos.nursery import Nursery
from tests.chaos.schedule import schedule_of
from tests.chaos.template import prepare, workplace

pytestmark = pytest.mark.servers

KEPT = ROOT / "build" / "chaos" / "tests"


@pytest.fixture(scope="module")
async def ground() -> AsyncIterator[Ground]:
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # that Kafka is away is what we do to it
    async with workplace() as data, Nursery() as nursery:
        logs = KEPT / "template"
        logs.mkdir(parents=True, exist_ok=True)
        yield Ground(nursery, await prepare(data, logs, nursery), data, KEPT)


@pytest.mark.parametrize("seed", range(1, len(FAULTS) + 1), ids=lambda seed: FAULTS[seed - 1].name.replace(" ", "-"))
async def test_all_invariants_hold_after(seed: int, ground: Ground) -> None:
    episode = await run_episode(schedule_of(seed), ground)
    if episode.skipped is not None:
        pytest.skip(episode.skipped)
    assert episode.problems == [], f"make chaos SEED={seed}; logs are in {KEPT / f'seed-{seed}'}"


async def test_a_planted_bug_is_found(ground: Ground) -> None:
    planted = Ground(
        ground.nursery, ground.template, ground.data, Path(f"{KEPT}-planted"), ("ignores_applied_sequence",)
    )
    seed = 1 + next(place for place, kind in enumerate(FAULTS) if kind.name == "duplicates x 3")
    episode = await run_episode(schedule_of(seed), planted)
    assert any("applied" in problem and problem.startswith("I2") for problem in episode.problems), episode.problems
