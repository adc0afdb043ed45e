"""The result of an assessment as everybody may see it: the names of `score`, without who gave which vote."""

from typing import Annotated, Any, Final

from pydantic import AfterValidator, JsonValue, WithJsonSchema

from shared.contracts.privacy import PUBLIC

# Source: assessment-method, "Names in a computed result"; `votes` and `exclusions` are added for publication.
RESULT_KEYS: Final = (
    "S",
    "I",
    "D",
    "coverage",
    "S_lo",
    "S_hi",
    "state",
    "base",
    "why",
    "flags",
    "conflicts",
    "conflict_share",
    "individual",
    "radius_by_t",
    "radius",
    "accept_dim",
    "S_equal",
    "decision",
    "sdg",
    "levers",
    "rounded",
    "votes",
    "exclusions",
)
ALWAYS: Final = ("state", "base", "why", "flags", "decision")


def _vote_order(vote: Any) -> tuple[int, Any]:
    return (1, vote) if isinstance(vote, str) else (0, vote)


def sorted_votes(votes: list[Any]) -> list[Any]:
    """Votes without their owners: numbers ascending, then `NB`, then `NR`."""
    return sorted(votes, key=_vote_order)


def anonymous(result: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """Check that a result has only the named keys and tells nobody's own view.

    `individual` is the sorted list of classes, `votes` the sorted votes per criterion. Raises: ValueError.
    """
    unknown = sorted(result.keys() - set(RESULT_KEYS))
    missing = [key for key in ALWAYS if key not in result]
    if unknown or missing:
        raise ValueError(f"a result has no {', '.join(unknown)}" if unknown else f"a result needs {', '.join(missing)}")
    individual = result.get("individual", [])
    if not isinstance(individual, list) or individual != sorted(individual, key=str):
        raise ValueError("individual must be the sorted list of classes, without evaluators")
    votes = result.get("votes", {})
    if not isinstance(votes, dict):
        raise ValueError("votes must map each criterion to its sorted votes")
    for criterion, given in votes.items():
        if not isinstance(given, list) or given != sorted_votes(given):
            raise ValueError(f"the votes on {criterion} must be a sorted list, without evaluators")
    return result


Result = Annotated[
    dict[str, JsonValue],
    AfterValidator(anonymous),
    WithJsonSchema({"type": "object", "propertyNames": {"enum": list(RESULT_KEYS)}, "required": list(ALWAYS)}),
    PUBLIC,
]
