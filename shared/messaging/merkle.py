"""Merkle trees as in RFC 9162, section 2.1.1: one hash that stands for a whole list."""

from hashlib import sha256


class MerkleTree:
    """Takes the entries of a list one by one and keeps only one hash per level."""

    def __init__(self) -> None:
        self.entries = 0
        self._peaks: list[bytes] = []  # roots of full subtrees, the largest first: the binary digits of `entries`

    def add(self, entry: bytes) -> None:
        """Append an entry to the list."""
        node = sha256(b"\x00" + entry).digest()
        self.entries += 1
        full = self.entries
        while full % 2 == 0:
            node = sha256(b"\x01" + self._peaks.pop() + node).digest()
            full //= 2
        self._peaks.append(node)

    def root(self) -> bytes:
        """The hash of the list so far; of an empty one that of nothing (32 bytes)."""
        if not self._peaks:
            return sha256().digest()
        node = self._peaks[-1]
        for left in reversed(self._peaks[:-1]):
            node = sha256(b"\x01" + left + node).digest()
        return node
