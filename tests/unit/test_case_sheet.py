"""The body of a case sheet is made of its answers and can be taken apart again."""

import pytest

from shared.contracts.case_sheet import CASE_SHEET_LABELS, CaseSheet

FULL = CaseSheet("Hitze", "Ein Brunnen", "Alle", "15.000 Euro", "900 Euro", "Tiefbau", "Keine")


def test_answers_stand_in_a_fixed_order_under_their_german_names() -> None:
    lines = FULL.as_text().split("\n\n")
    assert [line.partition(": ")[0] for line in lines] == list(CASE_SHEET_LABELS.values())
    assert lines[3] == "Kosten einmalig: 15.000 Euro"
    assert CaseSheet().as_text() == ""


@pytest.mark.parametrize(
    "sheet",
    [
        FULL,
        CaseSheet(),
        CaseSheet(variant="Erster Absatz\n\nZweiter: mit Doppelpunkt\n\n\nDritter"),
        CaseSheet(known_plans="Beschluss\n\nProblem: steht hier nicht am Anfang"),
    ],
)
def test_what_was_written_is_read_again(sheet: CaseSheet) -> None:
    assert CaseSheet.read(sheet.as_text()) == sheet


def test_of_a_text_without_names_no_word_is_lost() -> None:
    assert CaseSheet.read("Ein Brunnen,\n\neinmalig 15.000 Euro.") == CaseSheet("Ein Brunnen,\n\neinmalig 15.000 Euro.")
    mixed = CaseSheet.read("Vorweg\n\nProblem: Hitze\n\nBetroffene: Alle")
    assert mixed == CaseSheet(problem="Vorweg\n\nHitze", affected="Alle")
