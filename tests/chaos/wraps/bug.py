"""A handler with a fault that meets one aggregate only."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from services.reporting.projector import Projector
from shared.messaging.handlers import Handlers


class PlantedInHandler(Exception):
    """What the faulty handler raises; nobody foresaw it."""


def fail_on_one_subject(file: str) -> None:
    """Every processor fails on the subject that stands in the file, as long as the file is there."""
    for processor in (Handlers, Projector):
        _around(processor, Path(file))


def _around(processor: type[Any], file: Path) -> None:
    process = processor.process

    async def process_with_fault(self: Any, accepted: Sequence[Any], work: Any) -> None:
        subject = _subject_in(file)
        if subject is not None and any(each.envelope.subject == subject for each in accepted):
            raise PlantedInHandler
        await process(self, accepted, work)

    processor.process = process_with_fault


def _subject_in(file: Path) -> str | None:
    return file.read_text() if file.exists() else None
