"""Fira Sans as KERN ships it, cut down to what German pages need."""

import logging
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from fontTools import subset

# Latin-1 and Latin Extended-A hold every letter of the German, Turkish, Polish and Croatian names in a city; Romanian
# and the capital sharp s lie outside them. Fira Sans has no glyph for triangles, bullets or ticks: a page draws those.
CHARACTERS = frozenset(
    {
        *map(chr, range(0x20, 0x7F)),
        *map(chr, range(0xA0, 0x17F)),
        *"ȘșȚțẞ",
        *"„“”‚‘’»«›‹–—…•·",
        *"←↑→↓",
        *"€§°‰−×÷≤≥≈√∞½¼¾²³",
    }
)
# Figures of one width keep columns of numbers straight; the others place marks and pairs of letters.
FEATURES = ["kern", "liga", "locl", "ccmp", "mark", "mkmk", "lnum", "tnum"]
# The copyright, trademark and licence entries must stay: OFL 1.1, condition 2.
NAMES = [*range(8), 13, 14]


@dataclass(frozen=True, slots=True)
class Weight:
    """One cut of the family and the CSS weights it stands for."""

    cut: str
    css: str

    @property
    def file_name(self) -> str:
        """Name before the content hash."""
        return f"fira-sans-{self.cut.lower()}.woff2"


# KERN sets text in 400, sublines in 500 and headings, labels and strong text in 600; a browser's own `strong` is 700.
WEIGHTS = (Weight("Regular", "400"), Weight("Medium", "500"), Weight("SemiBold", "600 900"))


def subset_font(source: Path) -> bytes:
    """The font with only our characters and features, as WOFF2."""
    logging.getLogger("fontTools").setLevel(logging.ERROR)  # it warns of a harmless old OS/2 table in each cut
    options = subset.Options(
        flavor="woff2", layout_features=FEATURES, name_IDs=NAMES, hinting=False, recalc_timestamp=False
    )
    font = subset.load_font(str(source), options)
    cutter = subset.Subsetter(options)
    cutter.populate(text="".join(sorted(CHARACTERS)))
    cutter.subset(font)
    with TemporaryDirectory() as folder:
        result = Path(folder, "subset.woff2")
        subset.save_font(font, str(result), options)
        return result.read_bytes()


def font_face(weight: Weight, address: str) -> str:
    """The CSS rule for one cut; a font that comes late waits for the next page, so that no text moves while it is read."""
    return (
        f'@font-face{{font-family:"Fira Sans";font-style:normal;font-weight:{weight.css};'
        f'font-display:optional;src:url("{address}") format("woff2")}}'
    )
