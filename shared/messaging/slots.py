"""Who may publish which records: every record is in a slot, and a relay holds a lock for each slot that it works on."""

from collections.abc import Sequence

import asyncpg

SLOTS = 16
"""As many as the column `outbox.slot` has values. A key is always in the same one."""
ALL_SLOTS = tuple(range(SLOTS))
LOCKS = 0x4F5554
"""First half of the number of a slot's advisory lock; the slot is the second."""


def slots_of(shard: int, shards: int) -> tuple[int, ...]:
    """The slots of one of `shards` relays, counted from 0."""
    return tuple(slot for slot in ALL_SLOTS if slot % shards == shard)


async def hold_slots(connection: asyncpg.Connection, slots: Sequence[int]) -> bool:
    """Lock all of these slots until the session ends, or none: half of them would keep another relay from its own.

    The locks are the same however many relays a service has, so that two with different numbers never share a slot.
    """
    held = await connection.fetchval(
        "SELECT bool_and(pg_try_advisory_lock($1, slot)) FROM unnest($2::integer[]) AS slot",
        LOCKS,
        slots,
    )
    if not held:
        await free_slots(connection)
    return bool(held)


async def free_slots(connection: asyncpg.Connection) -> None:
    """Unlock all slots that this session holds."""
    await connection.execute("SELECT pg_advisory_unlock_all()")
