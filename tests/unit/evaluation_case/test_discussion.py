"""Notes about a result: not before the reveal, not after the publication."""

from datetime import UTC, datetime

import pytest

from services.evaluation.domain import errors
from services.evaluation.domain.case import CaseState, SeatState
from services.evaluation.domain.discussion import LONGEST_NOTE, check_note
from tests.unit.evaluation_case.cases import ADA, BEN, CEM, case, seat

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize("state", list(CaseState))
def test_only_who_submitted_or_is_in_charge_sees_the_assessments_and_only_after_the_last(state: CaseState) -> None:
    of = case(state=state, seats=(seat(ADA, SeatState.SUBMITTED), seat(BEN, SeatState.HANDED_BACK)))
    revealed = state not in {CaseState.OPEN, CaseState.AWAITING_OFFICE, CaseState.CLOSED}
    assert of.is_revealed_to(ADA.id, in_charge=False) is revealed
    assert of.is_revealed_to(CEM.id, in_charge=True) is revealed
    assert not of.is_revealed_to(BEN.id, in_charge=False)
    assert not of.is_revealed_to(CEM.id, in_charge=False)


def test_a_note_is_kept_without_blanks_around_it() -> None:
    assert check_note("  Z41 meint verschiedene Jahre.\n", case(state=CaseState.DECIDED), revealed=True) == (
        "Z41 meint verschiedene Jahre."
    )


def test_nobody_notes_what_they_cannot_see() -> None:
    with pytest.raises(errors.NotRevealed):
        check_note("Aha.", case(state=CaseState.OPEN), revealed=False)


def test_after_the_publication_it_is_too_late() -> None:
    with pytest.raises(errors.DiscussionOver):
        check_note("Aha.", case(state=CaseState.PUBLISHED), revealed=True)


@pytest.mark.parametrize("note", ["", " \n", "x" * (LONGEST_NOTE + 1)])
def test_a_note_has_words_and_an_end(note: str) -> None:
    with pytest.raises(errors.NoteInvalid) as refused:
        check_note(note, case(state=CaseState.CONSOLIDATED), revealed=True)
    assert refused.value.field == "note"
