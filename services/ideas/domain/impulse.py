"""An impulse in ideas: from its arrival to the end of its screening."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from services.ideas.domain.errors import ImpulseNotInScreening, MotionCannotBeInadmissible
from services.ideas.domain.submission import Submission, is_for_council
from shared.contracts.lists import Channel, Visibility
from shared.contracts.topics import TextTopic


class ImpulseState(StrEnum):
    """Where an impulse stands in this service; what other services do with it is its public status."""

    SCREENING = "screening"
    RELEASED = "released"
    INADMISSIBLE = "inadmissible"


@dataclass(frozen=True, slots=True)
class Impulse:
    """An impulse as it came in; `source_url` and `licence` go wherever its text goes."""

    id: UUID
    number: str
    state: ImpulseState
    channel: Channel
    visibility: Visibility
    content: Submission
    source_url: str | None = None
    licence: str | None = None

    def check_in_screening(self) -> None:
        """Raises ImpulseNotInScreening once the impulse is released or inadmissible."""
        if self.state is not ImpulseState.SCREENING:
            raise ImpulseNotInScreening

    def check_may_be_inadmissible(self) -> None:
        """Raises: ImpulseNotInScreening, MotionCannotBeInadmissible."""
        self.check_in_screening()
        if is_for_council(self.content.motion, self.content.origin):
            raise MotionCannotBeInadmissible

    @property
    def text_topic(self) -> TextTopic:
        """Where its texts go: what is not public goes to staff only. Source: lifecycle.md, "Visibility"."""
        return TextTopic.IMPULSE_TEXTS if self.visibility == "public" else TextTopic.IMPULSE_CASE_TEXTS
