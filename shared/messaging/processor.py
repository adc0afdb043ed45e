"""What a consumer does with records that may be applied: the seam between the plumbing and the services."""

from collections.abc import Sequence
from typing import Protocol

from shared.messaging.records import Accepted
from shared.messaging.unit_of_work import UnitOfWork


class Processor(Protocol):
    """Applies records within the transaction of `work`. It may be called again with the same ones after a rollback."""

    async def process(self, accepted: Sequence[Accepted], work: UnitOfWork) -> None:
        """Apply the records in the order given; facts of older versions come in the current one.

        Raises: DomainError or pydantic's ValidationError where a record can never be applied; anything else is tried again.
        """
        ...
