"""Named SQL: every query of a package stands in its own file under `sql/`."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

_INCLUDE: Final = re.compile(r"^ *-- include (\w+)\n", re.MULTILINE)


@cache
def load_queries(folder: Path) -> Mapping[str, str]:
    """The text of every `*.sql` in the folder by file name without ending.

    A line `-- include NAME` stands for what the file of that name holds: what several queries share. Raises:
    FileNotFoundError when there is none, KeyError for a name that no file has.
    """
    found = {path.stem: path.read_text() for path in sorted(folder.glob("*.sql"))}
    if not found:
        raise FileNotFoundError(f"no SQL files in {folder}")
    return {name: _INCLUDE.sub(lambda line: found[line[1]], text) for name, text in found.items()}
