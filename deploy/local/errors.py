"""The one error that people at the command line see, and how progress is told."""

from collections.abc import Callable

Say = Callable[[str], None]
"""Takes one line that says what is being done."""


class LocalError(Exception):
    """Why the local system cannot run; its text is one sentence that says what to do."""


def silent(_line: str) -> None:
    """The `Say` of callers that show no progress."""
