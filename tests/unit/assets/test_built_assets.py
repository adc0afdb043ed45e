"""The folder that `make setup` built: what a first view loads besides its HTML."""

import json
from io import BytesIO

from fontTools.ttLib import TTFont

from deploy.assets.__main__ import DOCUMENT_FONTS, STATIC
from deploy.assets.document_fonts import CUTS
from deploy.assets.fonts import CHARACTERS, WEIGHTS

MANIFEST: dict[str, str] = json.loads((STATIC / "manifest.json").read_text())
STYLES = [name for name in MANIFEST.values() if name.endswith(".css")]
FIRST_VIEW_BYTES = 100_000
HTML_BYTES = 20_000
FIRST_FLIGHT_BYTES = 10 * 1_460
"""What a server sends before it waits for an answer. Source: RFC 6928, for packets of the usual size."""
HEAD_BYTES = 1_000


def test_styles_and_fonts_leave_room_for_the_page_in_a_first_view() -> None:
    styles = sum((STATIC / f"{name}.br").stat().st_size for name in STYLES)
    fonts = sum((STATIC / MANIFEST[weight.file_name]).stat().st_size for weight in WEIGHTS)
    assert styles + fonts <= FIRST_VIEW_BYTES - HTML_BYTES


def test_a_line_shows_as_soon_as_the_first_packets_are_there() -> None:
    assert [(STATIC / f"{name}.br").stat().st_size <= FIRST_FLIGHT_BYTES - HEAD_BYTES for name in STYLES] == [True]


def test_every_font_has_every_character_and_carries_its_licence() -> None:
    for weight in WEIGHTS:
        font = TTFont(BytesIO((STATIC / MANIFEST[weight.file_name]).read_bytes()))
        assert set(map(ord, CHARACTERS)) <= set(font.getBestCmap())
        assert "Open Font License" in font["name"].getDebugName(13)


def test_no_style_sheet_loads_anything_from_elsewhere() -> None:
    for name in STYLES:
        content = (STATIC / name).read_text().replace("http://www.w3.org/2000/svg", "")
        assert "url(http" not in content
        assert "url(//" not in content
        assert "@import" not in content


def test_the_style_sheet_names_the_fonts_that_are_there() -> None:
    sheet = (STATIC / MANIFEST["pages.css"]).read_text()
    for weight in WEIGHTS:
        assert f'url("{MANIFEST[weight.file_name]}")' in sheet


def test_the_fonts_of_documents_are_whole_and_carry_their_licence() -> None:
    told = set((DOCUMENT_FONTS / "characters.txt").read_text(encoding="utf-8"))
    assert told >= CHARACTERS - {"\N{SOFT HYPHEN}"}
    for cut in CUTS:
        font = TTFont(DOCUMENT_FONTS / f"FiraSans-{cut}.ttf")
        assert font.flavor is None
        assert {*map(ord, told)} <= set(font.getBestCmap())
    assert "SIL OPEN FONT LICENSE" in (DOCUMENT_FONTS / "OFL.txt").read_text(encoding="utf-8")
