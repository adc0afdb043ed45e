"""Which cases can come on the agenda of which body."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.evaluation.domain.agenda import check_waits_for
from services.evaluation.domain.case import CaseState
from services.evaluation.domain.competence import Competence
from services.evaluation.domain.decision import Setting, decide
from services.evaluation.domain.decision_errors import PaperMissing
from services.evaluation.domain.decision_routes import Body, Matter
from services.evaluation.domain.session_errors import NotForThisBody
from tests.unit.evaluation_case.cases import EVA
from tests.unit.evaluation_case.test_decision import (
    ASSESSED,
    CLEAR,
    COMMISSION,
    COUNCIL,
    LEADERS,
    SETTING,
    proposal,
)

DECIDED = decide(ASSESSED, CLEAR, proposal(), EVA, SETTING)


def setting(body: Body, above: Body = COUNCIL, *, reviewed: bool = False, **changes: Any) -> Setting:
    competence = replace(Competence(body, above), **changes)
    decided = DECIDED if reviewed else None
    return Setting(date(2026, 3, 2), Matter("citizens"), competence, "not_needed", set(), reviewed=decided)


@pytest.mark.parametrize(
    ("body", "state", "given", "refusal"),
    [
        (COMMISSION, CaseState.CONSOLIDATED, setting(COMMISSION), None),
        (COMMISSION, CaseState.OPEN, setting(COMMISSION), NotForThisBody),
        (COMMISSION, CaseState.DECIDED, setting(COMMISSION), NotForThisBody),
        (COMMISSION, CaseState.CLOSED, setting(COMMISSION), NotForThisBody),
        (COMMISSION, CaseState.PUBLISHED, setting(COMMISSION), NotForThisBody),
        (COMMISSION, CaseState.PUBLISHED, setting(COMMISSION, reviewed=True), None),
        (COMMISSION, CaseState.CONSOLIDATED, setting(LEADERS, COMMISSION), NotForThisBody),
        (COMMISSION, CaseState.CONSOLIDATED, setting(LEADERS, COMMISSION, cause="deferral_ended"), None),
        (COMMISSION, CaseState.CONSOLIDATED, setting(COUNCIL), NotForThisBody),
        (COUNCIL, CaseState.CONSOLIDATED, setting(COUNCIL), PaperMissing),
        (COUNCIL, CaseState.BEFORE_COUNCIL, setting(COUNCIL, council_paper=True), None),
    ],
)
def test_a_case_waits_for_the_body_that_is_competent(
    body: Body, state: CaseState, given: Setting, refusal: type[Exception] | None
) -> None:
    if refusal is None:
        check_waits_for(body, state, given)
        return
    with pytest.raises(refusal):
        check_waits_for(body, state, given)
