"""The MDN HTTP Observatory gives its best grade."""

import asyncio
import json
import os

from tests.page_bars.bar import Findings
from tests.page_bars.packages import packages, run_node
from tests.page_bars.site import Answer, Look

BEST = "A+"


async def check(look: Look) -> Findings:
    """One check per route."""
    program = await asyncio.to_thread(packages) / "@mdn" / "mdn-http-observatory"
    # Which hosts browsers know to want TLS: its install script would fetch the list, and loopback is not on it.
    (program / "conf" / "hsts-preload.json").write_text("{}")
    environment = dict(os.environ)
    if look.certificate:
        environment["NODE_EXTRA_CA_CERTS"] = str(look.certificate)
    scan = str(program / "src" / "scan.js")
    return {page.name: await _graded(scan, page, environment) for page in look.site.samples()}


async def _graded(scan: str, page: Answer, environment: dict[str, str]) -> list[str]:
    # It takes what follows "https://", a path included.
    found = json.loads(await run_node(scan, page.url.removeprefix("https://"), environment=environment))
    if found["scan"]["grade"] == BEST:
        return []
    wrong = [f"{name}: {test['result']}" for name, test in found["tests"].items() if not test["pass"]]
    return [f"grade {found['scan']['grade']} ({found['scan']['score']})", *wrong]
