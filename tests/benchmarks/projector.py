"""The views of reporting from a log of years: the live projector, a rebuild, the naive way, and how the log's length tells.

The limit is the least that any consumer of the log does: read with the same settings of the client in batches as large,
find type, subject and number in the headers, parse the value, and COPY one narrow row per record; no views, no offsets, no
check of anything. Every way runs in a process of its own with a service's event loop and its settings (`log_reader`).
"""

import os
import sys
from asyncio import create_subprocess_exec
from asyncio.subprocess import PIPE
from collections.abc import Mapping
from itertools import islice
from statistics import median

from services.reporting.storage import LIVE
from shared.messaging.service import JOURNAL, prepare_database
from shared.runtime.database import connect
from shared.runtime.settings import Settings
from tests.benchmarks.bench import Bench
from tests.benchmarks.history import history, publish
from tests.benchmarks.memory import Peak
from tests.benchmarks.rounds import alternate
from tests.benchmarks.rows import Row
from tests.benchmarks.serving import environment_of

PARTITIONS = 4
SMALL, USUAL, LARGE = 100_000, 200_000, 1_000_000
ROUNDS_OF_GROWTH = 2
REBUILD_MIB = 768
"""With this process, which holds the history, the command and its reader."""

_ORDERS = {
    "impulses": "impulse_id",
    "impulse_parts": "impulse_id",
    "impulse_words": "impulse_id",
    "title_words": "word",
    "totals": "scope, what, value",
    "catalogues": "catalogue_id, catalogue_version",
}


async def measure(bench: Bench) -> list[Row]:
    """Replay, rebuild, and replay against the naive way; whatever built them, the views are the same rows."""
    records = history(LARGE, PARTITIONS)
    log = Log(await bench.new_settings(PARTITIONS))
    await log.prepare()
    bench.console.print(f"Writing {SMALL:,} records to Kafka ...")
    await publish(bench.servers.kafka, islice(records, SMALL), PARTITIONS)
    small = [await log.ratio() for _ in range(ROUNDS_OF_GROWTH)]
    bench.console.print(f"... {USUAL:,} ...")
    await publish(bench.servers.kafka, islice(records, USUAL - SMALL), PARTITIONS)
    log.has_grown()
    replay = await alternate(
        "projector replay, batches <= 5,000, views identical",
        log.narrow,
        log.replay,
        bar=0.65,
        unit="records/s",
        rounds=bench.rounds,
    )
    rebuilt = await alternate("rebuild", log.narrow, log.rebuild, bar=1.0, unit="records/s", rounds=bench.rounds)
    naive = await alternate(
        "projector against one transaction per event",
        log.one_by_one,
        log.replay,
        bar=60,
        unit="records/s",
        rounds=bench.rounds,
    )
    bench.console.print(f"... {LARGE:,} ...")
    await publish(bench.servers.kafka, records, PARTITIONS)
    log.has_grown()
    return [replay, rebuilt, naive, await _growth(small, log), await _memory(log)]


async def _growth(small: list[float], log: "Log") -> Row:
    """Each rate is divided by the limit's on the same log, because the two logs are read minutes apart."""
    peak = Peak()
    async with peak.watched():
        large = [await log.ratio() for _ in range(ROUNDS_OF_GROWTH)]
    growths = [after / before for after, before in zip(large, small, strict=True)]
    note = f"{median(large):.3g} of the limit, at {SMALL:,} records {median(small):.3g}"
    name = f"growth: replay rate at {LARGE:,} events / {SMALL:,}"
    return Row(name, median(growths), min(growths), max(growths), 0.9, "at_least", peak.mib, note)


async def _memory(log: "Log") -> Row:
    """The most that a rebuild of the whole log holds; it reads ahead by a bounded number of bytes."""
    peak = Peak()
    async with peak.watched():
        rate = await log.rebuild()
    share = peak.mib / REBUILD_MIB
    note = f"{peak.mib:.0f} MiB at {rate:,.0f} records/s"
    return Row(
        f"memory of a rebuild of {LARGE:,} events / {REBUILD_MIB} MiB",
        share,
        share,
        share,
        1.0,
        "at_most",
        peak.mib,
        note,
    )


class Log:
    """The log of one Kafka and the ways to read it; whatever builds the views, its rows are compared with the first ones."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._first: Mapping[str, str] | None = None

    async def prepare(self) -> None:
        """Make what every service's database has."""
        await prepare_database(self._settings, JOURNAL)

    def has_grown(self) -> None:
        """From now on the views have other rows."""
        self._first = None

    async def narrow(self) -> float:
        """The limit; records per second."""
        return await self._read("narrow")

    async def replay(self) -> float:
        """The live projector from nothing; records per second."""
        rate = await self._read("replay")
        await self._compare()
        return rate

    async def rebuild(self) -> float:
        """The command, with its comparison and swap; records per second."""
        rate = await self._read("rebuilt")
        await self._compare()
        return rate

    async def one_by_one(self) -> float:
        """One transaction per record; records per second."""
        return await self._read("one_by_one")

    async def ratio(self) -> float:
        """The rate of a replay as a part of the limit's."""
        return await self.replay() / await self.narrow()

    async def _read(self, way: str) -> float:
        process = await create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.benchmarks.log_reader",
            way,
            stdout=PIPE,
            env=os.environ | environment_of(self._settings),
        )
        printed, _ = await process.communicate()
        assert process.returncode == 0
        return float(printed.split()[-1])

    async def _compare(self) -> None:
        connection = await connect(self._settings)
        try:
            found = {
                view: await connection.fetchval(
                    f"SELECT md5(string_agg(md5(to_jsonb(v)::text), '' ORDER BY {order})) FROM {LIVE}.{view} AS v"
                )
                for view, order in _ORDERS.items()
            }
            parked = await connection.fetchval(f"SELECT count(*) FROM {LIVE}.parked")
        finally:
            await connection.close()
        self._first = self._first or found
        assert found == self._first
        assert parked == 0
