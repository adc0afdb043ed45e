"""Fira Sans for documents: whole cuts as TrueType, because a typesetter embeds what it uses and reads no WOFF2."""

import logging
from io import BytesIO
from pathlib import Path
from unicodedata import category

from fontTools.ttLib import TTFont

from deploy.assets.licences import fira_sans_licence

CUTS = ("Regular", "Medium", "SemiBold", "Italic")
NO_TEXT = {"Cc", "Cf", "Co", "Cn"}
"""Categories of what is never seen or means nothing to others: PDF/A wants neither. Source: ISO 19005-2, 6.2.11.7.3."""


def build_document_fonts(packages: Path, folder: Path) -> list[str]:
    """Fill `folder` from the installed npm packages: the cuts, the characters that all of them have, the licence."""
    logging.getLogger("fontTools").setLevel(logging.ERROR)  # it warns of a harmless old OS/2 table in each cut
    contents: dict[str, bytes] = {"OFL.txt": fira_sans_licence()}
    common: set[int] | None = None
    for cut in CUTS:
        source = packages / "@kern-ux" / "native" / "dist" / "fonts" / "fira-sans" / f"FiraSans-{cut}.woff2"
        font = TTFont(source, recalcTimestamp=False)
        font.flavor = None
        covered = {code for code in font.getBestCmap() if category(chr(code)) not in NO_TEXT}
        common = covered if common is None else common & covered
        unpacked = BytesIO()
        font.save(unpacked)
        contents[f"FiraSans-{cut}.ttf"] = unpacked.getvalue()
    contents["characters.txt"] = "".join(map(chr, sorted(common or ()))).encode()
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    for path in folder.iterdir():
        if path.name not in contents:
            path.unlink()
    return sorted(contents)
