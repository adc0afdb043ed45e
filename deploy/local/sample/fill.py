"""Makes the sample city: gives every command of its stories to the running services, each at its own time."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from rich.progress import Progress

from deploy.local.sample.city import City
from deploy.local.sample.clock import sample_clock
from deploy.local.sample.content import load_content
from deploy.local.sample.steps import schedule, steps
from shared.contracts.days import CITY_TIME


def fill(ready: Mapping[str, Any]) -> None:
    """Play all stories through the services of a running system, whose ready file this is; takes about half a minute.

    Raises: SampleError when a service refuses a step.
    """
    asyncio.run(_fill(ready))


async def _fill(ready: Mapping[str, Any]) -> None:
    today = datetime.now(CITY_TIME).date()
    planned = schedule(steps(load_content()), today)
    async with sample_clock(ready["postgres"]) as clock, City.of(ready, today) as city:
        with Progress() as bar:
            for at, step in bar.track(planned, description="Sample city"):
                await clock.set(at)
                await city.take(step, at)
