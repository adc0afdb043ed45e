"""A case that a fault has for itself: nobody of the driver works on it."""

import random

from tests.chaos.driver import case_work
from tests.chaos.driver.attempts import Impulse
from tests.chaos.driver.citizens import release, submit
from tests.chaos.stage import Stage


async def an_open_case(stage: Stage, rng: random.Random, track: str) -> Impulse:
    """Hand in an impulse and let it pass on; its case is open."""
    doors = stage.driver.doors
    impulse = await submit(doors, rng, stage.driver.next_number(), stage.driver.word)
    await release(doors, rng, impulse, track)
    await case_work.find_case(doors, impulse)
    stage.used.add(impulse.id or "")
    return impulse
