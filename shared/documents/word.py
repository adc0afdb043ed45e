"""Documents to edit: DOCX with real headings, lists and tables with header rows, in the order they are written."""

import re
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any, Final

from docx import Document
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

LANGUAGE: Final = "de-DE"
NOT_IN_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Source: XML 1.0, production 2."""
FONT: Final = "Arial"
"""A font that every office has: a DOCX brings none along."""


class WordDocument:
    """One A4 document. Typed words are text: nothing in them is markup."""

    def __init__(self, title: str, author: str, running: str, made_at: datetime) -> None:
        self._document = Document()
        self._set_page(running)
        self._set_styles()
        properties = self._document.core_properties
        properties.title, properties.author, properties.language = _clean(title), _clean(author), LANGUAGE
        properties.created = properties.modified = made_at.replace(tzinfo=None)
        properties.comments = ""

    def heading(self, words: str, level: int) -> None:
        """A heading of level 1 to 3."""
        self._document.add_heading(_clean(words), level)

    def lines(self, words: str) -> None:
        """A paragraph; ends of lines stay."""
        self._document.add_paragraph(_clean(words))

    def named(self, parts: Sequence[tuple[str, str]]) -> None:
        """Texts, each under its name."""
        for name, words in parts:
            self.heading(name, 3)
            self.lines(words)

    def listed(self, entries: Sequence[str], *, numbered: bool = False) -> None:
        """A list."""
        for entry in entries:
            self._document.add_paragraph(_clean(entry), "List Number" if numbered else "List Bullet")

    def facts(self, heads: tuple[str, str], rows: Sequence[tuple[str, str]]) -> None:
        """Names and what belongs to them."""
        self.table(heads, rows)

    def table(self, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """A table whose first row is its header, on every page again."""
        table = self._document.add_table(rows=0, cols=len(heads), style="Table Grid")
        for cells in (heads, *rows):
            for cell, words in zip(table.add_row().cells, cells, strict=True):
                cell.text = _clean(words)
        header = table.rows[0]
        for cell in header.cells:
            for run in cell.paragraphs[0].runs:
                run.bold = True
        header._tr.get_or_add_trPr().append(_element("w:tblHeader", val="true"))
        self._document.add_paragraph()

    def page_break(self) -> None:
        """What follows begins on a new page."""
        self._document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def content(self) -> bytes:
        """The file."""
        file = BytesIO()
        self._document.save(file)
        return file.getvalue()

    def _set_page(self, running: str) -> None:
        section = self._document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin, section.right_margin = Mm(25), Mm(20)
        section.top_margin, section.bottom_margin = Mm(24), Mm(20)
        section.header.paragraphs[0].text = _clean(running)

    def _set_styles(self) -> None:
        for name in ("Normal", "Heading 1", "Heading 2", "Heading 3"):
            style = self._document.styles[name]
            style.font.name = FONT
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                fonts.attrib.pop(qn(f"w:{theme}"), None)
            style.element.get_or_add_rPr().append(_element("w:lang", val=LANGUAGE))
        self._document.styles["Normal"].font.size = Pt(9.5)
        self._document.styles["Normal"].paragraph_format.space_after = Pt(4)


def _element(name: str, **attributes: str) -> Any:
    element = OxmlElement(name)
    for attribute, value in attributes.items():
        element.set(qn(f"w:{attribute}"), value)
    return element


def _clean(words: str) -> str:
    return NOT_IN_XML.sub("", words)
