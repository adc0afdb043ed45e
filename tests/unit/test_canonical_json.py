"""The quick way to canonical JSON writes what RFC 8785 says, byte for byte."""

from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.canonical import canonical

WORDS = st.text(st.characters(exclude_categories=["Cs"]))
NUMBERS = st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | WORDS,
    lambda inner: st.lists(inner) | st.dictionaries(WORDS, inner),
    max_leaves=20,
)


@given(VALUES)
def test_every_value_is_written_as_the_rule_says(value: Any) -> None:
    assert canonical(value) == rfc8785.dumps(value)


@pytest.mark.parametrize(
    "value",
    [
        {"b": 1, "a": 2, "ä": 3, "\ue000": 4, "\U00010000": 5},
        {"fraction": 1.0, "small": 1e-7, "large": 1e21, "zero": -0.0},
        {"controls": "".join(map(chr, range(0x21))) + '\x7f\u2028"\\/', "inner": [{"z": None, "A": True}]},
        "ß",
        [],
    ],
)
def test_what_orjson_would_write_differently(value: Any) -> None:
    assert canonical(value) == rfc8785.dumps(value)


@pytest.mark.parametrize("value", [2**53, "\ud800", {"nan": float("nan")}])
def test_what_json_cannot_say_is_refused(value: Any) -> None:
    with pytest.raises(rfc8785.CanonicalizationError):
        canonical(value)
