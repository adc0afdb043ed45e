"""What integration tests share besides the servers."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from tests.pages_in_browser import chromium


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    """A real browser."""
    async with chromium() as started:
        yield started
