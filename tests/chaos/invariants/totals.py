"""I4: what the public sees is what the owning databases say, and what a rebuild from offset 0 gives, row for row."""

from collections import Counter

from services.reporting.rebuild import rebuild
from shared.contracts.status import AssessmentsPart, ImpulsesPart, MeasuresPart, Status, StatusParts, public_status
from tests.chaos.evidence import OWNERS, Evidence

MEASURE_STATUS = {
    "planned": Status.PLANNED,
    "in_progress": Status.IN_IMPLEMENTATION,
    "completed": Status.IMPLEMENTED,
    "abandoned": Status.ABANDONED,
}


async def check(evidence: Evidence) -> list[str]:
    """The live views against both."""
    return [*await _against_owners(evidence), *await _against_rebuild(evidence)]


async def _against_owners(evidence: Evidence) -> list[str]:
    databases = evidence.databases
    impulses = await databases["ideas"].fetch("SELECT id, state FROM impulses")
    published = {
        row["impulse_id"]: Status(row["decision"])
        for row in await databases["evaluation"].fetch(
            "SELECT impulse_id, decision FROM cases JOIN decisions USING (case_id) WHERE state = 'published'"
        )
    }
    measures: dict[object, dict[str, Status]] = {}
    for row in await databases["implementation"].fetch("SELECT impulse_id, measure_id, state FROM measures"):
        measures.setdefault(row["impulse_id"], {})[str(row["measure_id"])] = MEASURE_STATUS[row["state"]]
    withdrawn = {
        subject[1]
        for subject, entries in evidence.journal.items()
        if any(".redacted." in each.type for each in entries)
    }
    stuck = await _stuck(evidence)
    expected: Counter[str] = Counter()
    statuses: dict[str, str] = {}
    for row in impulses:
        left = Status.INADMISSIBLE if row["state"] == "inadmissible" else None
        if str(row["id"]) in withdrawn:
            left = left or Status.WITHDRAWN
        parts = StatusParts(
            ImpulsesPart(received=True, released=row["state"] == "released", exit=left),
            AssessmentsPart(decision=published.get(row["id"])),
            MeasuresPart(measures.get(row["id"], {})),
        )
        status = public_status(parts)
        assert status is not None
        expected[status] += 1
        statuses[str(row["id"])] = status
    shown = {
        str(row["impulse_id"]): row["status"]
        for row in await databases["reporting"].fetch(
            "SELECT impulse_id, status FROM impulses WHERE status IS NOT NULL"
        )
    }
    wrong = [
        f"{impulse} is {shown.get(impulse)} in the views, {status} by its owners"
        for impulse, status in statuses.items()
        if shown.get(impulse) != status and impulse not in stuck
    ]
    wrong += [f"{impulse} is in the views only" for impulse in shown.keys() - statuses.keys()]
    totals = {
        row["value"]: row["number"]
        for row in await databases["reporting"].fetch(
            "SELECT value, number FROM totals WHERE what = 'status' AND scope = ''"
        )
    }
    counted = Counter(shown.values())
    if totals != counted:
        wrong.append(f"totals say {totals}, the rows {dict(counted)}")
    if not stuck and totals != expected:
        wrong.append(f"totals say {totals}, the owners {dict(expected)}")
    return wrong


async def _stuck(evidence: Evidence) -> set[str]:
    """Impulses about which a fact is parked on purpose: their rows stand still."""
    rows = await evidence.databases["reporting"].fetch(
        "SELECT DISTINCT subject FROM parked WHERE topic = ANY($1::text[]) AND subject IS NOT NULL", list(OWNERS)
    )
    return {row["subject"] for row in rows}


async def _against_rebuild(evidence: Evidence) -> list[str]:
    compared = await rebuild(evidence.stage.system.settings("reporting"), lambda done, total: None)
    return [
        f"a rebuild of {each.view} differs: {each.only_live} rows live only, {each.only_rebuilt} rebuilt only"
        for each in compared
        if not each.identical
    ]
