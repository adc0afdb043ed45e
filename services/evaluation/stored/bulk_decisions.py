"""The tables of bulk decisions: nothing else reads or writes them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from services.evaluation.domain.bulk_decision import OWN_WORDS, Bulk, BulkState, ForAll, ItemState, OwnWords
from services.evaluation.domain.bulk_errors import BulkItemUnknown, BulkUnknown
from services.evaluation.domain.people import Person
from services.evaluation.store import QUERIES
from shared.messaging.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class NewItem:
    """A case as the person sees it now: `seen` stands for how it is, `filled` is the common text with its values.

    `problems` are the codes of what is in the way.
    """

    place: int
    case_id: UUID
    seen: str
    filled: str | None
    problems: Sequence[str]


@dataclass(frozen=True, slots=True)
class Item:
    """A case of a bulk decision; `filled` is None where a value was missing, `decided_at` while it is not decided."""

    place: int
    case_id: UUID
    seen: str
    filled: str | None
    own: OwnWords
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class ListedItem:
    """A case of a bulk decision with what became of it; `problems` are those of the time when it was looked at."""

    item: Item
    state: ItemState
    problems: Sequence[str]
    cause: str | None
    detail: str | None


@dataclass(frozen=True, slots=True)
class DoneItem:
    """What became of a case: `cause` (a code) and `detail` (a sentence) of what was in the way."""

    place: int
    state: ItemState
    cause: str | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class BulkLine:
    """A bulk decision in the list of its decider."""

    id: UUID
    decision: str
    state: BulkState
    created_at: datetime
    items: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How many cases are in which state, and how many of those that wait have something in the way."""

    by_state: Mapping[ItemState, int]
    with_problems: int

    @property
    def items(self) -> int:
        """All cases."""
        return sum(self.by_state.values())

    def of(self, state: ItemState) -> int:
        """The cases in one state."""
        return self.by_state.get(state, 0)


async def insert_bulk(work: UnitOfWork, bulk: Bulk) -> None:
    """Keep a new draft."""
    await work.connection.execute(
        QUERIES["insert_bulk"],
        bulk.id,
        bulk.decider.id,
        bulk.decider.unit,
        bulk.actor,
        bulk.for_all.decision,
        bulk.for_all.text,
        bulk.for_all.until,
        bulk.for_all.addressee,
        work.now,
    )


async def insert_items(work: UnitOfWork, bulk_id: UUID, items: Collection[NewItem]) -> None:
    """Keep the cases of a new draft."""
    await work.connection.execute(
        QUERIES["insert_bulk_items"],
        bulk_id,
        [item.place for item in items],
        [item.case_id for item in items],
        [item.seen for item in items],
        [item.filled for item in items],
        [",".join(item.problems) for item in items],
    )


async def load_bulk(connection: asyncpg.Connection, bulk_id: UUID, decider: str) -> Bulk:
    """The person's bulk decision to look at. Raises: BulkUnknown."""
    return _own(await connection.fetchrow(QUERIES["load_bulk"], bulk_id), decider)


async def lock_bulk(work: UnitOfWork, bulk_id: UUID, decider: str) -> Bulk:
    """The person's bulk decision, locked until commit. Raises: BulkUnknown."""
    return _own(await work.connection.fetchrow(QUERIES["lock_bulk"], bulk_id), decider)


async def bulk_at_work(connection: asyncpg.Connection, after: UUID) -> Bulk | None:
    """The next bulk decision that is being carried out, in a circle; None where there is none."""
    row = await connection.fetchrow(QUERIES["bulk_at_work"], after)
    return None if row is None else _bulk(row)


async def finish_bulk(work: UnitOfWork, bulk: Bulk, state: BulkState, left: ItemState) -> bool:
    """Move the bulk decision on if none of its cases is left in the state `left`; returns whether that happened."""
    done = await work.connection.fetchval(QUERIES["finish_bulk"], bulk.id, bulk.state, state, left)
    return done is not None


