"""A released version may gain optional fields and nothing else; each planted change is named by type, field and rule."""

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from typer.testing import CliRunner

from shared.contracts import generate as generated
from shared.contracts.cli import app
from shared.contracts.compatibility import Break, Rule, breaks
from shared.contracts.event import Event
from shared.contracts.facts import EffectReviewed, ImpulseReceived, MeasurePlanned
from shared.contracts.fields import Count, Flag, Id, Key, TextRef
from shared.contracts.generate import Breaking, current_schemas, incompatibilities, release
from shared.contracts.json_schemas import ALL_TYPES
from shared.contracts.privacy import INTERNAL, PUBLIC
from shared.contracts.released import released_schemas
from shared.contracts.upcasters import UPCASTERS

Change = Callable[[dict[str, Any]], object]
RECEIVED, PLANNED, EFFECT = ImpulseReceived.event_type, MeasurePlanned.event_type, EffectReviewed.event_type


def fields(schema: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = schema["properties"]
    return found


def costs(schema: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = schema["$defs"]["Costs"]
    return found


def renamed(schema: dict[str, Any]) -> None:
    fields(schema)["serial"] = fields(schema).pop("number")
    schema["required"][schema["required"].index("number")] = "serial"


def moved_reference(schema: dict[str, Any]) -> None:
    schema["$defs"]["Money"] = schema["$defs"].pop("Costs")
    fields(schema)["costs"] = {"$ref": "#/$defs/Money"}


BREAKING: dict[str, tuple[str, Change, list[tuple[str, Rule]]]] = {
    "removed": (RECEIVED, lambda s: fields(s).pop("portal_reference"), [("portal_reference", Rule.REMOVED)]),
    "renamed": (RECEIVED, renamed, [("number", Rule.REMOVED), ("serial", Rule.ADDED_REQUIRED)]),
    "retyped": (
        RECEIVED,
        lambda s: fields(s)["has_contact"].update(type="string"),
        [("has_contact", Rule.TYPE)],
    ),
    "another format": (
        RECEIVED,
        lambda s: fields(s)["received_on"].update(format="date-time"),
        [("received_on", Rule.TYPE)],
    ),
    "a value became a list": (
        RECEIVED,
        lambda s: fields(s).update(origin={"type": "array", "items": fields(s)["origin"], "x-privacy": "public"}),
        [("origin", Rule.VALUES), ("origin", Rule.TYPE), ("origin", Rule.TYPE)],
    ),
    "elements retyped": (
        RECEIVED,
        lambda s: fields(s)["submitter_marks"]["items"].update(type="integer"),
        [("submitter_marks[]", Rule.TYPE)],
    ),
    "may be null": (
        RECEIVED,
        lambda s: fields(s).update(number={"anyOf": [fields(s)["number"], {"type": "null"}]}),
        [("number", Rule.TYPE), ("number", Rule.LIMITS), ("number", Rule.TYPE), ("number", Rule.PRIVACY)],
    ),
    "newly required": (RECEIVED, lambda s: s["required"].append("imported"), [("imported", Rule.REQUIRED)]),
    "added as required": (
        RECEIVED,
        lambda s: (fields(s).update(district={"type": "string"}), s["required"].append("district")),
        [("district", Rule.ADDED_REQUIRED)],
    ),
    "no longer required": (RECEIVED, lambda s: s["required"].remove("origin"), [("origin", Rule.OPTIONAL)]),
    "one more value": (RECEIVED, lambda s: fields(s)["origin"]["enum"].append("press"), [("origin", Rule.VALUES)]),
    "one value less": (RECEIVED, lambda s: fields(s)["origin"]["enum"].pop(), [("origin", Rule.VALUES)]),
    "closed list in an optional field": (
        EFFECT,
        lambda s: fields(s)["after_months"]["anyOf"][0]["enum"].append(24),
        [("after_months", Rule.VALUES)],
    ),
    "narrower": (PLANNED, lambda s: fields(s)["unit"].update(pattern="^[a-z]+$"), [("unit", Rule.LIMITS)]),
    "wider": (EFFECT, lambda s: fields(s)["satisfied_n"]["anyOf"][0].update(minimum=1), [("satisfied_n", Rule.LIMITS)]),
    "another default": (RECEIVED, lambda s: fields(s)["imported"].update(default=True), [("imported", Rule.DEFAULT)]),
    "another privacy class": (
        RECEIVED,
        lambda s: fields(s)["has_contact"].update({"x-privacy": "public"}),
        [("has_contact", Rule.PRIVACY)],
    ),
    "removed inside a part": (
        PLANNED,
        lambda s: costs(s)["properties"].pop("funding_cents"),
        [("costs.funding_cents", Rule.REMOVED)],
    ),
    "limit inside a part": (
        PLANNED,
        lambda s: costs(s)["properties"]["planned_cents"].pop("minimum"),
        [("costs.planned_cents", Rule.LIMITS)],
    ),
}

HARMLESS: dict[str, tuple[str, Change]] = {
    "an optional field": (RECEIVED, lambda s: fields(s).update(district={"type": "string", "x-privacy": "public"})),
    "an optional field of a part": (PLANNED, lambda s: costs(s)["properties"].update(loan_cents={"type": "integer"})),
    "another description": (RECEIVED, lambda s: s.update(description="Said better.")),
    "another order of a closed list": (RECEIVED, lambda s: fields(s)["origin"]["enum"].reverse()),
    "another order of fields": (RECEIVED, lambda s: s.update(properties=dict(reversed(fields(s).items())))),
    "a part with another name": (PLANNED, moved_reference),
}


def planted(event_type: str, change: Change) -> list[Break]:
    before = json.loads(json.dumps(current_schemas()[event_type]))
    after = deepcopy(before)
    change(after)
    return breaks({event_type: before}, {event_type: after})


@pytest.mark.parametrize("name", BREAKING)
def test_a_breaking_change_is_named_by_type_field_and_rule(name: str) -> None:
    event_type, change, expected = BREAKING[name]
    found = planted(event_type, change)
    assert [(each.field, each.rule) for each in found] == expected
    for each in found:
        assert str(each).startswith(f"{event_type}: {each.field}: {each.rule}")


def test_every_rule_is_planted() -> None:
    shown = {rule for _, _, expected in BREAKING.values() for _, rule in expected}
    assert shown == set(Rule) - {Rule.UNREADABLE}


@pytest.mark.parametrize("name", HARMLESS)
def test_a_harmless_change_passes(name: str) -> None:
    assert planted(*HARMLESS[name]) == []


def test_a_type_that_disappears_is_refused_unless_its_records_stay_readable() -> None:
    schema = current_schemas()[RECEIVED]
    assert [each.rule for each in breaks({RECEIVED: schema}, {})] == [Rule.UNREADABLE]
    assert breaks({RECEIVED: schema}, {}, superseded=[RECEIVED]) == []


def test_a_constant_is_a_closed_list_of_one() -> None:
    before = {"properties": {"kind": {"const": "one"}}}
    assert breaks({"t": before}, {"t": {"properties": {"kind": {"enum": ["one"]}}}}) == []
    (found,) = breaks({"t": before}, {"t": {"properties": {"kind": {"const": "two"}}}})
    assert (found.field, found.rule, found.detail) == ("kind", Rule.VALUES, "enum: ['one'] -> ['two']")


def test_a_new_type_breaks_nothing() -> None:
    assert breaks({}, current_schemas()) == []


def test_the_models_break_nothing_that_was_released() -> None:
    assert incompatibilities() == []


def test_what_is_superseded_was_released_and_stays() -> None:
    assert set(UPCASTERS) <= set(released_schemas())
    assert set(generated.documents()) >= {f"{event_type}.json" for event_type in UPCASTERS}


class Narrowed(ImpulseReceived):
    """An `origin` that newer code would not accept any more, and a channel that older code would not."""

    origin: Annotated[Literal["citizens", "council"], PUBLIC]
    channel: Annotated[Literal["form", "portal", "api", "staff", "import", "fax"], PUBLIC]  # type: ignore[assignment]


class Grown(ImpulseReceived):
    """Optional fields that older code ignores."""

    district: Key | None = None
    witnesses: Count = 0
    sketch: TextRef | None = None


@pytest.fixture
def frozen(tmp_path: Path) -> Path:
    for event_type, schema in released_schemas().items():
        (tmp_path / f"{event_type}.json").write_text(json.dumps(schema), encoding="utf-8")
    return tmp_path


def with_model(model: type[Event], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ALL_TYPES, model.event_type, model)


def test_check_fails_on_a_breaking_model_and_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    with_model(Narrowed, monkeypatch)
    monkeypatch.setattr(generated, "differences", list)
    result = CliRunner().invoke(app, ["check"])
    assert result.exit_code == 1
    assert f"{RECEIVED}: origin: {Rule.VALUES} (enum: " in result.stderr
    assert f"{RECEIVED}: channel: {Rule.VALUES}" in result.stderr
    assert "new version with an upcaster" in result.stderr


def test_check_passes_on_a_model_that_grew(monkeypatch: pytest.MonkeyPatch) -> None:
    with_model(Grown, monkeypatch)
    monkeypatch.setattr(generated, "differences", list)
    assert CliRunner().invoke(app, ["check"]).exit_code == 0


def test_a_release_freezes_what_grew_and_refuses_what_breaks(frozen: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = released_schemas(frozen)
    assert release(frozen) == []
    with_model(Narrowed, monkeypatch)
    with pytest.raises(Breaking, match="origin"):
        release(frozen)
    assert released_schemas(frozen) == before
    with_model(Grown, monkeypatch)
    assert release(frozen) == [RECEIVED]
    assert release(frozen) == []
    assert released_schemas(frozen).keys() == before.keys()
    with_model(ImpulseReceived, monkeypatch)
    assert {each.field for each in incompatibilities(frozen)} == {"district", "witnesses", "sketch"}


def test_a_checkout_without_released_schemas_is_no_silent_success(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        incompatibilities(tmp_path / "nothing")


def test_a_field_that_is_not_public_does_not_become_so() -> None:
    class Before(Event):
        event_type = "de.impulswerk.test.kept.v1"
        topic = "test"
        impulse_id: Id
        urgent: Annotated[bool, INTERNAL] = False

    class After(Before):
        urgent: Flag = False

    found = breaks({"t": Before.model_json_schema()}, {"t": After.model_json_schema()})
    assert [(each.field, each.rule) for each in found] == [("urgent", Rule.PRIVACY)]
