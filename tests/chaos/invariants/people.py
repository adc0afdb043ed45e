"""I5: at most one valid claim per case and place; four eyes are two people, never the submitter."""

import hmac
from collections import Counter

from shared.contracts.topics import FactTopic
from shared.runtime.settings import secret_bytes
from tests.chaos.evidence import Evidence


async def check(evidence: Evidence) -> list[str]:
    """The database of evaluation, its journal, and the marks of the submitters."""
    connection = evidence.databases["evaluation"]
    wrong = []
    seats = await connection.fetch(
        """
        SELECT case_id, impulse_id, evaluators_required, evaluator, unit, seats.state, expires_at <= now() AS expired
        FROM seats
        JOIN cases USING (case_id)
        """
    )
    taken: dict[object, list[dict[str, object]]] = {}
    for row in seats:
        if row["state"] == "submitted" or (row["state"] == "claimed" and not row["expired"]):
            taken.setdefault(row["case_id"], []).append(dict(row))
    for case_id, places in taken.items():
        required = places[0]["evaluators_required"]
        assert isinstance(required, int)
        if len(places) > required:
            wrong.append(f"case {case_id} has {len(places)} claims for {required} places")
        if len({place["unit"] for place in places}) < len(places):
            wrong.append(f"case {case_id} is assessed twice by one unit")
    cases = await connection.fetchval("SELECT count(*) - count(DISTINCT impulse_id) FROM cases")
    if cases:
        wrong.append(f"{cases} impulses have more than one case of a round")
    wrong += _four_eyes(evidence, taken)
    return wrong + await _never_the_submitter(evidence, taken)


def _four_eyes(evidence: Evidence, taken: dict[object, list[dict[str, object]]]) -> list[str]:
    wrong = []
    actors: dict[str, dict[str, list[str | None]]] = {}
    for (topic, _), entries in evidence.journal.items():
        if topic != FactTopic.ASSESSMENTS:
            continue
        for entry in entries:
            if "case_id" in entry.data:
                name = entry.type.split(".")[-2]
                actors.setdefault(str(entry.data["case_id"]), {}).setdefault(name, []).append(entry.actor)
    for case_id, by_fact in actors.items():
        if set(by_fact.get("decided", [])) & set(by_fact.get("published", [])):
            wrong.append(f"case {case_id} was decided and published by one person")
        if set(by_fact.get("submitted", [])) & set(by_fact.get("decided", [])):
            wrong.append(f"case {case_id} was assessed and decided by one person")
        for name in ("submitted", "decided", "published", "consolidated", "case_opened"):
            doubled = [actor for actor, number in Counter(by_fact.get(name, [])).items() if number > 1]
            if doubled:
                wrong.append(f"case {case_id} was {name} twice by one person")
    return wrong


async def _never_the_submitter(evidence: Evidence, taken: dict[object, list[dict[str, object]]]) -> list[str]:
    key = secret_bytes(evidence.stage.system.settings("evaluation").secrets.match)
    rows = await evidence.databases["evaluation"].fetch(
        "SELECT impulse_id, portal_reference, submitter_marks FROM impulses WHERE submitter_marks <> '{}'"
    )
    marks = {row["impulse_id"]: (row["portal_reference"], set(row["submitter_marks"])) for row in rows}
    wrong = []
    for case_id, places in taken.items():
        for place in places:
            reference, submitters = marks.get(place["impulse_id"], (None, set()))
            own = {
                hmac.digest(key, f"{what}|{place['evaluator']}".encode(), "sha256").hex()
                for what in (place["impulse_id"], reference)
                if what is not None
            }
            if own & submitters:
                wrong.append(f"case {case_id} is assessed by who submitted the impulse")
    return wrong
