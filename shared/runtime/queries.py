"""Named SQL: every query of a package stands in its own file under `sql/`."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path


@cache
def load_queries(folder: Path) -> Mapping[str, str]:
    """The text of every `*.sql` in the folder by file name without ending. Raises FileNotFoundError when there is none."""
    found = {path.stem: path.read_text() for path in sorted(folder.glob("*.sql"))}
    if not found:
        raise FileNotFoundError(f"no SQL files in {folder}")
    return found
