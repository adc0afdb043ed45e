"""What the holder of an access code may know."""

from dataclasses import dataclass
from uuid import UUID

import asyncpg

from services.ideas.domain.access_code import code_hash, lookup_key, parse_access_code
from services.ideas.domain.timeline import NEXT_STEPS, Step, timeline
from services.ideas.store import QUERIES
from shared.contracts.status import STATUS_LABELS, SUB_STATE_LABELS, StatusParts, public_status, sub_state


@dataclass(frozen=True, slots=True)
class ImpulseStatus:
    """The status page of one impulse; `refusal` is the public reason when it is inadmissible.

    `may_answer` says whether the impulse is still treated, so that answers to queries are of use.
    """

    id: UUID
    number: str
    title: str
    label: str
    remark: str | None
    steps: tuple[Step, ...]
    next_step: str
    refusal: str | None
    on_public_page: bool
    may_answer: bool


async def status_by_code(
    connection: asyncpg.Connection | asyncpg.Pool, pepper: bytes, typed: str
) -> ImpulseStatus | None:
    """The status of the impulse that the code opens, or None.

    A mistyped code is looked up like any other, so that no answer comes sooner than another.
    """
    code = parse_access_code(typed) or ""
    row = await connection.fetchrow(QUERIES["load_status_by_code"], lookup_key(pepper, code_hash(code)))
    if row is None:
        return None
    parts = StatusParts.from_json(row["parts"])
    status = public_status(parts)
    assert status is not None  # the impulse and its first fact are stored together
    remark = sub_state(parts)
    return ImpulseStatus(
        id=row["id"],
        number=row["number"],
        title=row["title"],
        label=STATUS_LABELS[status],
        remark=None if remark is None else SUB_STATE_LABELS[remark],
        steps=timeline(parts, row["times"]),
        next_step=NEXT_STEPS[status],
        refusal=row["refusal"],
        on_public_page=row["visibility"] == "public" and parts.impulses.released,
        may_answer=parts.impulses.exit is None,
    )
