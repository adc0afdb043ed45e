"""What somebody needs to compute a result again: anonymous votes and the catalogue's version."""

import re
from collections.abc import Mapping
from typing import Any

from services.reporting.errors import ImpulseUnknown
from services.reporting.public_impulse import PublicImpulse, PublishedDecision

EVALUATORS_BEFORE_A_THIRD = 2
"""With so many votes the way on is a third opinion, not a meeting."""
WHOLE = re.compile(r"-?\d+")

EXPLANATION = (
    "votes: alle Stimmen je Kriterium, der Größe nach sortiert. Wer welche Stimme gab, steht nicht darin. "
    "ratings und ko sind die Eingabe für 'impulswerk score'. Dafür bilden die ersten Stimmen aller Kriterien die "
    "Reihe 1, die zweiten die Reihe 2 und so weiter. Eine Reihe ist also kein Gutachten einer Person. Darum können "
    "individual und die Hinweise zu abweichenden Gutachten anders lauten als im veröffentlichten Ergebnis. "
    "Alle anderen Zahlen sind gleich, denn sie hängen nur von den sortierten Stimmen ab. agreed: Werte, die an die Stelle "
    "der Mediane treten, wenn sich die Gutachten in einem Gespräch geeinigt haben."
)


def scored_in(impulse: PublicImpulse, round_number: int | None) -> tuple[PublishedDecision, dict[str, Any] | None]:
    """The newest published decision, or that of a round, with its result. Raises: ImpulseUnknown when there is none."""
    for decision, result in reversed(impulse.published()):
        if round_number in {None, decision.round}:
            return decision, result
    raise ImpulseUnknown


def recomputation(
    impulse: PublicImpulse, decision: PublishedDecision, result: Mapping[str, Any] | None, catalogue_url: str
) -> dict[str, Any] | None:
    """The case as JSON for `impulswerk score`, with the published result; None where nothing was scored.

    Votes are public per criterion only. The rows are made from sorted votes and stand for no person.
    """
    if result is None or "votes" not in result:
        return None
    votes: dict[str, list[Any]] = result["votes"]
    # With a consensus or a third opinion a criterion may have fewer votes than another; then nothing can be lined up.
    rows = range(max((len(given) for given in votes.values()), default=0))
    exclusions: dict[str, str] = result.get("exclusions", {})
    content = {
        "explanation": EXPLANATION,
        "number": impulse.number,
        "round": decision.round,
        "catalogue": {"id": decision.catalogue_id, "version": decision.catalogue_version, "url": catalogue_url},
        "votes": votes,
        "exclusions": exclusions,
        "result": {name: value for name, value in result.items() if name not in {"votes", "exclusions"}},
    }
    if all(len(given) == len(rows) for given in votes.values()):
        content["ratings"] = {_row(row): {name: given[row] for name, given in votes.items()} for row in rows}
        if agreed := _agreed(result, len(rows)):
            content["agreed"] = agreed
        content["ko"] = {name: {_row(row): answer for row in rows} for name, answer in exclusions.items()}
    return content


def _agreed(result: Mapping[str, Any], evaluators: int) -> dict[str, int]:
    """What a consensus meeting of three or more evaluators has agreed on, as far as the result shows that there was one.

    Where there was none, these are the medians, and change nothing.
    """
    values = {criterion: result["state"][criterion] for criterion in result.get("conflicts", [])}
    if evaluators <= EVALUATORS_BEFORE_A_THIRD or not all(WHOLE.fullmatch(value) for value in values.values()):
        return {}
    return {criterion: int(value) for criterion, value in values.items()}


def _row(position: int) -> str:
    return f"Reihe {position + 1}"
