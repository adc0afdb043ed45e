"""What version 1 of a plan allowed is read as version 2, and means the same to everything that folds it."""

from typing import Any

import pytest
from pydantic import ValidationError

from services.reporting.views.impulse import Folding, ImpulseRow
from shared.contracts.facts import Costs, MeasurePlanned, MeasureReplanned
from shared.contracts.registry import REGISTRY, read
from shared.contracts.status import Status, StatusParts
from tests.contract.sample_events import IMPULSE, MEASURE, records

V1, V2 = "de.impulswerk.measure.planned.v1", MeasurePlanned.event_type
AMOUNTS = ("planned_cents", "yearly_cents", "own_share_cents", "funding_cents")


def version_1(**amounts: object) -> dict[str, Any]:
    plan = {name: value for name, value in records()[V2]["value"].items() if name != "costs"}
    return {**plan, **amounts}


@pytest.mark.parametrize(
    ("amounts", "costs"),
    [
        ({"planned_cents": 100}, Costs(planned_cents=100)),
        ({"planned_cents": 100, "yearly_cents": 7}, Costs(planned_cents=100, yearly_cents=7)),
        (
            {"planned_cents": 100, "own_share_cents": 40, "funding_cents": 60},
            Costs(planned_cents=100, own_share_cents=40, funding_cents=60),
        ),
        ({"planned_cents": 100, "funding_cents": 0}, Costs(planned_cents=100, funding_cents=0)),
        ({"planned_cents": 100, "own_share_cents": None}, Costs(planned_cents=100)),
        ({"planned_cents": 100, "own_share_cents": 41, "funding_cents": 60}, Costs(planned_cents=100)),
        ({"planned_cents": 0, "yearly_cents": 7, "funding_cents": 1}, Costs(planned_cents=0, yearly_cents=7)),
    ],
)
@pytest.mark.parametrize("model", [MeasurePlanned, MeasureReplanned])
def test_loose_amounts_become_costs(model: type[MeasurePlanned], amounts: dict[str, Any], costs: Costs) -> None:
    event = read(model.event_type.replace(".v2", ".v1"), version_1(**amounts))
    assert isinstance(event, model)
    assert event.costs == costs
    assert event.data() == {**version_1(), "costs": costs.model_dump(exclude_none=True)}


@pytest.mark.parametrize("amounts", [{}, {"planned_cents": "viel"}, {"planned_cents": 1, "own_share_cents": []}])
def test_what_never_was_version_1_is_refused_by_the_model(amounts: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        read(V1, version_1(**amounts))


def test_an_upcaster_changes_nothing_it_was_given() -> None:
    old = version_1(planned_cents=100)
    before = dict(old)
    assert REGISTRY.current(V1, old)[1] is not old
    assert old == before


@pytest.mark.parametrize("old", [True, False], ids=["version 1", "version 2"])
def test_status_and_views_know_no_version(old: bool) -> None:
    amounts = dict(zip(AMOUNTS, (100, 7, 40, 60), strict=True))
    written = (V1, version_1(**amounts)) if old else (V2, {**version_1(), "costs": amounts})
    event_type, data = REGISTRY.current(*written)
    assert event_type == V2
    folding = Folding(ImpulseRow())
    folding.fact(event_type, data, lambda: "2026-03-02T08:00:00Z")
    row = folding.row()
    assert row.status_parts == StatusParts().after(event_type, data)
    assert row.status_parts.measures.states == {str(MEASURE): Status.PLANNED}
    plan = row.measure["measures"][str(MEASURE)]["plan"]
    assert {name: plan[name] for name in AMOUNTS} == amounts
    assert plan["impulse_id"] == str(IMPULSE)
    assert "costs" not in plan
