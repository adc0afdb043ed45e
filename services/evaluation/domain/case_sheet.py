"""The case sheet in assessment: it can be changed until the first assessment starts, and is frozen from then on.

Source: assessment-method.md, "Effort fits the matter".
"""

from dataclasses import dataclass
from datetime import datetime

from services.evaluation.domain import errors
from services.evaluation.domain.case import Case, CaseState
from shared.contracts.case_sheet import CaseSheet
from shared.contracts.fields import TEXT_LIMIT


@dataclass(frozen=True, slots=True)
class SheetVersion:
    """One version of the sheet of a case, and when it was kept."""

    version: int
    title: str
    body: str
    kept_at: datetime


def is_frozen(case: Case) -> bool:
    """Whether somebody has ever claimed the case; where nothing is scored, whether it is decided."""
    if case.profile is None:
        return case.state is not CaseState.CONSOLIDATED
    return case.claims > 0 or case.state is not CaseState.OPEN


def edited_body(sheet: CaseSheet, case: Case, *, newest: int, seen: int) -> str:
    """The body of the next version; `seen` is the version that was changed.

    Raises: CaseSheetFrozen, CaseSheetChanged, CaseSheetInvalid.
    """
    if is_frozen(case):
        raise errors.CaseSheetFrozen
    if seen != newest:
        raise errors.CaseSheetChanged("version")
    body = sheet.as_text()
    if not sheet.variant.strip():
        raise errors.CaseSheetInvalid("Bitte beschreiben Sie die Variante, die bewertet wird.", "variant")
    if len(body) > TEXT_LIMIT:
        raise errors.CaseSheetInvalid("Der Sachverhalt darf höchstens 10.000 Zeichen lang sein.", "problem")
    return body
