"""The fonts of documents: whole cuts of Fira Sans, which `make setup` puts beside this file."""

from functools import cache
from pathlib import Path

import typst

FOLDER = Path(__file__).parent / "fonts"
CHARACTERS = FOLDER / "characters.txt"


class FontsMissing(RuntimeError):
    """The folder of the fonts was not built; `make setup` does it."""


@cache
def document_fonts() -> typst.Fonts:
    """Our fonts and no others, so that a document looks the same wherever it is made. Raises: FontsMissing."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FOLDER])
    if not fonts.families():
        raise FontsMissing(f"no fonts in {FOLDER}: run `make assets`")
    return fonts


@cache
def font_characters() -> frozenset[str]:
    """The characters that every cut has. Raises: FontsMissing."""
    try:
        return frozenset(CHARACTERS.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise FontsMissing(f"no {CHARACTERS}: run `make assets`") from None
