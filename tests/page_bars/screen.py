"""How a page looks to a person's screen: its room, its colours, its details opened."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Literal

from playwright.async_api import Page

from tests.page_bars.site import Look

HEIGHT = 900


@asynccontextmanager
async def screen(look: Look, *, width: int, scheme: Literal["light", "dark"] = "light") -> AsyncIterator[Page]:
    """A browser without a past, as wide as this."""
    context = await look.browser.new_context(
        viewport={"width": width, "height": HEIGHT},
        color_scheme=scheme,
        reduced_motion="reduce",
        ignore_https_errors=True,
    )
    try:
        yield await context.new_page()
    finally:
        await context.close()
