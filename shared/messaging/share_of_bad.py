"""Tells a bad deployment from bad records: by how many of the last records could not be applied."""

from collections import deque

WINDOW = 2_000


class ShareOfBad:
    """The share of bad ones among the last records that were read, at most `window` of them."""

    def __init__(self, window: int = WINDOW) -> None:
        self._window = window
        self._batches: deque[tuple[int, int]] = deque()
        self._read = 0
        self._bad = 0

    def saw(self, read: int, bad: int) -> None:
        """A batch of so many records was read, so many of them bad."""
        if not read:
            return
        self._batches.append((read, bad))
        self._read += read
        self._bad += bad
        while self._read - self._batches[0][0] >= self._window:
            oldest_read, oldest_bad = self._batches.popleft()
            self._read -= oldest_read
            self._bad -= oldest_bad

    def after(self, read: int, bad: int) -> float:
        """The share if so many more were read now; from 0 to 1."""
        return (self._bad + bad) / max(1, self._read + read)
