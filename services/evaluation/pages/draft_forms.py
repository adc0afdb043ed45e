"""What the forms about drafts carry besides ratings."""

from collections.abc import Mapping

from services.evaluation.api.drafts_models import Releasing


def draft_version(fields: Mapping[str, str]) -> int:
    """The version that a form is based on. A form without one knows of no saved draft, so it can replace none."""
    text = fields.get("draft_version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def read_releasing(fields: Mapping[str, str]) -> Releasing:
    """Why a draft is released. Raises: ValidationError."""
    return Releasing.model_validate({"cause": fields["cause"]} if fields.get("cause") else {})
