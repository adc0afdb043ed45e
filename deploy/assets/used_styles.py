"""What our pages use of a style sheet of others: the rest is most of it, and everybody would wait for it before a line shows."""

import json
import re
import subprocess
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from deploy.assets.failure import AssetError
from deploy.assets.node import find_node

_WORD: Final = re.compile(r"[\w-]+")
_KEPT: Final = (":is",)
"""PurgeCSS 8.0.0 would lose `:is(...)` before `:not(...)`, with which KERN gives every page its colours."""
_SOURCES: Final = ("*.html", "*.py", "*.css", "*.js")


def words_of(folders: Iterable[Path], without: Path) -> set[str]:
    """Every word of the templates, the code and our own styles below these folders, but for what lies in `without`."""
    found: set[str] = set()
    for folder in folders:
        for pattern in _SOURCES:
            for path in folder.rglob(pattern):
                if without not in path.parents:
                    found.update(_WORD.findall(path.read_text(encoding="utf-8")))
    return found


def used_words(css: str, words: set[str]) -> set[str]:
    """What of the names in a style sheet may be used by whoever says these words.

    A name may also be put together by a template: `kern-icon--{{ kind }}` says `kern-icon--`, and somebody says the kind.
    """
    names = set(_WORD.findall(css))
    beginnings = [word for word in words if word.startswith("kern-") and word.endswith("-")]
    joined = {
        name
        for name in names
        for beginning in beginnings
        if name.startswith(beginning) and name.removeprefix(beginning) in words
    }
    return names & words | joined


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
