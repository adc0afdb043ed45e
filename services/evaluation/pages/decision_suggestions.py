"""Buttons of the decision form that decide nothing: they put chosen conditions, or a text of the city, into it."""

from collections.abc import Mapping
from typing import Final

from services.evaluation.pages.decision_forms import chosen_conditions, with_more_conditions
from services.evaluation.presentation.decision_texts import with_template
from services.evaluation.presentation.result import lever_conditions
from services.evaluation.queries.case_view import CaseView
from services.evaluation.surroundings import Surroundings

SUGGESTING: Final = frozenset({"conditions", "template"})
"""The values of these buttons."""


def with_suggestion(fields: Mapping[str, str], view: CaseView, near: Surroundings) -> dict[str, str]:
    """The form with what its button asks for. Raises: TemplateUnknown, TemplateValueMissing."""
    if fields["action"] == "template":
        return with_template(fields, view, near.text_templates, near.city)
    levers = lever_conditions(view.case.result, view.catalogue) if view.case.result else {}
    return with_more_conditions(fields, chosen_conditions(fields, levers))


def template_choices(near: Surroundings) -> list[tuple[str, str]]:
    """The city's texts to choose from: ids and names."""
    return [(template.id, template.name) for template in near.text_templates.templates]
