import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from pydantic import BaseModel, Field, TypeAdapter, ValidationError, field_validator

from shared.web.validation import form_errors
from tests.unit.web.service import CaseTaken


class Form(BaseModel):
    title: str = Field(min_length=1, max_length=5)
    origin: Literal["citizens", "council"]

    @field_validator("title")
    @classmethod
    def not_shouted(cls, title: str) -> str:
        if title.isupper():
            raise ValueError("Bitte nicht nur Großbuchstaben.")
        return title


def errors_of(kind: Any, value: object) -> dict[str, str]:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(kind).validate_python(value)
    return form_errors(caught.value)


def test_one_sentence_per_field() -> None:
    assert errors_of(Form, {"title": "", "origin": "king"}) == {
        "title": "Bitte mindestens 1 Zeichen angeben.",
        "origin": "Erlaubt ist nur: 'citizens' oder 'council'.",
    }
    assert errors_of(Form, {"title": "LOUD", "origin": "council"}) == {"title": "Bitte nicht nur Großbuchstaben."}


@pytest.mark.parametrize(
    ("kind", "value", "sentence"),
    [
        (int, "x", "Bitte eine ganze Zahl angeben."),
        (float, "x", "Bitte eine Zahl angeben."),
        (bool, "x", "Bitte ja oder nein angeben (true oder false)."),
        (UUID, "x", "Das ist keine gültige Kennung."),
        (datetime.date, "31.13.2026", "Bitte ein Datum angeben, zum Beispiel 2026-03-31."),
        (Annotated[int, Field(ge=-2)], -3, "Bitte mindestens -2 angeben."),
        (list[int], "x", "Hier muss eine Liste stehen."),
        (bytes, 7, "Dieser Wert ist nicht gültig."),
    ],
)
def test_german_sentences(kind: Any, value: object, sentence: str) -> None:
    assert errors_of(kind, value) == {"": sentence}


def test_a_domain_error_stands_at_its_field() -> None:
    assert form_errors(CaseTaken("Schon vergeben.", "case_id")) == {"case_id": "Schon vergeben."}
    assert form_errors(CaseTaken("Schon vergeben.")) == {"": "Schon vergeben."}
