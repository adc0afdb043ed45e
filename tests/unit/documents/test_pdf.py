"""Typesetting: every PDF is tagged, archivable and says what was typed, letter for letter."""

import asyncio
import threading
from datetime import UTC, datetime
from typing import Any

import pytest
import typst

from shared.documents.fonts import document_fonts, font_characters
from shared.documents.pdf import ROOT, Template, aside
from shared.documents.printable import printable, printable_text
from tests.pdf_checks import assert_for_archives_and_screen_readers, kinds_of_parts, read_pdf

MADE_AT = datetime(2026, 3, 2, 9, 5, 7, tzinfo=UTC)

MARKUP = '#import "x": * $x^2$ \\ [a] <b> @c *d* _e_ `f` // g /* h */ ~ #{1+1} = i - j + k'

TEMPLATE = """
#import "/shared/documents/house.typ": bar, data, facts, letter, lines
#show: letter
= #data.title
#lines(data.body)
#facts(([Angabe], [Inhalt]), data.facts)
#table(columns: 2, table.header([Balken], [Wert]), bar(-1.5), [−1,5])
#context [#metadata(here().page()) <page>]
"""


@pytest.fixture(scope="module")
def template() -> Template:
    return written("plain", TEMPLATE)


def written(name: str, content: str) -> Template:
    """A template inside the root, so that it can name the house's style."""
    path = ROOT / "build" / "documents" / f"{name}.typ"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    return Template(path)


def data(**more: Any) -> dict[str, Any]:
    return {
        "title": "Eine Probe",
        "author": "Stadtverwaltung",
        "running": "Probe",
        "as_of": "2. März 2026",
        "body": "Text",
        "facts": [["Name", "Wert"]],
    } | more


def test_a_pdf_is_for_archives_and_for_screen_readers(template: Template) -> None:
    reader, _ = read_pdf(template.pdf(data(), MADE_AT))
    assert_for_archives_and_screen_readers(reader, "Eine Probe", "Stadtverwaltung", MADE_AT)


def test_headers_of_tables_are_headers(template: Template) -> None:
    reader, _ = read_pdf(template.pdf(data(), MADE_AT))
    assert {"/H1", "/Table", "/TH", "/TD"} <= kinds_of_parts(reader)


def test_only_our_fonts_are_used(template: Template) -> None:
    assert document_fonts().families() == ["Fira Sans"]
    reader, _ = read_pdf(template.pdf(data(), MADE_AT))
    resources: Any = reader.pages[0]["/Resources"]
    fonts = [font.get_object() for font in resources["/Font"].values()]
    assert fonts
    assert all("FiraSans" in font["/BaseFont"] for font in fonts)


def test_the_same_input_makes_the_same_bytes(template: Template) -> None:
    assert template.pdf(data(), MADE_AT.replace(microsecond=5)) == template.pdf(data(), MADE_AT)


@pytest.mark.parametrize("name", ["body", "title"])
def test_no_typed_word_is_read_as_markup(template: Template, name: str) -> None:
    _, words = read_pdf(template.pdf(data(**{name: MARKUP}), MADE_AT))
    assert MARKUP in " ".join(words.split())


def test_ends_of_lines_and_paragraphs_stay(template: Template) -> None:
    _, words = read_pdf(template.pdf(data(body="eins\r\nzwei\n\n\ndrei"), MADE_AT))
    assert "eins\nzwei\ndrei" in words


def test_a_word_as_long_as_a_text_stays_on_the_page(template: Template) -> None:
    reader, words = read_pdf(template.pdf(data(body="Q" * 9_000, facts=[["N" * 200, "V" * 500]]), MADE_AT))
    assert len(reader.pages) > 1
    assert words.count("Q") == 9_000


def test_a_character_that_no_font_has_is_told_of_and_breaks_nothing(template: Template) -> None:
    _, words = read_pdf(template.pdf(data(body="Ja 👍🏽 gern\x00, 漢字!"), MADE_AT))
    assert "Ja [2 Zeichen nicht darstellbar] gern, [2 Zeichen nicht darstellbar]!" in words


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Köln – „ja“", "Köln – „ja“"),
        ("a\u0308", "ä"),
        ("a\u202eb\u200dc\ufe0f", "abc"),
        ("x\ty", "x y"),
        ("x\u2028y", "x\ny"),
        ("\ue000", "[1 Zeichen nicht darstellbar]"),
        ("Привет, ελληνικά", "Привет, ελληνικά"),
    ],
)
def test_typed_words_as_the_fonts_can_set_them(typed: str, shown: str) -> None:
    assert printable_text(typed, font_characters()) == shown


def test_every_character_of_the_fonts_can_be_set(template: Template) -> None:
    everything = "".join(sorted(font_characters()))
    template.pdf(data(body=printable(everything, font_characters())), MADE_AT)


def test_a_template_tells_about_its_layout(template: Template) -> None:
    assert template.look_up(data(), "page") == [1]
    assert template.look_up(data(body="a\n\n" * 100), "page")[0] > 1


def test_a_mistake_in_a_template_is_an_error() -> None:
    with pytest.raises(typst.TypstError):
        written("broken", "#nothing").pdf(data(), MADE_AT)


async def test_documents_are_made_beside_the_event_loop() -> None:
    names = await asyncio.gather(*(aside(lambda: threading.current_thread().name) for _ in range(3)))
    assert all(name.startswith("documents") for name in names)
