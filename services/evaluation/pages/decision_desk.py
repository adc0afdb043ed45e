"""What the page of a case needs where somebody decides: who is competent, the form, the preview, what can be corrected."""

from collections.abc import Mapping
from typing import Any, Final

from fastapi import Request

from services.evaluation.domain.case import CaseState
from services.evaluation.domain.decision_routes import Body
from services.evaluation.doors import surroundings_of
from services.evaluation.pages.decision_forms import fields_of
from services.evaluation.pages.decision_suggestions import template_choices
from services.evaluation.pages.proposal_fields import shown_conditions
from services.evaluation.presentation.result import lever_conditions
from services.evaluation.queries.case_view import CaseView
from shared.web.formats import money
from shared.web.preview import SealedPreview
from shared.web.sign_in import Role

NOT_IN_CHARGE: Final[Mapping[str, Any]] = {
    "competent": None,
    "may_hear": False,
    "pending": False,
    "published_fields": {},
}

DECISION_LABELS: Final = {
    "decision": "Entscheidung",
    "template": "Textbaustein",
    "reasons": "Begründung",
    "until": "Zurückgestellt bis",
    "addressee": "Abgegeben an",
    "conditions": "Bedingungen",
    "resolution": "Beschluss",
    "resolution.number": "Beschlussnummer",
    "resolution.session_on": "Tag der Sitzung",
}


def is_pending(view: CaseView) -> bool:
    """Whether a decision waits for its publication."""
    return bool(view.decisions) and view.decisions[-1].published_at is None


def decision_desk(
    request: Request, view: CaseView, role: Role, task: str, fields: Mapping[str, str], preview: SealedPreview | None
) -> dict[str, Any]:
    """The part of the template's context that is about deciding; almost empty for who is not in charge."""
    near = surroundings_of(request)
    bodies = {body.id: body.name for body in near.decision_routes.bodies}
    if view.setting is None:
        return {**NOT_IN_CHARGE, "fields": fields, "bodies": bodies}
    competence = view.setting.competence
    resolving = _resolving(competence.body, competence.above, second_deferral=competence.cause == "deferral_ended")
    decides = task in {"decide", "remedy"}
    filled = {**(_suggested(view) if decides else {}), **fields}
    return {
        "fields": filled,
        "bodies": bodies,
        "competent": competence.body,
        "resolving": resolving,
        "may_enter": role == "decider" or resolving is not None,
        "may_hear": role == "decider"
        and view.case.state is CaseState.CONSOLIDATED
        and view.setting.hearing in {"missing", "not_needed"},
        "hearing_days": near.city.deadlines.hearing,
        "condition_rows": shown_conditions(filled),
        "text_templates": template_choices(near),
        "levers": lever_conditions(view.case.result, view.catalogue) if view.case.result else {},
        "pending": is_pending(view),
        "preview": preview,
        "published_fields": _correctable(view),
        "correction_labels": _correction_labels(view),
    }


def _resolving(body: Body, above: Body, *, second_deferral: bool) -> Body | None:
    """The body whose resolution can be entered; a second deferral goes to the next level."""
    if body.meets:
        return body
    return above if second_deferral and above.meets else None


def _suggested(view: CaseView) -> dict[str, str]:
    """Fields that the matter fills in before anybody has typed something."""
    if view.setting is None:
        return {}
    matter = view.setting.matter
    amounts = {"one_off_cents": matter.one_off_cents, "yearly_cents": matter.yearly_cents}
    return {
        **({} if matter.unit is None else {"unit": matter.unit}),
        **{name: money(cents) for name, cents in amounts.items() if cents is not None},
    }


def _correctable(view: CaseView) -> dict[str, str]:
    if view.case.state is not CaseState.PUBLISHED or not view.decisions:
        return {}
    return fields_of(view.decisions[-1].decision)


def _correction_labels(view: CaseView) -> dict[str, str]:
    conditions = len(view.decisions[-1].decision.conditions) if view.decisions else 0
    return {
        "reasons": "Begründung",
        "deviation_reason": "Begründung der Abweichung",
        "minority_view": "Wie die Minderheit der Gutachten es sieht",
        **{f"conditions.{position}.text": f"Bedingung {position + 1}" for position in range(conditions)},
    }