async def save_bulk_state(work: UnitOfWork, bulk_id: UUID, state: BulkState) -> None:
    """Keep where a bulk decision stands."""
    await work.connection.execute("UPDATE bulk_decisions SET state = $2 WHERE bulk_id = $1", bulk_id, state)


async def delete_bulk(work: UnitOfWork, bulk_id: UUID) -> None:
    """Forget a draft and its items."""
    await work.connection.execute("DELETE FROM bulk_decisions WHERE bulk_id = $1", bulk_id)


async def own_bulks(connection: asyncpg.Connection, decider: str, at_most: int) -> list[BulkLine]:
    """The latest bulk decisions of a person, the newest first."""
    rows = await connection.fetch(QUERIES["own_bulks"], decider, at_most)
    return [
        BulkLine(row["bulk_id"], row["decision"], BulkState(row["state"]), row["created_at"], row["items"])
        for row in rows
    ]


async def progress_of(connection: asyncpg.Connection, bulk_id: UUID) -> Progress:
    """How far a bulk decision has come."""
    rows = await connection.fetch(QUERIES["count_bulk_items"], bulk_id)
    waiting = [row["with_problems"] for row in rows if row["state"] == ItemState.WAITING]
    return Progress({ItemState(row["state"]): row["items"] for row in rows}, sum(waiting))


async def lock_items(work: UnitOfWork, bulk_id: UUID, state: ItemState, *, at_most: int) -> list[Item]:
    """The next items in one state, in their order, whose cases nobody else changes now; the cases are locked until commit."""
    rows = await work.connection.fetch(QUERIES["next_bulk_items"], bulk_id, state, at_most)
    return [_item(row) for row in rows]


async def items_page(
    connection: asyncpg.Connection, bulk_id: UUID, after: int, at_most: int, *, problems_only: bool
) -> list[ListedItem]:
    """The next cases in their order, all or only those where something was in the way."""
    rows = await connection.fetch(QUERIES["bulk_items_page"], bulk_id, after, problems_only, at_most)
    return [_listed(row) for row in rows]


async def load_item(connection: asyncpg.Connection, bulk_id: UUID, case_id: UUID) -> ListedItem:
    """One case of a bulk decision. Raises: BulkItemUnknown."""
    row = await connection.fetchrow(QUERIES["load_bulk_item"], bulk_id, case_id)
    if row is None:
        raise BulkItemUnknown
    return _listed(row)


async def save_item(work: UnitOfWork, bulk_id: UUID, item: NewItem, own: OwnWords, state: ItemState) -> None:
    """Keep what the person wrote for one case alone, and how the case looks now."""
    await work.connection.execute(
        QUERIES["save_bulk_item"],
        bulk_id,
        item.case_id,
        state,
        item.seen,
        item.filled,
        list(item.problems),
        *(getattr(own, name) for name in OWN_WORDS),
    )


async def save_done(work: UnitOfWork, bulk_id: UUID, before: ItemState, done: Collection[DoneItem]) -> None:
    """Keep what became of those cases that are still in the state `before`."""
    await work.connection.execute(
        QUERIES["save_bulk_items"],
        bulk_id,
        before,
        [each.place for each in done],
        [each.state for each in done],
        [each.cause for each in done],
        [each.detail for each in done],
        work.now,
    )


def _own(row: asyncpg.Record | None, decider: str) -> Bulk:
    if row is None or row["decider"] != decider:
        raise BulkUnknown
    return _bulk(row)


def _bulk(row: asyncpg.Record) -> Bulk:
    return Bulk(
        row["bulk_id"],
        Person(row["decider"], row["decider_unit"]),
        row["actor"],
        ForAll(row["decision"], row["text"], row["until"], row["addressee"]),
        BulkState(row["state"]),
    )


def _item(row: asyncpg.Record) -> Item:
    own = OwnWords(**{name: row[name] for name in OWN_WORDS})
    return Item(row["place"], row["case_id"], row["seen"], row["filled"], own, row["decided_at"])


def _listed(row: asyncpg.Record) -> ListedItem:
    return ListedItem(_item(row), ItemState(row["state"]), row["problems"], row["cause"], row["detail"])
