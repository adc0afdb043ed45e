"""The ledger of a run: one line per episode, so that a later run goes on where this one stopped."""

import hashlib
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from tests.chaos.episode import Episode

ROOT = Path(__file__).parents[2]
CODE = ("services", "shared", "deploy", "city", "tests/chaos")


def code_version() -> str:
    """The commit, and a hash of what differs from it in the product and in the harness."""
    commit = _git("rev-parse", "--short=12", "HEAD").decode().strip() or "no-commit"
    digest = hashlib.sha256(_git("diff", "HEAD", "--", *CODE))
    for name in sorted(_git("ls-files", "--others", "--exclude-standard", "--", *CODE).decode().splitlines()):
        digest.update(name.encode() + (ROOT / name).read_bytes())
    return f"{commit}+{digest.hexdigest()[:8]}"


class Ledger:
    """A file of JSON lines."""

    def __init__(self, file: Path, version: str, *, fresh: bool) -> None:
        self._file = file
        self.version = version
        file.parent.mkdir(parents=True, exist_ok=True)
        if fresh:
            file.unlink(missing_ok=True)

    def passed(self) -> dict[int, Episode]:
        """The episodes that this version of the code has passed already, or skipped."""
        found: dict[int, Episode] = {}
        for row in self._rows():
            if row.pop("version") != self.version:
                continue
            episode = Episode(**row)
            if episode.passed:
                found[episode.seed] = episode
            else:
                found.pop(episode.seed, None)
        return found

    def append(self, episode: Episode) -> None:
        """Write it down at once."""
        with self._file.open("ab") as file:
            file.write(orjson.dumps({"version": self.version, **episode.as_json()}) + b"\n")

    def _rows(self) -> Iterator[dict[str, Any]]:
        if self._file.exists():
            for line in self._file.read_text(encoding="utf-8").splitlines():
                yield json.loads(line)


def _git(*words: str) -> bytes:
    return subprocess.run(["git", "-C", str(ROOT), *words], check=False, capture_output=True).stdout
