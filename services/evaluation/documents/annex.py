"""The annex as a file: fitted to two pages, then set as PDF or DOCX, which say the same."""

from dataclasses import fields, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from services.evaluation.presentation.annex import Annex, Rated
from services.evaluation.presentation.shortening import ROOMS
from shared.documents.fonts import font_characters
from shared.documents.pdf import Template
from shared.documents.printable import printable
from shared.documents.word import WordDocument

TEMPLATE: Final = Template(Path(__file__).parent / "annex.typ")


def annex_pdf(annex: Annex, made_at: datetime) -> bytes:
    """Two pages A4. Takes up to some tenths of a second. Raises: FontsMissing."""
    return TEMPLATE.pdf(fitted(annex).data(), made_at)


def annex_docx(annex: Annex, made_at: datetime) -> bytes:
    """The words of the PDF as a document that can be edited. Raises: FontsMissing."""
    shown = fitted(annex)
    document = WordDocument(shown.title, shown.author, shown.running, made_at)
    document.heading(shown.title, 1)
    document.lines(shown.subject)
    document.facts(("Angabe", "Inhalt"), shown.facts)
    document.heading("Sachverhalt", 2)
    document.named(shown.sheet)
    document.heading("Ergebnis und Profil", 2)
    document.lines(shown.result)
    if shown.profile:
        document.table(("Dimension", "Wert", "Bedeutung"), [_cells(row) for row in shown.profile])
    document.page_break()
    document.heading("Klima und Folgekosten", 2)
    for heading, rows in (("Klima", shown.climate), ("Kosten", shown.costs)):
        document.heading(heading, 3)
        if rows:
            document.table(("Kriterium", "Wert", "Bedeutung"), [_cells(row) for row in rows])
        else:
            document.lines("Nichts davon ist bewertet.")
    document.facts(("Kostenrahmen", "Angabe"), shown.frame)
    document.heading("Was dagegen spricht und was andere sagen", 2)
    document.listed(shown.against)
    document.named(shown.views)
    document.heading("Beschlussvorschlag", 2)
    document.lines(shown.resolution)
    if shown.conditions:
        document.heading(shown.conditions_title, 3)
        document.listed(shown.conditions, numbered=True)
    document.named(shown.grounds)
    return document.content()


def fitted(annex: Annex) -> Annex:
    """The annex with the most room for its texts that lets each half end on its own page."""
    whole = _as_set(annex)
    low, high = [0, 0], [len(ROOMS) - 1, len(ROOMS) - 1]
    while low != high:
        middle = [(start + end) // 2 for start, end in zip(low, high, strict=True)]
        tried = whole.cut(ROOMS[middle[0]], ROOMS[middle[1]])
        first, last = TEMPLATE.look_up(tried.data(), "ends")
        for half, pages in enumerate((first, last - first)):
            if pages == 1:
                high[half] = middle[half]
            else:
                low[half] = min(middle[half] + 1, high[half])
    return whole.cut(ROOMS[low[0]], ROOMS[low[1]])


def _as_set(annex: Annex) -> Annex:
    """With its words as the fonts can set them, which may be longer than what was typed."""
    shown = {each.name: printable(getattr(annex, each.name), font_characters()) for each in fields(annex)}
    return replace(annex, **shown)


def _cells(row: Rated) -> tuple[str, str, str]:
    return row.label, row.value, row.word
