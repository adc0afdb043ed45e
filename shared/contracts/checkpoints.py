"""A signed root over all aggregates of a service's journal, published on the service's own topic every ten minutes."""

from typing import Final

from shared.contracts.event import Fact
from shared.contracts.fields import Count, Key, Moment, Sha256, Signature
from shared.contracts.lists import Service
from shared.contracts.topics import FactTopic


class CheckpointPublished(Fact):
    """What the journal of a service looked like: Merkle root over the heads of all aggregates, signed."""

    service: Service
    at: Moment
    aggregates: Count
    root: Sha256
    signature: Signature
    key_id: Key

    @property
    def subject(self) -> str:
        """The service."""
        return self.service


class ImpulsesCheckpointPublished(CheckpointPublished):
    """The checkpoint of ideas."""

    event_type = "de.impulswerk.impulse.checkpoint_published.v1"
    topic = FactTopic.IMPULSES


class AssessmentsCheckpointPublished(CheckpointPublished):
    """The checkpoint of evaluation."""

    event_type = "de.impulswerk.assessment.checkpoint_published.v1"
    topic = FactTopic.ASSESSMENTS


class MeasuresCheckpointPublished(CheckpointPublished):
    """The checkpoint of implementation."""

    event_type = "de.impulswerk.measure.checkpoint_published.v1"
    topic = FactTopic.MEASURES


CHECKPOINTS: Final[dict[str, type[CheckpointPublished]]] = {
    "ideas": ImpulsesCheckpointPublished,
    "evaluation": AssessmentsCheckpointPublished,
    "implementation": MeasuresCheckpointPublished,
}
