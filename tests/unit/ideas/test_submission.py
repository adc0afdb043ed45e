"""What an impulse may hold."""

from typing import Any

import pytest

from services.ideas.domain.errors import (
    FieldOfActionUnknown,
    OriginUnknown,
    PlaceInvalid,
    SourceInvalid,
    TextInvalid,
    TitleInvalid,
)
from services.ideas.domain.submission import Submission, checked_licence, checked_source_url, submission
from shared.contracts.errors import DomainError

FIELDS = {"Mobilität", "Klima und Energie"}


def made(**changed: Any) -> Submission:
    given: dict[str, Any] = {
        "title": "Mehr Bäume",
        "text": "Am Marktplatz fehlt Schatten.",
        "origin": "citizens",
        "field_of_action": "Mobilität",
        "place": "Marktplatz",
        "fields_of_action": FIELDS,
    }
    return submission(**(given | changed))


def test_white_space_around_and_control_characters_do_not_count() -> None:
    read = made(title="  Mehr\tBäume \n", text="\x00Eins\r\nzwei\u2028drei\x07 ", place="  ")
    assert read == Submission("Mehr Bäume", "Eins\nzwei\ndrei", "citizens", "Mobilität", None)


@pytest.mark.parametrize("title", ["x", "x" * 250, f" {'x' * 250} "])
def test_title_has_1_to_250_characters(title: str) -> None:
    assert made(title=title).title == title.strip()


@pytest.mark.parametrize("text", ["x", "😀" * 10_000])
def test_text_has_1_to_10000_characters(text: str) -> None:
    assert made(text=text).text == text


@pytest.mark.parametrize(
    ("changed", "error", "field"),
    [
        ({"title": ""}, TitleInvalid, "title"),
        ({"title": " \n\x00"}, TitleInvalid, "title"),
        ({"title": "x" * 251}, TitleInvalid, "title"),
        ({"text": "  "}, TextInvalid, "text"),
        ({"text": "x" * 10_001}, TextInvalid, "text"),
        ({"text": "x" * 50_000, "may_lack_text": True}, TextInvalid, "text"),
        ({"origin": "martians"}, OriginUnknown, "origin"),
        ({"field_of_action": "mobilität"}, FieldOfActionUnknown, "field_of_action"),
        ({"field_of_action": ""}, FieldOfActionUnknown, "field_of_action"),
        ({"place": "x" * 251}, PlaceInvalid, "place"),
    ],
)
def test_what_breaks_a_rule_is_refused_with_its_field(
    changed: dict[str, Any], error: type[DomainError], field: str
) -> None:
    with pytest.raises(error) as refused:
        made(**changed)
    assert refused.value.field == field


def test_only_imports_may_lack_a_text() -> None:
    assert made(text="", may_lack_text=True).text == ""


@pytest.mark.parametrize("address", ["javascript:alert(1)", "example.org", "https://a b", "https://" + "x" * 2000])
def test_source_is_a_web_address(address: str) -> None:
    with pytest.raises(SourceInvalid):
        checked_source_url(address)


def test_source_and_licence_may_be_missing() -> None:
    assert checked_source_url(" ") is None
    assert checked_source_url(" https://example.org/1 ") == "https://example.org/1"
    assert checked_licence(None) is None
    with pytest.raises(SourceInvalid):
        checked_licence("x" * 251)
