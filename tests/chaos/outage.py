"""Kafka is away for as long as people need to bring it back: every submission is accepted, and afterwards all of them arrive."""

import asyncio
import random
from dataclasses import dataclass
from time import monotonic

from tests.chaos.apart import apart
from tests.chaos.driver.attempts import Attempt, Attempts
from tests.chaos.driver.citizens import submit
from tests.chaos.driver.doors import Doors
from tests.chaos.episode import Ground
from tests.chaos.quiet import Quiet
from tests.chaos.system import System
from tests.eventually import eventually

PEOPLE = 8
MOST_PAUSE_SECONDS = 0.8
"""Between two submissions of one of them: about twenty a second in all."""
DRAIN_SECONDS = 300.0
BUSY = {429, 503}


@dataclass(frozen=True, slots=True)
class Outage:
    """What was seen: submissions made meanwhile, how many were first asked to come again, seconds until all had arrived."""

    submissions: int
    asked_again: int
    drained_in: float
    problems: list[str]


async def outage(minutes: float, ground: Ground) -> Outage:
    """The network to Kafka swallows everything for so long while people go on handing in."""
    async with apart("outage", ground) as (system, doors, attempts, _):
        await system.kafka_way.turn("silent")
        end = monotonic() + 60 * minutes
        await asyncio.gather(*(_hand_in_until(end, doors, random.Random(person)) for person in range(PEOPLE)))
        await system.kafka_way.turn("open", reset=True)
        began = monotonic()
        async with Quiet.of(system) as quiet:
            await eventually(quiet.reached, seconds=DRAIN_SECONDS, every=0.2)
        drained_in = monotonic() - began
        problems = [*_not_accepted(attempts), *await _lost(system, attempts)]
        return Outage(len(attempts.impulses), len(_asked_again(attempts)), drained_in, problems)


async def _hand_in_until(end: float, doors: Doors, rng: random.Random) -> None:
    number = 0
    while monotonic() < end:
        number += 1
        await submit(doors, rng, number, f"Q{rng.getrandbits(32):08x}")
        await asyncio.sleep(MOST_PAUSE_SECONDS * rng.random())


def _not_accepted(attempts: Attempts) -> list[str]:
    """Whatever was answered badly; a key that was used for another body is refused as it should be.

    Who is asked to come again has come again until the submission was accepted, or `attempts.problems` says so.
    """
    again = _asked_again(attempts)
    failed = [
        each for each in attempts.all if each.outcome != "acked" and each.command != "reuse key" and each not in again
    ]
    return [*attempts.problems, *(f"{each.command} was answered {each.status}: {each.said[:100]}" for each in failed)]


def _asked_again(attempts: Attempts) -> list[Attempt]:
    """A busy service says so at once instead of letting people wait."""
    return [each for each in attempts.all if each.outcome != "acked" and each.status in BUSY]


async def _lost(system: System, attempts: Attempts) -> list[str]:
    connection = await system.connect("reporting")
    try:
        shown = await connection.fetchval("SELECT number FROM views.totals WHERE what = 'received'")
    finally:
        await connection.close()
    handed_in = len(attempts.impulses)
    return [] if shown == handed_in else [f"{handed_in} were handed in, reporting counts {shown}"]
