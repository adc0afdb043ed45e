"""Nobody can be told from the figures of the Trialog: every cell is a multiple of 5, shares stand for five or more."""

import pytest

from services.reporting.disclosure import rounded
from services.reporting.presentation.bars import BarGroup
from services.reporting.presentation.trialog import TOO_FEW, trialog
from services.reporting.queries.load_totals import Totals


@pytest.mark.parametrize(("exact", "shown"), [(0, 0), (2, 0), (3, 5), (7, 5), (8, 10), (1_002, 1_000), (1_003, 1_005)])
def test_numbers_are_rounded_to_the_nearest_multiple_of_five(exact: int, shown: int) -> None:
    assert rounded(exact) == shown


def texts(group: BarGroup) -> dict[str, list[str]]:
    return {row.label: [cell.text for cell in row.cells] for row in group.rows}


def test_every_cell_of_three_sides_is_rounded() -> None:
    side = {
        "status": {"rejected": 7, "accepted": 10, "in_assessment": 6},
        "not_public": {"internal": 3},
        "answered": {"all": 17},
        "decision": {"rejected": 7, "accepted": 9, "accepted_with_conditions": 1, "deferred": 4},
    }
    groups = trialog({"origin:council": Totals(side), "origin:council:2026": Totals(side), "received:2026": Totals({})})
    assert [group.label for group in groups] == ["Alle Jahre", "Eingegangen 2026"]
    for group in groups:
        # 23 received, 20 of them public (87 %), 17 decided, of which 10 accepted (59 %); what is put off is undecided.
        assert texts(group) == {
            "Impulse": ["0", "25", "0"],
            "davon öffentlich": [TOO_FEW, "85\N{NO-BREAK SPACE}%", TOO_FEW],
            "beantwortet": ["0", "15", "0"],
            "entschieden": ["0", "15", "0"],
            "davon angenommen": [TOO_FEW, "60\N{NO-BREAK SPACE}%", TOO_FEW],
        }


@pytest.mark.parametrize(("received", "shown"), [(4, TOO_FEW), (5, "100\N{NO-BREAK SPACE}%")])
def test_a_share_needs_five(received: int, shown: str) -> None:
    totals = Totals({"status": {"in_assessment": received}})
    (_, year) = trialog({"origin:citizens": totals, "origin:citizens:2026": totals})
    assert texts(year)["davon öffentlich"][0] == shown


def test_a_bar_tells_no_more_than_the_number_beside_it() -> None:
    sides = {"citizens": 23, "council": 7, "administration": 2}
    totals = {f"origin:{origin}:2026": Totals({"status": {"in_assessment": n}}) for origin, n in sides.items()}
    (row, *_) = trialog(totals)[1].rows
    assert [cell.share for cell in row.cells] == [1, pytest.approx(5 / 25), 0]
