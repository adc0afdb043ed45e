"""Lighthouse on a phone gives full points in every category: the median of three runs."""

import asyncio
import json
import os
from collections.abc import Sequence
from typing import Any

from deploy.assets.browser import find_chromium
from tests.page_bars.bar import Findings
from tests.page_bars.output import progress
from tests.page_bars.packages import packages, run_node
from tests.page_bars.site import Answer, Look

RUNS = 3
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
NOT_FOR_SEARCH = b'<meta name="robots" content="noindex">'
"""Stands on states of earlier days: who searches is to find the page of today. Such a page has no points for being found."""

Report = dict[str, Any]


async def check(look: Look) -> Findings:
    """One check per route and category, on the page with the most kinds of markup."""
    program = str(await asyncio.to_thread(packages) / "lighthouse" / "cli" / "index.js")
    findings: dict[str, list[str]] = {}
    for page in look.site.samples():
        categories = [each for each in CATEGORIES if each != "seo" or NOT_FOR_SEARCH not in page.body]
        reports = await _reports(program, page, categories)
        findings |= {f"{category} of {page.name}": _wrong(category, reports) for category in categories}
    return findings


async def _reports(program: str, page: Answer, categories: Sequence[str]) -> list[Report]:
    """As many runs as the median needs: where two of three have full points in all, the third changes nothing."""
    reports = list[Report]()
    while len(reports) < RUNS and not (len(reports) == RUNS - 1 and all(map(_is_full, reports))):
        progress(f"  lighthouse {page.name}, run {len(reports) + 1}")
        reports.append(await _run(program, page, categories))
    return reports


async def _run(program: str, page: Answer, categories: Sequence[str]) -> Report:
    browser = find_chromium()
    flags = ("--headless=new", "--no-sandbox", "--ignore-certificate-errors", *browser.args)
    printed = await run_node(
        *(program, page.url, "--output=json", "--quiet", f"--only-categories={','.join(categories)}"),
        f"--chrome-flags={' '.join(flags)}",
        environment={**os.environ, "CHROME_PATH": str(browser.path)},
    )
    report: Report = json.loads(printed)
    return report


def _is_full(report: Report) -> bool:
    return all(category["score"] == 1 for category in report["categories"].values())


def _wrong(category: str, reports: list[Report]) -> list[str]:
    middle = sorted(reports, key=lambda report: report["categories"][category]["score"] or 0)[len(reports) // 2]
    found = middle["categories"][category]
    if found["score"] == 1:
        return []
    audits = {ref["id"]: middle["audits"][ref["id"]]["score"] for ref in found["auditRefs"] if ref["weight"]}
    lost = [f"{name} {score}" for name, score in audits.items() if score is not None and score < 1]
    return [f"{(found['score'] or 0) * 100:.0f} points: {', '.join(lost)}"]
