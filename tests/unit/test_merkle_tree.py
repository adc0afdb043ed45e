"""One hash for a list, as RFC 9162, section 2.1.1, defines it by recursion."""

from collections.abc import Sequence
from hashlib import sha256

import pytest

from shared.messaging.merkle import MerkleTree


def by_definition(entries: Sequence[bytes]) -> bytes:
    if not entries:
        return sha256().digest()
    if len(entries) == 1:
        return sha256(b"\x00" + entries[0]).digest()
    split = 1
    while split * 2 < len(entries):
        split *= 2
    return sha256(b"\x01" + by_definition(entries[:split]) + by_definition(entries[split:])).digest()


@pytest.mark.parametrize("number", [*range(10), 31, 32, 33, 100])
def test_the_root_is_the_one_of_the_definition(number: int) -> None:
    entries = [bytes([each]) * 64 for each in range(number)]
    tree = MerkleTree()
    for entry in entries:
        tree.add(entry)
    assert (tree.entries, tree.root()) == (number, by_definition(entries))
