"""The city's texts for reasons, filled in on the desk of one decision."""

from collections.abc import Mapping
from datetime import date

from services.evaluation.domain.bulk_errors import TemplateUnknown
from services.evaluation.domain.text_templates import TextTemplates, fill, variables_of
from services.evaluation.presentation.template_values import TemplateMatter, template_values
from services.evaluation.queries.case_view import CaseView
from shared.runtime.city import City


def with_template(fields: Mapping[str, str], view: CaseView, templates: TextTemplates, city: City) -> dict[str, str]:
    """The form with the decision and the reasons of the chosen text. Raises: TemplateUnknown, TemplateValueMissing."""
    template = templates.template(fields.get("template", ""))
    if template is None or view.setting is None:
        raise TemplateUnknown("template")
    matter = TemplateMatter(
        number=view.number,
        title=view.text.title if view.text else "",
        field_of_action=view.setting.matter.field_of_action,
        unit=view.setting.matter.unit,
        track=view.case.track,
        result=view.case.result,
        until=_day(fields.get("until", "")),
        addressee=fields.get("addressee") or None,
    )
    values = template_values(matter, variables_of(template.text), view.catalogue, city)
    return {**fields, "decision": template.decision, "reasons": fill(template.text, values)}


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
