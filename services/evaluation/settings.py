"""The settings of evaluation: those of every service and its catalogue."""

from pathlib import Path

from pydantic import Field

from shared.runtime.settings import Settings


class EvaluationSettings(Settings):
    """What evaluation must know of its surroundings."""

    catalogue: Path | None = Field(
        None, description="criteria catalogue for new cases; default: the one that comes along"
    )
