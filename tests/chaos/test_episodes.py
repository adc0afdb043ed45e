"""One episode per fault, in under six minutes; `make chaos` runs many more, with faults that meet."""

import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.chaos import planted
from tests.chaos.episode import Ground, run_episode
from tests.chaos.faults import FAULTS
from tests.chaos.ledger import ROOT
from tests.chaos.nursery import Nursery
from tests.chaos.planted.catches import CATCHES, Catch, try_to_catch
from tests.chaos.schedule import schedule_of
from tests.chaos.template import prepare, workplace

pytestmark = pytest.mark.servers

KEPT = ROOT / "build" / "chaos" / "tests"
QUICK = ("ignores_applied_sequence", "publishes_before_commit", "queues_after_commit")
"""`make chaos PLANTS=1` plants all."""


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


@pytest.mark.parametrize("catch", [each for each in CATCHES if each.plant in QUICK], ids=lambda catch: catch.plant)
async def test_a_planted_bug_is_found(catch: Catch, ground: Ground) -> None:
    assert await try_to_catch(catch, ground) is not None, f"{catch.invariant} held in spite of {catch.plant}"


def test_every_planted_bug_has_an_episode_that_must_catch_it() -> None:
    modules = {file.stem for file in Path(planted.__file__).parent.glob("*.py")} - {"__init__", "catches"}
    assert modules == {each.plant for each in CATCHES}
