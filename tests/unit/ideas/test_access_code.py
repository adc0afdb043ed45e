"""The access code: 130 bits in Crockford's base32, derived, forgiving when typed."""

import hashlib
import hmac
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ideas.domain.access_code import access_code, code_hash, grouped, lookup_key, parse_access_code

SECRET = bytes(range(32))
KEY = "4b3f0c9e-5a1d-4f0e"
IMPULSE = UUID("0192f0c4-7b1a-7c3e-9d2f-000000000001")


def test_code_holds_the_first_130_bits_of_the_hmac_and_their_value_modulo_37() -> None:
    digest = hmac.new(SECRET, f"{KEY}|{IMPULSE}".encode(), hashlib.sha256).hexdigest()
    bits = bin(int(digest, 16))[2:].zfill(256)[:130]
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    expected = "".join(alphabet[int(bits[at : at + 5], 2)] for at in range(0, 130, 5))
    expected += (alphabet + "*~$=U")[int(bits, 2) % 37]
    assert access_code(SECRET, KEY, IMPULSE) == expected
    assert len(expected) == 27


def test_same_key_and_impulse_give_the_same_code_and_any_other_another() -> None:
    code = access_code(SECRET, KEY, IMPULSE)
    assert access_code(SECRET, KEY, IMPULSE) == code
    assert access_code(SECRET, KEY + "x", IMPULSE) != code
    assert access_code(SECRET, KEY, UUID(int=IMPULSE.int + 1)) != code
    assert access_code(SECRET[::-1], KEY, IMPULSE) != code


@given(st.text(min_size=16, max_size=40))
def test_what_is_shown_is_read_back(key: str) -> None:
    code = access_code(SECRET, key.encode(errors="replace").decode(), IMPULSE)
    assert parse_access_code(grouped(code)) == code


@pytest.mark.parametrize(
    "spoil",
    [
        str.lower,
        lambda code: code.replace("-", " "),
        lambda code: code.replace("-", ""),
        lambda code: f"  {code}\n",
        lambda code: code.replace("0", "O").replace("1", "I"),
        lambda code: code.replace("0", "o").replace("1", "l"),
        lambda code: code.replace("-", "–"),
    ],
)
def test_spelling_does_not_matter(spoil: object) -> None:
    for number in range(20):
        code = access_code(SECRET, KEY, UUID(int=number))
        assert parse_access_code(spoil(grouped(code))) == code  # type: ignore[operator]


def test_one_wrong_character_is_noticed() -> None:
    code = access_code(SECRET, KEY, IMPULSE)
    for place in range(26):
        wrong = "2" if code[place] != "2" else "3"
        assert parse_access_code(code[:place] + wrong + code[place + 1 :]) is None


@pytest.mark.parametrize("typed", ["", "abc", "U" * 27, "0" * 26, "0" * 28, "ä" * 27, "0" * 5000])
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert parse_access_code(typed) is None


def test_lookup_key_fits_the_hash_that_a_portal_sends() -> None:
    code = access_code(SECRET, KEY, IMPULSE)
    from_portal = bytes.fromhex(hashlib.sha256(code.encode()).hexdigest())
    assert lookup_key(b"pepper", code_hash(code)) == lookup_key(b"pepper", from_portal)
    assert lookup_key(b"pepper", from_portal) != lookup_key(b"other", from_portal)
