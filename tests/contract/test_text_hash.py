"""A fact proves a text by a hash that nobody can guess, and that follows from the text alone."""

import hashlib
from uuid import UUID

import pytest
from pydantic import ValidationError

from shared.contracts.facts import Text
from shared.contracts.fields import TEXT_LIMIT, TITLE_LIMIT
from shared.contracts.texts import new_text, text_hash

IMPULSE = UUID("019cad6d-b100-7000-8000-000000000001")
TEXT_ID = UUID("019cad6d-b100-7000-8000-000000000002")
SALT = "00" * 16


def test_the_hash_is_of_the_salt_and_the_canonical_text() -> None:
    text = Text(
        impulse_id=IMPULSE,
        text_id=TEXT_ID,
        text_version=1,
        kind="impulse",
        title="Größere Bäume",
        body="Ja.",
        salt=SALT,
    )
    canonical = (
        f'{{"body":"Ja.","impulse_id":"{IMPULSE}","kind":"impulse","lang":"de",'
        f'"text_id":"{TEXT_ID}","text_version":1,"title":"Größere Bäume"}}'
    )
    assert text_hash(text) == hashlib.sha256(bytes(16) + canonical.encode()).hexdigest()


def test_the_hash_survives_the_journey() -> None:
    text = new_text(IMPULSE, "impulse", title="Titel", body="Text", place="Marktplatz")
    assert Text.read(text.data()).ref == text.ref


@pytest.mark.parametrize(
    "change", [{"title": "Anderer Titel"}, {"text_version": 2}, {"salt": "01" * 16}, {"place": "Hier"}]
)
def test_any_change_changes_the_hash(change: dict[str, object]) -> None:
    text = new_text(IMPULSE, "impulse", title="Titel", body="Text")
    assert text_hash(text.model_copy(update=change)) != text_hash(text)


def test_equal_texts_have_different_hashes() -> None:
    one = new_text(IMPULSE, "impulse", title="Titel", text_id=TEXT_ID)
    other = new_text(IMPULSE, "impulse", title="Titel", text_id=TEXT_ID)
    assert one.ref != other.ref


def test_the_key_names_impulse_and_text() -> None:
    assert new_text(IMPULSE, "impulse", text_id=TEXT_ID).key == f"{IMPULSE}/{TEXT_ID}"


@pytest.mark.parametrize(("field", "limit"), [("title", TITLE_LIMIT), ("body", TEXT_LIMIT)])
def test_title_and_body_have_their_limits(field: str, limit: int) -> None:
    Text(impulse_id=IMPULSE, text_id=TEXT_ID, text_version=1, kind="impulse", salt=SALT, **{field: "ä" * limit})
    with pytest.raises(ValidationError, match=field):
        Text(
            impulse_id=IMPULSE, text_id=TEXT_ID, text_version=1, kind="impulse", salt=SALT, **{field: "ä" * (limit + 1)}
        )
