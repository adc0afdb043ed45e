"""Every public route has a page that somebody can find, and no link within the site is dead."""

from tests.page_bars.bar import Findings
from tests.page_bars.site import Look


async def check(look: Look) -> Findings:
    """One check per route and one per link."""
    site = look.site
    findings: dict[str, list[str]] = {answer.route: [] for answer in site.answers}
    findings |= {route: [f"no page found for route {route}"] for route in site.unreached}
    findings |= {f"link {number}": [] for number in range(site.links - len(site.dead))}
    return findings | {link: [what] for link, what in site.dead.items()}
