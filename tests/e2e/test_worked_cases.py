"""The five worked cases through the JSON API of the running system, rated by real evaluators."""

from typing import Any

import pytest

from tests.e2e.desks import Desks
from tests.e2e.story import sheet_of
from tests.e2e.topics import Topic, header
from tests.eventually import eventually
from tests.unit.evaluation.cases import WORKED

pytestmark = pytest.mark.servers


async def rated(desks: Desks, case: str) -> tuple[str, str]:
    """A case that two evaluators of different units have rated as A and B; ids of impulse and case."""
    impulse = await desks.submit(f"Der Fall {case}", "Er wird nachgerechnet.")
    await desks.release(impulse["id"])
    case_id = await desks.case_of(impulse["id"])
    for evaluator, letter in zip(desks.evaluators(), "AB", strict=True):
        await desks.assess(case_id, evaluator, sheet_of(letter, case))
    return impulse["id"], case_id


async def seen(desks: Desks, case_id: str, role: str = "coordinator") -> dict[str, Any]:
    found: dict[str, Any] = await desks.call(
        "evaluation", "GET", f"/api/evaluation/v1/cases/{case_id}", desks.people(role)[0]
    )
    return found


@pytest.mark.parametrize("case", ["G1", "G5", "G7"])
async def test_two_who_agree_get_the_worked_result_in_every_key(desks: Desks, case: str) -> None:
    _, case_id = await rated(desks, case)
    result, expected = (await seen(desks, case_id))["result"], WORKED[case]["expected"]
    assert {name: result[name] for name in expected} == expected
    assert result["sdg"] == WORKED[case]["sdg"]


async def test_an_exclusion_counts_after_the_offices_answer(desks: Desks) -> None:
    _, case_id = await rated(desks, "G3")
    assert (await seen(desks, case_id))["result"] is None
    office = desks.people("office")[0]
    for question in (await seen(desks, case_id, "office"))["questions"]:
        answer = {"answer": "nein", "reason": "Das lässt sich nicht gleich behandeln."}
        await desks.case(case_id, "POST", f"exclusions/{question['criterion']}", office, answer)
    result, expected = (await seen(desks, case_id))["result"], WORKED["G3"]["expected"]
    assert {name: result[name] for name in expected} == expected


async def test_two_who_disagree_get_a_third_and_nothing_is_revealed(desks: Desks) -> None:
    impulse_id, case_id = await rated(desks, "G9")
    for role in ("coordinator", "decider", "evaluator", "office"):
        view = await seen(desks, case_id, role)
        assert (view["state"], view["evaluators_required"]) == ("open", 3)
        assert (view["result"], view["comparison"], view["notes"]) == (None, [], [])

    async def told() -> list[Any]:
        return (await Topic.read(desks.system.bootstrap_servers, "impulswerk.assessments.v1")).about(impulse_id)

    async def asked() -> bool:
        return header((await told())[-1], "ce_type") == "de.impulswerk.assessment.third_opinion_requested.v1"

    await eventually(asked)
    assert b"UMSETZEN" not in b"".join(record.value for record in await told())
