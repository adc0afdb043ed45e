"""Documents to edit: real headings and tables, every typed word as it is."""

from datetime import UTC, datetime
from io import BytesIO

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm

from shared.documents.word import WordDocument

TYPED = 'a <b> & "c" #d {e} \x00\x1f\ufffe 👍'


def test_a_word_document_has_headings_lists_and_tables_with_headers() -> None:
    written = WordDocument("Titel", "Stadtverwaltung", "Impuls 2026-0412", datetime(2026, 3, 2, tzinfo=UTC))
    written.heading("Titel", 1)
    written.named([("Problem", TYPED)])
    written.listed(["eins"])
    written.listed(["zwei"], numbered=True)
    written.table(("Kriterium", "Wert"), [("Z41", "+1")])
    written.page_break()
    document = Document(BytesIO(written.content()))

    told = [(paragraph.style.name if paragraph.style else "", paragraph.text) for paragraph in document.paragraphs]
    assert told[:5] == [
        ("Heading 1", "Titel"),
        ("Heading 3", "Problem"),
        ("Normal", 'a <b> & "c" #d {e}  👍'),
        ("List Bullet", "eins"),
        ("List Number", "zwei"),
    ]
    [table] = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["Kriterium", "Wert"], ["Z41", "+1"]]
    assert table.rows[0]._tr.trPr is not None
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    properties = document.core_properties
    assert (properties.title, properties.author, properties.language) == ("Titel", "Stadtverwaltung", "de-DE")
    section = document.sections[0]
    assert section.page_width is not None
    assert section.page_height is not None
    assert (round(section.page_width / Mm(1)), round(section.page_height / Mm(1))) == (210, 297)
