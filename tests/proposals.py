"""The real proposals, which stay outside the project."""

import os
from pathlib import Path

SETTING = "IMPULSWERK_TEST_PROPOSALS"
PROJECT = Path(__file__).parents[1]
MAPPING = PROJECT / "tests" / "data" / "proposals.toml"
NUMBER = 2_866


def proposals_file() -> Path:
    """The file that the environment names, else the one that stands beside the project; it may be missing."""
    named = os.environ.get(SETTING)
    return Path(named) if named else PROJECT.parent / "shared" / "data" / "citizen-proposals-de" / "proposals.csv"


def why_missing() -> str | None:
    """What to tell where the file is missing; None where it is there."""
    file = proposals_file()
    return None if file.exists() else f"the real proposals are not at {file}; name the file in {SETTING}"
