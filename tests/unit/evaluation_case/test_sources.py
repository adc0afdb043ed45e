"""Reasons copied from decided cases."""

from services.evaluation.domain.assessment import GivenRating
from services.evaluation.domain.case import EMPTY, Draft
from services.evaluation.domain.sources import SourceReason, with_copied_reason

SOURCE = SourceReason("m", "L1", "Kürzt den Weg zum Amt.", "B")


def test_a_copied_reason_says_where_it_comes_from_and_brings_its_evidence_but_no_rating() -> None:
    copied = with_copied_reason(EMPTY, SOURCE, "2025-0117")
    assert copied.ratings == {"L1": GivenRating(None, "Kürzt den Weg zum Amt. (übernommen aus 2025-0117)", "B")}


def test_what_the_evaluator_entered_stays() -> None:
    own = Draft({"L1": GivenRating(-1, "Eigener Satz.", "A", "Anders legen."), "L2": GivenRating(0)}, {"K1": "ja"})
    copied = with_copied_reason(own, SOURCE, "2025-0117")
    assert copied.ratings["L1"] == GivenRating(
        -1, "Eigener Satz.\nKürzt den Weg zum Amt. (übernommen aus 2025-0117)", "A", "Anders legen."
    )
    assert (copied.ratings["L2"], copied.exclusions) == (GivenRating(0), {"K1": "ja"})
