"""One impulse on its whole path: posted by a portal, released, assessed as case G1, decided, implemented."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from tests.e2e.desks import EFFECT_SECONDS, Desks
from tests.e2e.topics import portal_event, portal_headers, post
from tests.eventually import eventually
from tests.unit.evaluation.cases import WORKED

# Made-up words, so that a test can look for them anywhere: one for what is published as text, one for what evaluators write.
PUBLISHED_WORD = "Quittenbogen"
CONFIDENTIAL_WORD = "Schlehenpfad"

TITLE = f"Ein {PUBLISHED_WORD} über den Marktplatz"
TEXT = f"Der {PUBLISHED_WORD} soll im Sommer Schatten geben und im Herbst Früchte tragen."
REASONS = f"Der {PUBLISHED_WORD} passt zum Leitbild, kostet wenig und nützt vielen Menschen."
MEASURE = f"{PUBLISHED_WORD} pflanzen und anbinden"


@dataclass(frozen=True, slots=True)
class Implemented:
    """What the story left behind; `result` is what coordinators saw before the publication."""

    impulse_id: str
    number: str
    case_id: str
    measure_id: str
    result: dict[str, Any]


def sheet_of(evaluator: str, case: str = "G1") -> dict[str, Any]:
    """The ratings of A or B in a worked case, with all that the rules of rating ask for besides the value."""
    worked = WORKED[case]
    return {
        "ratings": {name: _rating(name, value) for name, value in worked["ratings"][evaluator].items()},
        "exclusions": {name: answers[evaluator] for name, answers in worked["ko"].items()},
    }


def _rating(criterion: str, value: int | str) -> dict[str, object]:
    rating: dict[str, object] = {"value": value}
    if value == 0:
        return rating
    rating["reason"] = f"Zu {criterion} spricht der {CONFIDENTIAL_WORD} eine deutliche Sprache."
    if isinstance(value, str):
        return rating
    rating["evidence"] = "B" if abs(value) == 2 else "C"
    if value < 0:
        rating["mitigation"] = f"Ein zweiter {CONFIDENTIAL_WORD} könnte den Nachteil mindern."
    return rating


async def assess(desks: Desks, case_id: str) -> None:
    """Two evaluators of different units rate as A and B of case G1."""
    for evaluator, letter in zip(desks.evaluators(), "AB", strict=True):
        await desks.assess(case_id, evaluator, sheet_of(letter))


async def decide(desks: Desks, case_id: str) -> None:
    """Accept it, as recommended: by whoever decides for the Tiefbau."""
    decider = next(person for person in desks.people("decider") if person.unit == "dezernat-3")
    await desks.case(case_id, "POST", "decision", decider, {"decision": "accepted", "reasons": REASONS})


async def publish(desks: Desks, case_id: str) -> None:
    """Publish the decision as a coordinator."""
    await desks.case(case_id, "POST", "publication", desks.people("coordinator")[0])


async def plan(desks: Desks, impulse_id: str) -> str:
    """Plan a measure; its id."""
    return await desks.plan(
        impulse_id,
        title=MEASURE,
        unit="gruenflaechen",
        due_on=date(date.today().year + 1, 6, 30).isoformat(),  # noqa: DTZ011 - any day in the future
        planned_cents=4_500_000,
        own_share_cents=1_500_000,
        funding_cents=3_000_000,
        indicator={"name": f"Menschen unter dem {PUBLISHED_WORD}", "baseline": 0, "target": 120},
    )


async def play(desks: Desks) -> Implemented:
    """The whole path; every step is waited for on the public API."""
    reference = f"vorschlag-{uuid4().hex}"
    event = portal_event(reference, title=TITLE, text=TEXT, field_of_action="Grün in der Stadt")
    await post(desks.system.bootstrap_servers, (reference, event, portal_headers()))
    impulse_id, number = await _received(desks)
    assert await desks.public(number) is None, "nobody outside reads what was not released"
    await desks.release(impulse_id, unit="gruenflaechen", strategic_goals=[4])
    assert (await desks.shown_as(number, "in_assessment"))["text"] == TEXT
    case_id = await desks.case_of(impulse_id)
    await assess(desks, case_id)
    consolidated = await desks.case(case_id, "GET", "", desks.people("coordinator")[0])
    await decide(desks, case_id)
    decided = await desks.public(number)
    assert decided is not None
    assert decided["decision"] is decided["result"] is None, "nothing leaves evaluation before the publication"
    await publish(desks, case_id)
    await desks.shown_as(number, "accepted")
    measure_id = await plan(desks, impulse_id)
    await desks.shown_as(number, "planned")
    await desks.measure(measure_id, "progress", {"percent": 40})
    await desks.shown_as(number, "in_implementation")
    await desks.measure(measure_id, "completion")
    await desks.shown_as(number, "implemented")
    return Implemented(impulse_id, number, case_id, measure_id, consolidated["result"])


async def _received(desks: Desks) -> tuple[str, str]:
    async def taken_up() -> tuple[str, str] | None:
        found = [item for item in await desks.screened() if item["title"] == TITLE]
        return (found[0]["id"], found[0]["number"]) if found else None

    found = await eventually(taken_up, seconds=EFFECT_SECONDS, every=0.1)
    assert found is not None
    return found
