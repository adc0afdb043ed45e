"""The settings of evaluation: those of every service and its catalogue."""

from pathlib import Path

from pydantic import Field

from shared.runtime.settings import Settings


class EvaluationSettings(Settings):
    """What evaluation must know of its surroundings."""

    short_cases_checked: int = Field(
        10, ge=0, description="about every how many-th short case is also assessed in full, by lot; 0: none"
    )
    catalogue: Path | None = Field(
        None, description="criteria catalogue for new cases; default: the one that comes along"
    )
