"""How many impulses are in which state, internal ones included."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from shared.contracts.status import Status
from shared.runtime.queries import load_queries

QUERIES = load_queries(Path(__file__).parent / "sql")


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts of impulses. Every received one is in exactly one state, so `statuses` sums to `received`.

    `not_public`: internal and confidential ones. `origins`: by side of the Trialog. `decisions`: published ones.
    """

    received: int
    not_public: int
    statuses: Mapping[Status, int]
    origins: Mapping[str, int]
    decisions: Mapping[str, int]


async def load_totals(connection: asyncpg.Connection) -> Totals:
    """All totals of one moment; zeros are left out of the mappings."""
    counts: dict[str, dict[str, int]] = {}
    for row in await connection.fetch(QUERIES["load_totals"]):
        counts.setdefault(row["what"], {})[row["value"]] = row["number"]
    found = counts.get("status", {})
    return Totals(
        received=sum(counts.get("received", {}).values()),
        not_public=sum(counts.get("not_public", {}).values()),
        statuses={status: found[status] for status in Status if status in found},
        origins=counts.get("origin", {}),
        decisions=counts.get("decision", {}),
    )
