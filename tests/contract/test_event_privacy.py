"""A personal field, or one nobody classified, never becomes an event type."""

from typing import Annotated

import pytest
from pydantic import BaseModel, JsonValue

from shared.contracts.event import Event
from shared.contracts.facts import CaseClaimed, ImpulseReceived
from shared.contracts.fields import Id
from shared.contracts.privacy import INTERNAL, PERSONAL, PSEUDONYM, PUBLIC, PrivacyRefused, check_privacy
from shared.contracts.registry import collect
from tests.contract.test_event_registry import module_with

Email = Annotated[str, PERSONAL]


class Address(BaseModel):
    street: Annotated[str, PERSONAL]


class Unclassified(BaseModel):
    words: str


class WithPersonalField(Event):
    event_type = "de.impulswerk.test.personal.v1"
    impulse_id: Id
    email: Email


class WithoutClass(Event):
    event_type = "de.impulswerk.test.unclassified.v1"
    impulse_id: Id
    words: str


class PersonalWhenGiven(Event):
    email: Email | None = None


class PersonalInList(Event):
    emails: tuple[Email, ...]


class PersonalInside(Event):
    address: Address


class PersonalAndPublic(Event):
    email: Annotated[Email, PUBLIC]


class UnclassifiedInside(Event):
    part: Unclassified


class UnclassifiedWhenGiven(Event):
    words: str | None = None


class UnclassifiedInList(Event):
    words: list[str]


class UnclassifiedValues(Event):
    votes: dict[Annotated[str, PUBLIC], int]


@pytest.mark.parametrize(
    "model", [WithPersonalField, PersonalWhenGiven, PersonalInList, PersonalInside, PersonalAndPublic]
)
def test_a_personal_field_is_refused(model: type[Event]) -> None:
    with pytest.raises(PrivacyRefused, match="is personal"):
        check_privacy(model)


@pytest.mark.parametrize(
    "model", [WithoutClass, UnclassifiedInside, UnclassifiedWhenGiven, UnclassifiedInList, UnclassifiedValues]
)
def test_a_field_without_a_class_is_refused(model: type[Event]) -> None:
    with pytest.raises(PrivacyRefused, match="has no privacy class"):
        check_privacy(model)


@pytest.mark.parametrize("model", [WithPersonalField, WithoutClass])
def test_the_registry_refuses_such_a_type_when_it_is_imported(model: type[Event]) -> None:
    with pytest.raises(PrivacyRefused, match=model.__name__):
        collect((module_with(model),))


def test_classified_fields_of_any_shape_are_accepted() -> None:
    class Shapes(Event):
        plain: Annotated[str, PUBLIC]
        optional: Annotated[str, INTERNAL] | None = None
        several: tuple[Annotated[str, PSEUDONYM], ...] = ()
        json_object: Annotated[dict[str, JsonValue], PUBLIC]

    check_privacy(Shapes)


def test_the_class_is_in_the_json_schema() -> None:
    assert ImpulseReceived.model_json_schema()["properties"]["number"]["x-privacy"] == "public"
    assert CaseClaimed.model_json_schema()["properties"]["by"]["x-privacy"] == "pseudonym"
