"""The yearly report as a PDF: the sections of the page, with whole addresses."""

from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, Final

from services.reporting.presentation.year_report import YearReport
from shared.documents.pdf import Template

TEMPLATE: Final = Template(Path(__file__).parent / "year_report.typ")


def year_report_pdf(report: YearReport, author: str, address: str, day: date) -> bytes:
    """The report, the same bytes for the same numbers on the same day; `address` is where the pages are reached.

    Takes some tenths of a second. Raises: FontsMissing.
    """
    return TEMPLATE.pdf(year_report_data(report, author, address), datetime.combine(day, time(), UTC))


def year_report_data(report: YearReport, author: str, address: str) -> dict[str, Any]:
    """What the template sets: text and numbers, no markup."""
    return {
        "title": report.title,
        "author": author,
        "running": report.title,
        "as_of": report.as_of,
        "address": address + report.address,
        "sentences": report.sentences,
        "sections": [
            {
                "title": section.title,
                "sentences": section.sentences,
                "tables": [
                    {
                        "caption": table.caption,
                        "heads": table.heads,
                        "rows": [
                            {"label": row.label, "text": row.text, "href": _whole(row.href, address)}
                            for row in table.rows
                        ],
                    }
                    for table in section.tables
                ],
                "entries": [
                    {
                        "title": entry.title,
                        "href": f"{address}/impulse/{entry.number}",
                        "facts": f"Nummer {entry.number}, {entry.status}",
                        "sentences": entry.sentences,
                    }
                    for entry in section.entries
                ],
                "links": [{"words": words, "href": _whole(href, address)} for words, href in section.links],
            }
            for section in report.sections
        ],
    }


def _whole(href: str | None, address: str) -> str | None:
    return None if href is None else address + href
