"""What people type at the desk, read the German way; the rest is checked as for programs."""

from collections.abc import Mapping
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import BeforeValidator

from services.implementation.api_models import (
    Abandonment,
    Cents,
    IndicatorInput,
    NewMeasure,
    Percent,
    Progress,
    Quantity,
)
from services.implementation.store import ShownImpulse
from shared.web.formats import money
from shared.web.typed_numbers import read_euros, read_number, read_percent

PLAN_FIELDS: Final = {
    "title": "Titel der Maßnahme",
    "unit": "Zuständige Stelle",
    "due_on": "Fertig bis",
    "planned_cents": "Geplante Kosten in Euro",
    "own_share_cents": "Davon Eigenanteil in Euro",
    "funding_cents": "Davon Fördermittel in Euro",
    "indicator.name": "Was wird gezählt oder gemessen?",
    "indicator.baseline": "Wert heute",
    "indicator.target": "Wert, den Sie erreichen wollen",
}
"""The fields of the form by their names in the API, with their labels."""


class _IndicatorForm(IndicatorInput):
    baseline: Annotated[Quantity, BeforeValidator(read_number)]
    target: Annotated[Quantity, BeforeValidator(read_number)]


class _MeasureForm(NewMeasure):
    planned_cents: Annotated[Cents, BeforeValidator(read_euros)]
    own_share_cents: Annotated[Cents, BeforeValidator(read_euros)] | None = None
    funding_cents: Annotated[Cents, BeforeValidator(read_euros)] | None = None
    indicator: _IndicatorForm | None = None


class _ProgressForm(Progress):
    percent: Annotated[Percent, BeforeValidator(read_percent)]


def typed_words(form: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, str]:
    """What was typed in these fields, with the line breaks of texts instead of those of forms."""
    return {name: str(form.get(name, "")).replace("\r\n", "\n") for name in names}


def proposed_plan(impulse: ShownImpulse) -> dict[str, str]:
    """What the form begins with: the words of the impulse, and what the decision says about carrying it out."""
    return dict.fromkeys(PLAN_FIELDS, "") | {
        "title": impulse.title or "",
        "unit": impulse.decided_unit or impulse.unit or "",
        "due_on": "" if impulse.promised_for is None else impulse.promised_for.isoformat(),
        "planned_cents": "" if impulse.one_off_cents is None else money(impulse.one_off_cents),
        "indicator.name": impulse.indicator or "",
    }


def read_measure(impulse_id: UUID, typed: Mapping[str, str]) -> NewMeasure:
    """The measure somebody planned; a field left empty is missing. Raises: ValidationError."""
    given = _given(typed)
    indicator = {name.removeprefix("indicator."): value for name, value in given.items() if "." in name}
    data = {name: value for name, value in given.items() if "." not in name}
    return _MeasureForm.model_validate(
        {**data, "impulse_id": impulse_id, **({"indicator": indicator} if indicator else {})}
    )


def read_progress(typed: Mapping[str, str]) -> Progress:
    """How far somebody says a measure is. Raises: ValidationError."""
    return _ProgressForm.model_validate(_given(typed))


def read_abandonment(typed: Mapping[str, str]) -> Abandonment:
    """Why somebody gives a measure up. Raises: ValidationError."""
    return Abandonment.model_validate(_given(typed))


def _given(typed: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in typed.items() if value.strip()}
