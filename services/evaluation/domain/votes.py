"""What an evaluator can say: a rating per criterion, an answer per exclusion criterion."""

from collections.abc import Iterable
from enum import StrEnum

# The method is defined on this scale: index, bounds, the rule for -2 and the evidence rules name its values.
LOWEST = -2
NEUTRAL = 0
HIGHEST = 2
SCALE = range(LOWEST, HIGHEST + 1)


class Unrated(StrEnum):
    """A criterion without a number: not relevant for this impulse, or not assessable because information is missing."""

    NOT_RELEVANT = "NR"
    NOT_ASSESSABLE = "NB"


Vote = int | Unrated


class ExclusionAnswer(StrEnum):
    """Whether an exclusion criterion is met. As a state, `NO` means confirmed and `OPEN` not yet settled."""

    YES = "ja"
    NO = "nein"
    OPEN = "offen"
    NOT_APPLICABLE = "na"


def read_vote(value: object) -> Vote | None:
    """The vote that a JSON value states, or None where it is neither a whole number of the scale nor `NR` nor `NB`.

    `true` and `1.0` are no whole numbers here: whoever writes them did not pick a value of the scale.
    """
    match value:
        case bool():
            return None
        case int() if value in SCALE:
            return value
        case "NR" | "NB":
            return Unrated(value)
        case _:
            return None


def read_exclusion_answer(value: object) -> ExclusionAnswer | None:
    """The answer that a JSON value states, or None where it is not one of `ja`, `nein`, `offen`, `na`."""
    return next((answer for answer in ExclusionAnswer if answer == value), None)


def settle_without_office(answers: Iterable[ExclusionAnswer]) -> ExclusionAnswer:
    """The state of an exclusion criterion where no office answers: never averaged, a split stays open.

    All `nein` is confirmed; `nein` beside anything else, or any `offen`, is open; `ja` beside `na` is `ja`.
    Source: assessment-method.md, "Names in a computed result".
    """
    given = set(answers)
    if len(given) == 1:
        return given.pop()
    if ExclusionAnswer.NO in given or ExclusionAnswer.OPEN in given:
        return ExclusionAnswer.OPEN
    return ExclusionAnswer.YES
