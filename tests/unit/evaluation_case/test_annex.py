"""„Anlage zur Vorlage“: two pages whatever was typed, cut where everybody sees it."""

from dataclasses import asdict, replace
from datetime import UTC, datetime
from io import BytesIO

import pytest
from docx import Document
from pypdf import PdfReader

from services.evaluation.documents.annex import TEMPLATE, annex_docx, annex_pdf, fitted
from services.evaluation.domain.climate_and_costs import about_climate, about_costs
from services.evaluation.presentation.annex import Annex, Rated
from services.evaluation.presentation.shortening import CUT, LINE, ROOMS, Room
from tests.unit.evaluation.catalogues import LUDWIGSBURG

NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)


def an_annex(words: str, entries: int) -> Annex:
    rows = [Rated(f"Z{number} Kriterium", number - 2, f"{number - 2}", "fördernd") for number in range(7)]
    return Annex(
        title="Anlage zur Vorlage: Impuls 2026-0412",
        author="Stadtverwaltung",
        running="Impuls 2026-0412",
        as_of="3. März 2026",
        subject=words[:250],
        facts=[("Vorgang", "2026-0412"), ("Verfahren", "volles Verfahren"), ("Begutachtung", "2 Gutachten")],
        sheet=[("Problem", words), ("Variante", words), ("Betroffene", words), ("Stelle", words), ("Pläne", words)],
        result=words,
        profile=rows,
        climate=rows,
        costs=rows,
        frame=[("Kosten einmalig", words), ("Kosten im Jahr", words)],
        against=[words] * entries,
        views=[("Stellungnahme", words)] * entries,
        resolution=words,
        conditions_title="Bedingungen",
        conditions=[words] * entries,
        grounds=[("Begründung", words), ("Warum der Vorschlag abweicht", words)],
    )


@pytest.mark.parametrize(
    ("words", "entries"),
    [
        ("Kurz.", 1),
        ("", 0),
        ("Ein Satz über die Sache, der nicht aufhören will. " * 200, 60),
        ("a\n\n" * 3_000, 60),
        ("W" * 10_000, 60),
        ("😀 漢字" * 2_000, 20),
    ],
    ids=["short", "empty", "long", "lines", "one word", "signs"],
)
def test_an_annex_has_two_pages_whatever_was_typed(words: str, entries: int) -> None:
    pages = PdfReader(BytesIO(annex_pdf(an_annex(words, entries), NOW))).pages
    assert len(pages) == 2
    assert "Ergebnis und Profil" in pages[0].extract_text()
    assert "Beschlussvorschlag" in pages[1].extract_text()


def test_what_fits_is_not_cut() -> None:
    short = an_annex("Ein Satz. Noch ein Satz.", 3)
    assert asdict(fitted(short)) == asdict(short)


def test_the_halves_are_cut_on_their_own() -> None:
    long_sheet = replace(an_annex("Kurz.", 2), sheet=[("Problem", "Ein langer Satz. " * 600)])
    cut = fitted(long_sheet)
    assert cut.sheet[0][1].endswith(CUT)
    assert replace(cut, sheet=long_sheet.sheet, subject=long_sheet.subject, result=long_sheet.result) == long_sheet


def test_as_much_is_kept_as_fits() -> None:
    annex = an_annex("Ein Satz über die Sache. " * 400, 1)
    shown = fitted(annex)
    [chosen] = [place for place, room in enumerate(ROOMS) if annex.cut(room, room).sheet == shown.sheet]
    with_more = annex.cut(ROOMS[chosen - 1], ROOMS[-1])
    assert TEMPLATE.look_up(with_more.data(), "ends")[0] == 2


def test_the_word_document_says_what_the_pdf_says() -> None:
    annex = an_annex("Ein langer Satz. " * 200, 5)
    document = Document(BytesIO(annex_docx(annex, NOW)))
    headings = [each.text for each in document.paragraphs if each.style and each.style.name == "Heading 2"]
    assert headings == [
        "Sachverhalt",
        "Ergebnis und Profil",
        "Klima und Folgekosten",
        "Was dagegen spricht und was andere sagen",
        "Beschlussvorschlag",
    ]
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    words = " ".join(" ".join([*(each.text for each in document.paragraphs), *cells]).split())
    shown = fitted(annex)
    for said in (
        shown.title,
        shown.result,
        shown.resolution,
        *shown.against,
        *shown.conditions,
        *dict(shown.sheet).values(),
    ):
        assert " ".join(said.split()) in words


@pytest.mark.parametrize(
    ("room", "words", "shown"),
    [
        (Room(20, 1), "Kurz genug.", "Kurz genug."),
        (Room(11, 1), "Kurz genug.", "Kurz genug."),
        (Room(10, 1), "Kurz genug.", f"Kurz … {CUT}"),
        (Room(4, 1), "Kurz genug.", f"Kurz … {CUT}"),
        (Room(3, 1), "Kurzgenug", f"Kur … {CUT}"),
        (Room(LINE + 3, 1), "a\nb\nc", f"a\nb … {CUT}"),
    ],
)
def test_a_text_is_cut_at_the_end_of_a_word(room: Room, words: str, shown: str) -> None:
    assert room.text(words) == shown


def test_lists_tell_how_much_is_missing() -> None:
    assert Room(99, 2).entries_of(["a", "b"]) == ["a", "b"]
    assert Room(99, 2).entries_of(["a", "b", "c", "d"]) == ["a", "b", f"… und 2 weitere {CUT}"]
    assert Room(99, 1).parts_of([("A", "a"), ("B", "b")]) == [("A", "a"), ("Weiteres", f"… und 1 weitere {CUT}")]


def test_criteria_about_the_climate_and_about_money_are_found_in_the_catalogue() -> None:
    assert [each.id for each in about_climate(LUDWIGSBURG)] == ["K3", "Z41", "Z42"]
    assert [each.id for each in about_costs(LUDWIGSBURG)] == ["K4", "Z31", "Z32", "Z33"]
