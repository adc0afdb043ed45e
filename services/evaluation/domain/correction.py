"""A published text is corrected visibly: the decision stays, its words change, and the reason is published.

Source: issue "Decide", decide and publish; a corrected publication needs two people like any other.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from services.evaluation.domain.decision import TakenDecision
from services.evaluation.domain.decision_errors import CorrectionInvalid
from services.evaluation.domain.people import Person
from shared.contracts.fields import TEXT_LIMIT

CorrectedPart = Literal["reasons", "deviation_reason", "minority_view"]
LONGEST_REASON: Final = 2_000


@dataclass(frozen=True, slots=True)
class Correction:
    """New words by part, for conditions by position (from 0), and why; a part that is left out stays as it is."""

    why: str
    parts: Mapping[CorrectedPart, str]
    conditions: Mapping[int, str]


def correct(published: TakenDecision, correction: Correction, person: Person) -> TakenDecision:
    """The decision with its corrected words, prepared by `person`. Raises: CorrectionInvalid, with the field."""
    why = correction.why.strip()
    if not why or len(why) > LONGEST_REASON:
        raise CorrectionInvalid("Bitte begründen Sie die Änderung mit höchstens 2.000 Zeichen.", "correction")
    words = {part: _checked(published, part, text) for part, text in correction.parts.items()}
    conditions = [
        replace(
            condition, text=_text(correction.conditions.get(position, condition.text), f"conditions.{position}.text")
        )
        for position, condition in enumerate(published.conditions)
    ]
    if any(position >= len(conditions) for position in correction.conditions):
        raise CorrectionInvalid("Diese Bedingung gibt es nicht.", "conditions")
    corrected = replace(
        published,
        decider=person.id,
        reasons=words.get("reasons") or published.reasons,
        deviation_reason=words.get("deviation_reason", published.deviation_reason),
        minority_view=words.get("minority_view", published.minority_view),
        conditions=tuple(conditions),
        occasion="correction",
        correction=why,
    )
    same = replace(published, decider=person.id, occasion="correction", correction=why)
    if corrected == same:
        raise CorrectionInvalid("An den Texten ist nichts geändert.", "reasons")
    return corrected


def _checked(published: TakenDecision, part: CorrectedPart, text: str) -> str:
    if getattr(published, part) is None:
        raise CorrectionInvalid("Diesen Text gibt es in der Veröffentlichung nicht.", part)
    return _text(text, part)


def _text(text: str, field: str) -> str:
    words = text.strip()
    if not words or len(words) > TEXT_LIMIT:
        raise CorrectionInvalid("Bitte schreiben Sie den Text mit höchstens 10.000 Zeichen.", field)
    return words
