"""Compares two versions of a view row for row."""

from dataclasses import dataclass

import asyncpg

from services.reporting.storage import LIVE


@dataclass(frozen=True, slots=True)
class Comparison:
    """A table of the views before and after: how many rows it has now, and how many stand on one side only."""

    view: str
    rows: int
    only_live: int
    only_rebuilt: int

    @property
    def identical(self) -> bool:
        """Whether both sides hold the same rows."""
        return self.only_live == self.only_rebuilt == 0


_PARTS = "impulse_parts"
_PARTS_AS_WRITTEN = """
    impulse_id, impulse::text AS impulse, assessment::text AS assessment, measure::text AS measure, texts::text AS texts,
    status_parts::text AS status_parts
"""
# In any order of the names, and without what is left of erased texts: Kafka drops tombstones after a while, and a rebuild
# knows of those no more.
_PARTS_AS_SHOWN = """
    impulse_id, impulse::jsonb, assessment::jsonb, measure::jsonb, status_parts::jsonb,
    (SELECT jsonb_object_agg(name, text) FROM jsonb_each(texts::jsonb) AS each (name, text) WHERE text ? 'kind')
"""


async def compare(connection: asyncpg.Connection, schema: str, table: str) -> Comparison:
    """The table in that schema, which is to be served, and the one that is served."""
    written, shown = (_PARTS_AS_WRITTEN, _PARTS_AS_SHOWN) if table == _PARTS else ("*", "*")
    row = await connection.fetchrow(
        f"""
        WITH only_live AS (
            SELECT {written} FROM {LIVE}.{table} EXCEPT ALL SELECT {written} FROM {schema}.{table}
        ), only_next AS (
            SELECT {written} FROM {schema}.{table} EXCEPT ALL SELECT {written} FROM {LIVE}.{table}
        ), shown_live AS (
            SELECT {shown} FROM only_live
        ), shown_next AS (
            SELECT {shown} FROM only_next
        )
        SELECT
            (SELECT count(*) FROM {schema}.{table}) AS rows,
            (SELECT count(*) FROM (SELECT * FROM shown_live EXCEPT ALL SELECT * FROM shown_next) AS lost) AS lost,
            (SELECT count(*) FROM (SELECT * FROM shown_next EXCEPT ALL SELECT * FROM shown_live) AS new) AS new
        """  # noqa: S608 - schema and table are constants of ours
    )
    assert row is not None
    return Comparison(table, row["rows"], row["lost"], row["new"])
