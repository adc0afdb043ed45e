"""Which impulses the public download may have: listed for everybody, decided or ended, and with nothing under way. Pure."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

from services.reporting.views.impulse import Folding, ImpulseRow, shown
from shared.contracts.registry import REGISTRY
from shared.contracts.status import ASSESSMENT, IMPULSE, split_type

Happened = tuple[str, str, Mapping[str, Any]]
"""Type, time and data of a fact, in the version in which it was published."""

OTHER_IMPULSES: Final = ("into", "other")
"""Fields in which a fact names impulses besides its own."""

_OPENING: Final = frozenset({"case_opened", "case_reopened"})
_WAITING: Final = frozenset({"decided", "submitted_to_council"})
"""What waits for publication, also of a case whose decision is out: a correction, a remedy."""


class Settling:
    """Follows one impulse through its facts: topic after topic in any order, each topic in its own."""

    def __init__(self) -> None:
        self.others: set[str] = set()
        self._folding = Folding(ImpulseRow())
        self._open: set[str] = set()
        self._waiting: set[str] = set()
        self._reviewed: set[str] = set()
        self._lodged: set[str] = set()
        self._answered: set[str] = set()

    def fact(self, event_type: str, time: str, data: Mapping[str, Any]) -> None:
        """One more fact. Raises: KeyError, TypeError, ValueError, UnknownMajor for one that cannot be understood."""
        if REGISTRY.find(event_type) is None:
            return
        event_type, current = REGISTRY.current(event_type, dict(data))
        self._folding.fact(event_type, current, partial(str, time))
        for name in OTHER_IMPULSES:
            named = current.get(name, ())
            self.others.update([named] if isinstance(named, str) else named)
        family, fact = split_type(event_type)
        if family == IMPULSE and fact == "appeal_lodged":
            self._lodged.add(current["appeal_id"])
        elif family == ASSESSMENT:
            self._assessment(fact, current)

    def _assessment(self, fact: str, data: Mapping[str, Any]) -> None:
        case_id = data.get("case_id", "")
        if fact in _OPENING:
            self._open.add(case_id)
            self._reviewed.clear()  # the review goes on as this round
        elif fact in _WAITING:
            self._waiting.add(case_id)
        elif fact == "decision_withdrawn":
            self._waiting.discard(case_id)
        elif fact in {"published", "case_closed"}:
            self._open.discard(case_id)
            self._waiting.discard(case_id)
            if data.get("occasion") != "correction":
                self._reviewed.clear()
        elif fact == "appeal_admitted":
            self._answered.add(data["appeal_id"])
            self._reviewed.add(data["appeal_id"])
        elif fact == "appeal_dismissed":
            self._answered.add(data["appeal_id"])
            self._reviewed.discard(data["appeal_id"])

    @property
    def is_listed(self) -> bool:
        """Whether public pages show it; the rule is theirs."""
        return shown(self._folding.row()).listed

    @property
    def is_settled(self) -> bool:
        """Whether a decision is published or it has ended without one, and neither a case nor a review is open."""
        parts = self._folding.row().status_parts
        ended = parts.assessments.decision is not None or parts.impulses.exit is not None
        under_way = self._open | self._waiting | self._reviewed | (self._lodged - self._answered)
        return ended and not under_way


def settling(facts: Sequence[Happened]) -> Settling:
    """An impulse after all these facts. Raises: what `Settling.fact` raises."""
    followed = Settling()
    for event_type, time, data in facts:
        followed.fact(event_type, time, data)
    return followed
