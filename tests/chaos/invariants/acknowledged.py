"""I1: what was acknowledged exists exactly once, what was refused never, what is unknown at most once."""

from collections import Counter

from shared.contracts.topics import FactTopic
from tests.chaos.driver.attempts import Impulse
from tests.chaos.evidence import Evidence


async def check(evidence: Evidence) -> list[str]:
    """Every impulse of the driver's ledger against the database of ideas and the journals."""
    rows = await evidence.databases["ideas"].fetch(
        "SELECT id, number, title, reference, state, has_contact FROM impulses"
    )
    by_title: dict[str, list[dict[str, object]]] = {}
    for row in rows:
        by_title.setdefault(row["title"], []).append(dict(row))
    wrong = []
    known = {impulse.title for impulse in evidence.stage.attempts.impulses}
    wrong += [f"an impulse that nobody handed in: {title}" for title in by_title.keys() - known]
    numbers = Counter(row["number"] for row in rows)
    wrong += [f"the number {number} was given {count} times" for number, count in numbers.items() if count > 1]
    for impulse in evidence.stage.attempts.impulses:
        wrong += _stored(impulse, by_title.get(impulse.title, []))
        if impulse.id is not None:
            wrong += _journaled(impulse, evidence)
            wrong += _measures(impulse, evidence)
    return wrong


def _stored(impulse: Impulse, found: list[dict[str, object]]) -> list[str]:
    if impulse.acked and len(found) != 1:
        return [f"{impulse.title} was acknowledged and stands there {len(found)} times"]
    if len(found) > 1:
        return [f"{impulse.title} was never acknowledged and stands there {len(found)} times"]
    if not impulse.acked and impulse.refused and found:
        return [f"{impulse.title} was refused and is there"]
    if not found or impulse.id is None:
        return []
    (row,) = found
    wrong = []
    if (str(row["id"]), row["number"]) != (impulse.id, impulse.number):
        wrong.append(f"{impulse.title}: the receipt said {impulse.id} {impulse.number}")
    if row["has_contact"] != (impulse.contact is not None):
        wrong.append(f"{impulse.title}: contact data were lost or made up")
    return wrong


def _journaled(impulse: Impulse, evidence: Evidence) -> list[str]:
    expected = {
        (FactTopic.IMPULSES, "received"): 1,
        (FactTopic.IMPULSES, "released"): int(impulse.released),
        (FactTopic.ASSESSMENTS, "case_opened"): int(impulse.released),
        (FactTopic.ASSESSMENTS, "claimed"): impulse.claims,
        (FactTopic.ASSESSMENTS, "submitted"): len(impulse.submitted),
        (FactTopic.ASSESSMENTS, "decided"): int(impulse.decided),
        (FactTopic.ASSESSMENTS, "published"): int(impulse.published),
        (FactTopic.MEASURES, "planned"): len(impulse.measures),
    }
    wrong = []
    for (topic, name), number in expected.items():
        found = len(evidence.entries(topic, impulse.id, name))
        if found != number and not _still_open(evidence, impulse):
            wrong.append(f"{impulse.title} ({impulse.id}): {found} facts {name}, {number} acknowledged")
    return wrong


def _measures(impulse: Impulse, evidence: Evidence) -> list[str]:
    wrong = []
    for measure, percents in impulse.measures.items():
        found = [
            entry.data["percent"]
            for entry in evidence.entries(FactTopic.MEASURES, impulse.id, "progressed")
            if entry.data["measure_id"] == measure
        ]
        if found != percents and not _still_open(evidence, impulse):
            wrong.append(f"measure {measure}: progress {found} in the journal, {percents} acknowledged")
        for name, how in (("completed", "completion"), ("abandoned", "abandonment")):
            ended = sum(
                entry.data["measure_id"] == measure for entry in evidence.entries(FactTopic.MEASURES, impulse.id, name)
            )
            if ended != int(impulse.ended_measures.get(measure) == how) and not _still_open(evidence, impulse):
                wrong.append(f"measure {measure}: {ended} facts {name}")
    return wrong


def _still_open(evidence: Evidence, impulse: Impulse) -> bool:
    """Whether a command about it was never settled, so that its outcome is unknown."""
    last: dict[tuple[str, str | None], str | None] = {}
    for attempt in evidence.stage.attempts.all:
        if attempt.about == impulse.title:
            last[attempt.command, attempt.key] = attempt.outcome
    return any(outcome in (None, "unknown") for outcome in last.values())
