"""The proof that a service erased what it had to."""

from shared.contracts.event import Event
from shared.contracts.fields import Id, Moment
from shared.contracts.lists import Service
from shared.contracts.topics import RECEIPTS


class ErasureApplied(Event):
    """A service holds no text of the redacted impulse any more.

    Not counted by `ce_sequence`: every service writes to this topic.
    """

    event_type = "de.impulswerk.receipt.erasure_applied.v1"
    topic = RECEIPTS

    impulse_id: Id
    service: Service
    at: Moment

    @property
    def subject(self) -> str:
        """The impulse."""
        return str(self.impulse_id)
