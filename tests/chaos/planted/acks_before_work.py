"""FastStream's default ack: Kafka is told by itself every five seconds what was fetched, whether it was applied or not.

Written by who knows Kafka's groups and leaves `ack_policy` as it is: ACK_FIRST, which is aiokafka's auto-commit. Kafka's
offsets say where to go on; those in the database are only noted, nothing compares them.
"""

from typing import Any

from shared.messaging import guard
from shared.messaging.consumer import Consumer
from shared.messaging.guard import Positions


def plant() -> None:
    """The group's offsets count: committed by the client itself, also whenever partitions are given away."""
    build = Consumer._build

    def build_with_auto_commit(self: Consumer, options: dict[str, Any]) -> Any:
        return build(self, options | {"enable_auto_commit": True})

    async def go_on_where_kafka_says(self: Consumer) -> None:
        assert self._consumer is not None
        await self._consumer.drop_ahead()
        found = {}
        for place in self._consumer.assignment():
            found[place.topic, place.partition] = await self._consumer.committed(place) or 0
            self._consumer.seek(place, found[place.topic, place.partition])
        self._applier.positions = Positions(self._cluster_id, found)

    async def tell_nothing_more(self: Consumer) -> None:
        """The client commits by itself."""

    Consumer._build = build_with_auto_commit  # type: ignore[method-assign]
    Consumer._reposition = go_on_where_kafka_says  # type: ignore[method-assign]
    Consumer._report = tell_nothing_more  # type: ignore[method-assign]
    guard.QUERIES = {
        name: query.replace("AND stored.next_offset = step.before", "") for name, query in guard.QUERIES.items()
    }
