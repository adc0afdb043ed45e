"""What every PDF of the city must be: for archives and for screen readers."""

from datetime import datetime
from io import BytesIO
from typing import Any

from pypdf import PdfReader


def read_pdf(pdf: bytes) -> tuple[PdfReader, str]:
    """The document, and the words on all its pages."""
    reader = PdfReader(BytesIO(pdf))
    return reader, "\n".join(page.extract_text() for page in reader.pages)


def assert_for_archives_and_screen_readers(reader: PdfReader, title: str, author: str, made_at: datetime) -> None:
    """PDF/A-2a and PDF/UA-1 by its own words: tagged, with language, title, author and day, on A4."""
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "de-DE"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]["/K"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == (title, author)
    assert reader.metadata.creation_date == made_at
    about = root["/Metadata"].get_data().decode()
    for said in (
        "<pdfaid:part>2</pdfaid:part>",
        "<pdfaid:conformance>A</pdfaid:conformance>",
        "<pdfuaid:part>1</pdfuaid:part>",
    ):
        assert said in about
    assert {round(float(side)) for side in reader.pages[0].mediabox[2:]} == {595, 842}


def kinds_of_parts(reader: PdfReader) -> set[str]:
    """The kinds of tags in it, such as `/H1` and `/TH`."""
    root: Any = reader.trailer["/Root"]
    return {each.get("/S") for each in _tree(root["/StructTreeRoot"])}


def _tree(node: Any) -> list[Any]:
    node = node.get_object()
    if isinstance(node, list):
        return [each for child in node for each in _tree(child)]
    if not hasattr(node, "get"):
        return []
    return [node, *(_tree(node["/K"]) if "/K" in node else [])]
