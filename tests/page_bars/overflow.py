"""Nothing is wider than a small screen (WCAG 1.4.10)."""

from tests.page_bars.bar import Findings
from tests.page_bars.screen import screen
from tests.page_bars.site import Look
from tests.pages_in_browser import NARROW, open_details, too_wide


async def check(look: Look) -> Findings:
    """One check per page, its details opened."""
    findings = {}
    async with screen(look, width=NARROW) as view:
        for page in look.pages:
            await view.goto(page.url)
            await open_details(view)
            findings[page.name] = await too_wide(view)
    return findings
