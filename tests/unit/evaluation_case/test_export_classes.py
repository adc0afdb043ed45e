"""What an export shows to whom: every cell of the table, on a field of its class."""

import pytest

from services.evaluation.domain.export_classes import (
    TREATMENTS,
    Field,
    FieldClass,
    Purpose,
    Section,
    Treatment,
    made_ready,
)
from services.evaluation.presentation.case_export import CLASSES, export_document, export_json
from tests.unit.evaluation_case.test_annex import NOW

SECRET = "Frau Muster aus der Musterstraße"

EXPECTED = {
    Purpose.COUNCIL: {
        Treatment.SHOWN: {"matter", "statement", "dialogue", "result", "decision", "course"},
        Treatment.REDACTED: {"sheet", "consultation", "note", "name", "pseudonym"},
    },
    Purpose.INSPECTION: {
        Treatment.SHOWN: {"matter", "statement", "dialogue", "result", "decision", "course", "sheet"},
        Treatment.REDACTED: {"consultation", "note", "name", "pseudonym"},
    },
    Purpose.ARCHIVE: {
        Treatment.SHOWN: {"matter", "statement", "dialogue", "result", "decision", "course", "sheet"},
        Treatment.MARKED: {"consultation", "note", "name", "pseudonym"},
    },
}
"""The issue in other words: no names, notes and single sheets for the council; no names and no consultation for inspection;
everything, with names and notes marked, for the archive."""


@pytest.mark.parametrize("purpose", list(Purpose))
@pytest.mark.parametrize("kind", list(FieldClass))
def test_each_class_is_shown_marked_or_blackened(kind: FieldClass, purpose: Purpose) -> None:
    [expected] = [treatment for treatment, kinds in EXPECTED[purpose].items() if kind in kinds]
    section = Section(
        "a", "A", sections=[Section("b", "B", [Field("field", "Angabe", kind, SECRET, {"words": SECRET})])]
    )
    structured = export_json(section, purpose, "2026-0412", NOW)
    document = export_document(section, purpose, "2026-0412", NOW)

    [field] = structured["sections"][0]["fields"]
    assert (field["class"], field["treatment"]) == (kind, expected)
    assert structured["classes"][kind] == expected
    [[label, words]] = document["sections"][0]["fields"]
    assert label == "Angabe"
    match expected:
        case Treatment.REDACTED:
            assert SECRET not in f"{structured} {document}"
            assert "value" not in field
            assert words == f"[geschwärzt: {CLASSES[kind]}]"
        case Treatment.MARKED:
            assert field["value"] == {"words": SECRET}
            assert words == f"[{CLASSES[kind]}: {SECRET}]"
        case Treatment.SHOWN:
            assert field["value"] == {"words": SECRET}
            assert words == SECRET


def test_the_table_knows_every_class_and_every_purpose() -> None:
    assert set(TREATMENTS) == set(FieldClass) == set(CLASSES)
    assert all(set(treatments) == set(Purpose) for treatments in TREATMENTS.values())


def test_nothing_of_a_blackened_field_is_left_in_the_tree() -> None:
    ready = made_ready(Section("a", "A", [Field("f", "F", FieldClass.NAME, SECRET, SECRET)]), Purpose.COUNCIL)
    assert SECRET not in repr(ready)
