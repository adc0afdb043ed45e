"""What our pages use of a style sheet of others: the rest is most of it, and everybody would wait for it before a line shows."""

import json
import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from deploy.assets.failure import AssetError
from deploy.assets.node import find_node

_WORD: Final = re.compile(r"[\w-]+")
_QUOTED: Final = re.compile(r"""["']([\w-]+)["']""")
_KEPT: Final = (":is",)
"""PurgeCSS 8.0.0 would lose `:is(...)` before `:not(...)`, with which KERN gives every page its colours."""
_SOURCES: Final = ("*.html", "*.py", "*.css", "*.js")


@dataclass(frozen=True, slots=True)
class Said:
    """Every word of templates, code and our own styles, and those that stand in quotes in a template."""

    words: frozenset[str]
    quoted: frozenset[str]


def said_in(folders: Iterable[Path], without: Path) -> Said:
    """What the files below these folders say, but for what lies in `without`."""
    words, quoted = set[str](), set[str]()
    for folder in folders:
        for pattern in _SOURCES:
            for path in folder.rglob(pattern):
                if without in path.parents:
                    continue
                text = path.read_text(encoding="utf-8")
                words.update(_WORD.findall(text))
                if path.suffix == ".html":
                    quoted.update(_QUOTED.findall(text))
    return Said(frozenset(words), frozenset(quoted))


def used_words(css: str, said: Said) -> set[str]:
    """What of the names in a style sheet is used by whoever says this.

    A name may also be put together: one template says `kern-icon--{{ kind }}`, and one has the kind in quotes.
    """
    names = set(_WORD.findall(css))
    beginnings = [word for word in said.words if word.startswith("kern-") and word.endswith("-")]
    joined = {
        name
        for name in names
        for beginning in beginnings
        if name.startswith(beginning) and name.removeprefix(beginning) in said.quoted
    }
    return names & said.words | joined


def with_used_only(css: str, used: set[str], packages: Path) -> str:
    """The style sheet without the rules and icons that nobody uses. Raises AssetError when PurgeCSS fails."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        sheet = folder / "sheet.css"
        sheet.write_text(css, encoding="utf-8")
        options = {
            "css": [str(sheet)],
            "content": [{"raw": " ".join(sorted(used)), "extension": "html"}],
            "safelist": _KEPT,
        }
        config = folder / "purgecss.cjs"
        config.write_text(f"module.exports = {json.dumps(options)}", encoding="utf-8")
        program = packages / "purgecss" / "bin" / "purgecss.js"
        command = [find_node(), str(program), "--config", str(config), "--output", str(folder / "purged")]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        if result.returncode:
            raise AssetError(f"PurgeCSS could not read the style sheet and says:\n{result.stderr.strip()}")
        return (folder / "purged" / sheet.name).read_text(encoding="utf-8")
