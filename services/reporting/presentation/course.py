"""How an impulse was decided again and again: corrected texts, remedies and later rounds, each of them readable."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from services.reporting.presentation.decision import Letter, letter
from services.reporting.presentation.names import Names
from services.reporting.public_impulse import PublicImpulse, PublishedDecision
from shared.translation import N_
from shared.translation import gettext as _

ORDINALS: Final = (N_("Erste"), N_("Zweite"), N_("Dritte"), N_("Vierte"), N_("Fünfte"), N_("Sechste"))


@dataclass(frozen=True, slots=True)
class Change:
    """A text was corrected: when, and why (None while that text is not here, or was erased)."""

    at: datetime
    reason: str | None


@dataclass(frozen=True, slots=True)
class Taken:
    """One decision: `ordinal` („Zweite") among all, its newest text, what was changed in it, and the texts before.

    `result` is the computed one on which it was based.
    """

    ordinal: str
    letter: Letter
    result: Mapping[str, Any] | None
    changes: tuple[Change, ...]
    before: tuple[Letter, ...]


def course(impulse: PublicImpulse, names: Names) -> tuple[Taken, ...]:
    """All decisions about an impulse, the one that holds last; none before publication."""
    decisions: list[list[tuple[PublishedDecision, Mapping[str, Any] | None]]] = []
    for published, result in impulse.published():
        if published.occasion == "correction" and decisions:
            decisions[-1].append((published, result))
        else:
            decisions.append([(published, result)])
    return tuple(
        Taken(
            ordinal=_ordinal(position),
            letter=letter(*texts[-1], names),
            result=texts[-1][1],
            changes=tuple(Change(each.published_at, each.correction) for each, _ in texts[1:]),
            before=tuple(letter(each, result, names) for each, result in texts[:-1]),
        )
        for position, texts in enumerate(decisions)
    )


def why_again(taken: tuple[Taken, ...]) -> str | None:
    """One sentence about why there is more than one decision; None where there is not."""
    if len(taken) < 2:
        return None
    if taken[-1].letter.decision.occasion == "remedy":
        return _(
            "Jemand hat verlangt, dass wir noch einmal prüfen. Danach hat dieselbe Stelle ihre Entscheidung geändert."
        )
    if taken[-2].letter.decision.decision == "deferred":
        return _("Der Impuls war zurückgestellt. Das hier ist die neue Entscheidung.")
    return _(
        "Jemand hat verlangt, dass wir noch einmal prüfen. Andere Leute haben den Impuls neu bewertet. "
        "Das hier ist die neue Entscheidung."
    )


def _ordinal(position: int) -> str:
    if position < len(ORDINALS):
        return _(ORDINALS[position])
    # Translators: from the seventh on
    return _("{number}.").format(number=position + 1)
