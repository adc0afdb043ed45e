"""Every fault in twenty episodes, some of them two at once; `make chaos` runs many more."""

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
SEEDS = (3, 5, 7, 9, 11, 15, 16, 17, 24, 26, 27, 28, 29, 46, 47, 50, 61, 65, 83, 174)
"""The first seeds have one fault each; in the later ones of these, two that are soon over meet."""
QUICK = ("ignores_applied_sequence", "publishes_before_commit", "queues_after_commit")
"""`make chaos PLANTS=1` plants all."""


@pytest.fixture(scope="module")
async def ground() -> AsyncIterator[Ground]:
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # that Kafka is away is what we do to it
    async with workplace() as data, Nursery() as nursery:
        logs = KEPT / "template"
        logs.mkdir(parents=True, exist_ok=True)
        yield Ground(nursery, await prepare(data, logs, nursery), data, KEPT)


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: "+".join(schedule_of(seed).names).replace(" ", "-"))
async def test_all_invariants_hold_after(seed: int, ground: Ground) -> None:
    episode = await run_episode(schedule_of(seed), ground)
    if episode.skipped is not None:
        pytest.skip(episode.skipped)
    assert episode.problems == [], f"make chaos SEED={seed}; logs are in {KEPT / f'seed-{seed}'}"


@pytest.mark.parametrize("catch", [each for each in CATCHES if each.plant in QUICK], ids=lambda catch: catch.plant)
async def test_a_planted_bug_is_found(catch: Catch, ground: Ground) -> None:
    assert await try_to_catch(catch, ground) is not None, f"{catch.invariant} held in spite of {catch.plant}"


def test_every_fault_has_an_episode() -> None:
    assert {name for seed in SEEDS for name in schedule_of(seed).names} == {fault.name for fault in FAULTS}


def test_every_planted_bug_has_an_episode_that_must_catch_it() -> None:
    modules = {file.stem for file in Path(planted.__file__).parent.glob("*.py")} - {"__init__", "catches"}
    assert modules == {each.plant for each in CATCHES}
