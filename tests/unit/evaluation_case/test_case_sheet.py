"""The case sheet can be changed until the first assessment starts."""

import pytest

from services.evaluation.domain import errors
from services.evaluation.domain.case import CaseState
from services.evaluation.domain.case_sheet import edited_body, is_frozen
from shared.contracts.case_sheet import CaseSheet
from tests.unit.evaluation_case.cases import case

SHEET = CaseSheet(problem="Hitze", variant="Ein Brunnen")


def test_the_first_claim_freezes_the_sheet_and_handing_back_does_not_thaw_it() -> None:
    assert not is_frozen(case())
    assert is_frozen(case(claims=1))
    assert is_frozen(case(state=CaseState.CLOSED))
    with pytest.raises(errors.CaseSheetFrozen):
        edited_body(SHEET, case(claims=1), newest=1, seen=1)


def test_where_nothing_is_scored_the_decision_freezes_it() -> None:
    direct = {"track": "direct", "profile": None, "evaluators_required": 0}
    assert not is_frozen(case(state=CaseState.CONSOLIDATED, **direct))
    assert is_frozen(case(state=CaseState.DECIDED, **direct))


def test_nobody_overwrites_a_version_that_they_have_not_seen() -> None:
    assert edited_body(SHEET, case(), newest=2, seen=2) == SHEET.as_text()
    with pytest.raises(errors.CaseSheetChanged):
        edited_body(SHEET, case(), newest=2, seen=1)


@pytest.mark.parametrize(
    ("sheet", "field"),
    [(CaseSheet(problem="Hitze", variant=" "), "variant"), (CaseSheet("x" * 9_000, "x" * 1_000), "problem")],
)
def test_a_sheet_says_which_variant_is_assessed_and_fits_into_a_text(sheet: CaseSheet, field: str) -> None:
    with pytest.raises(errors.CaseSheetInvalid) as refused:
        edited_body(sheet, case(), newest=1, seen=1)
    assert refused.value.field == field
