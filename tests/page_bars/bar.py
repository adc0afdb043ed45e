"""A bar: a name and a function that tells what it checked and what it found."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from tests.page_bars.site import Look

Findings = Mapping[str, Sequence[str]]
"""What was checked, each with what is wrong with it: nothing where all is well."""


@dataclass(frozen=True, slots=True)
class Bar:
    """`what` and `fast` say what the check covers, in full and in the fast variant; without `fast` there is none.

    `over_tls` can only be checked where the address begins with https.
    """

    name: str
    what: str
    check: Callable[[Look], Awaitable[Findings]]
    fast: str | None = None
    over_tls: bool = False
