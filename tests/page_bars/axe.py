"""axe-core finds no violation of WCAG 2.0 to 2.2, A and AA, nor of its best practices."""

from typing import Literal

from tests.page_bars.bar import Findings
from tests.page_bars.screen import screen
from tests.page_bars.site import Look
from tests.pages_in_browser import NARROW, WIDE, new_violations, open_details, violations

Scheme = Literal["light", "dark"]

ALL: tuple[tuple[Scheme, int], ...] = (("light", WIDE), ("light", NARROW), ("dark", WIDE), ("dark", NARROW))
FAST: tuple[tuple[Scheme, int], ...] = (("light", WIDE),)


async def check(look: Look) -> Findings:
    """One check per page, scheme and width, details opened; the quick variant leaves out pages that are built alike."""
    findings, find = {}, new_violations if look.fast else violations
    for scheme, width in FAST if look.fast else ALL:
        async with screen(look, width=width, scheme=scheme) as view:
            for page in look.pages:
                await view.goto(page.url)
                await open_details(view)
                findings[f"{page.name} in {scheme} at {width} px"] = await find(view)
    return findings
