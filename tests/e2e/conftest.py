"""One running product for all end-to-end tests, and a browser to look at it."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from playwright.async_api import Browser

from shared.runtime.running import RunningSystem
from tests.e2e.desks import Desks
from tests.e2e.places import Places, bring_about
from tests.e2e.story import Implemented, play
from tests.e2e.up import Up
from tests.pages_in_browser import chromium
from tests.proposals import PROJECT

LOGS = PROJECT / "build" / "e2e-logs"


@pytest.fixture(scope="session")
async def up() -> AsyncIterator[Up]:
    """`impulswerk up --empty`, started once and stopped at the end; its logs stay in build/e2e-logs.

    Not below pytest's own temporary folder, which PostgreSQL's account may not enter.
    """
    with TemporaryDirectory(prefix="impulswerk-e2e-") as folder:
        async with Up(Path(folder)) as running:
            yield running
        shutil.copytree(running.data / "logs", LOGS, dirs_exist_ok=True)


@pytest.fixture(scope="session")
def system(up: Up) -> RunningSystem:
    """Where its parts are and who may sign in."""
    return up.system


@pytest.fixture(scope="session")
async def desks(system: RunningSystem) -> AsyncIterator[Desks]:
    """Its JSON APIs."""
    async with Desks.of(system) as desks:
        yield desks


@pytest.fixture(scope="session")
async def implemented(desks: Desks) -> Implemented:
    """An impulse that went the whole path."""
    return await play(desks)


@pytest.fixture(scope="session")
async def places(desks: Desks, implemented: Implemented) -> Places:
    """Impulses and cases in every state that pages tell apart."""
    return await bring_about(desks, implemented)


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """A real Chromium."""
    async with chromium() as started:
        yield started
