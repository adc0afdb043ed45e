"""What people typed into the desks' forms, read into the same bodies as the JSON API takes.

The names of the fields are the paths of the API (`ratings.L1.reason`), so that every error finds its field.
"""

import re
from collections.abc import Mapping
from typing import Any

from starlette.datastructures import FormData

from services.evaluation.api.bodies import Body
from services.evaluation.api.models import Assessing, Clearing, Copying, Meeting
from services.evaluation.domain.case import Seat

WHOLE_NUMBER = re.compile(r"[+-]?\d{1,3}")
RATING_FIELD = re.compile(r"ratings\.([^.]+)\.(value|reason|evidence|mitigation)")
AGREED_FIELD = re.compile(r"values\.([^.]+)")
EXCLUSION_FIELD = re.compile(r"exclusions\.([^.]+)")


def typed(form: FormData) -> dict[str, str]:
    """Every text field as it was typed, to show it again."""
    return {name: value for name, value in form.items() if isinstance(value, str)}


def typed_before(seat: Seat) -> dict[str, str]:
    """The fields of a saved draft."""
    fields = {f"exclusions.{criterion}": str(answer) for criterion, answer in seat.draft.exclusions.items()}
    for criterion, rating in seat.draft.ratings.items():
        entered = {
            "value": rating.value,
            "reason": rating.reason,
            "evidence": rating.evidence,
            "mitigation": rating.mitigation,
        }
        fields |= {f"ratings.{criterion}.{name}": str(value) for name, value in entered.items() if value is not None}
    return fields


def read_assessment(fields: Mapping[str, str]) -> Assessing:
    """The draft; an empty field counts as not entered. Raises: ValidationError."""
    ratings: dict[str, dict[str, Any]] = {}
    exclusions: dict[str, Any] = {}
    for name, text in fields.items():
        value = text.strip()
        if not value:
            continue
        if found := RATING_FIELD.fullmatch(name):
            criterion, part = found.groups()
            ratings.setdefault(criterion, {})[part] = _number(value) if part == "value" else value
        elif found := EXCLUSION_FIELD.fullmatch(name):
            exclusions[found[1]] = value
    return Assessing.model_validate({"token": fields.get("token", ""), "ratings": ratings, "exclusions": exclusions})


def read_clearing(fields: Mapping[str, str]) -> Clearing:
    """The office's answer. Raises: ValidationError."""
    return Clearing.model_validate(entered(fields, Clearing))


def read_copying(fields: Mapping[str, str]) -> Copying:
    """Which reason to copy. Raises: ValidationError."""
    return Copying.model_validate(entered(fields, Copying))


def read_meeting(fields: Mapping[str, str]) -> Meeting:
    """What the evaluators agreed on; an empty field counts as not entered. Raises: ValidationError."""
    values = {
        found[1]: _number(text.strip())
        for name, text in fields.items()
        if (found := AGREED_FIELD.fullmatch(name)) and text.strip()
    }
    return Meeting.model_validate({"values": values, "minutes": fields.get("minutes", "").strip()})


def entered(fields: Mapping[str, str], body: type[Body]) -> dict[str, str]:
    """The fields of a body that are not empty."""
    return {name: fields[name].strip() for name in body.model_fields if fields.get(name, "").strip()}


def _number(value: str) -> int | str:
    return int(value) if WHOLE_NUMBER.fullmatch(value) else value
