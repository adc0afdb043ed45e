"""The vault opens with its key and for its impulse only."""

from uuid import UUID

import pytest
from cryptography.exceptions import InvalidTag

from services.ideas.vault import seal, unseal

KEY = b"k" * 32
IMPULSE = UUID(int=1)
CONTENT = {"contact": {"email": "canary@example.org"}}


def test_what_was_sealed_opens_again_and_shows_nothing_from_outside() -> None:
    wrapped_key, sealed = seal(KEY, IMPULSE, CONTENT)
    assert unseal(KEY, IMPULSE, wrapped_key, sealed) == CONTENT
    assert b"canary" not in wrapped_key + sealed


def test_every_row_has_a_key_of_its_own() -> None:
    first, second = seal(KEY, IMPULSE, CONTENT), seal(KEY, IMPULSE, CONTENT)
    assert first[0] != second[0]
    with pytest.raises(InvalidTag):
        unseal(KEY, IMPULSE, first[0], second[1])


def test_another_key_or_impulse_opens_nothing() -> None:
    wrapped_key, sealed = seal(KEY, IMPULSE, CONTENT)
    with pytest.raises(InvalidTag):
        unseal(b"x" * 32, IMPULSE, wrapped_key, sealed)
    with pytest.raises(InvalidTag):
        unseal(KEY, UUID(int=2), wrapped_key, sealed)
