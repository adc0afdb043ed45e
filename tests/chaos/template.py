"""Prepared data: migrated databases, topics, keys and people, made once per run and copied for every episode."""

import asyncio
import os
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path

import orjson

from deploy.local.credentials import ensure_keys, ensure_portal
from deploy.local.private_files import write_private
from deploy.local.sign_ins import SignIn, sign_ins
from shared.messaging.topics import create_topics
from shared.runtime.settings import SERVICES, ServiceName
from tests.chaos.nursery import Nursery
from tests.chaos.quiet import Quiet
from tests.chaos.system import PARTITIONS, Start, System
from tests.chaos.wraps.audit import SCHEMA
from tests.eventually import eventually

IN_MEMORY = Path("/dev/shm")
LEAST_FREE_BYTES = 3 * 1024**3
UNITS = (
    *("stadtplanung", "klima-umwelt", "buergerdienste", "mobilitaet", "kultur", "tiefbau", "gruenflaechen"),
    *("sport-gesundheit", "bildung-familie", "wirtschaft-tourismus", "gleichstellung", "kaemmerei"),
)
RACERS = 48


@asynccontextmanager
async def workplace() -> AsyncIterator[Path]:
    """A folder for the data of a run, in memory where there is enough of it; removed at the end."""
    place = IN_MEMORY if _fits(IN_MEMORY) else None
    folder = Path(tempfile.mkdtemp(prefix="impulswerk-chaos-", dir=place))
    try:
        yield folder
    finally:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


async def prepare(folder: Path, logs: Path, nursery: Nursery) -> Path:
    """Start everything once on empty data, wait until it rests, stop it in order; returns the template's folder."""
    template = folder / "template"
    for part in ("postgres", "kafka", "secrets"):
        (template / part).mkdir(parents=True)
    ensure_keys(template / "secrets" / "keys.json")
    ensure_portal(template / "secrets" / "portals.json", template / "secrets" / "demo_portal.json")
    _more_people(template / "secrets" / "sign_ins.json")
    system = System(template, logs, nursery, Start())
    try:
        await system.start()
        await create_topics(system.bootstrap_servers, PARTITIONS)
        for service in SERVICES:
            await _add_audit(system, service)
        async with Quiet.of(system) as quiet:
            await eventually(quiet.reached, seconds=60, every=0.1)
        await eventually(lambda: _catalogue_is_everywhere(system), seconds=30)
        await asyncio.gather(*(service.stop() for service in system.services.values()))
        for keeper in system._keepers:
            keeper.cancel()
        await asyncio.gather(system.kafka.stop(), system.postgres.stop())
    finally:
        await system.stop()
    return template


def copy(template: Path, target: Path) -> None:
    """Copy all data with owners and holes."""
    subprocess.run(["cp", "-a", str(template), str(target)], check=True)


def _fits(place: Path) -> bool:
    return place.is_dir() and os.access(place, os.W_OK) and shutil.disk_usage(place).free > LEAST_FREE_BYTES


def _more_people(file: Path) -> None:
    """The demo's people and many more evaluators, so that races have runners."""
    people = sign_ins(file)
    for number in range(RACERS):
        unit = UNITS[number % len(UNITS)]
        user = f"racer{number:02d}"
        people.append(SignIn("evaluator", user, f"Gutachterin {number}", unit, f"racer-token-{number:04d}"))
    for number in range(3):
        people.append(
            SignIn("decider", f"decider{number}", f"Leitung {number}", "dezernat-2", f"decider-token-{number}")
        )
    write_private(file, orjson.dumps([asdict(person) for person in people]).decode())


async def _add_audit(system: System, service: ServiceName) -> None:
    connection = await system.connect(service)
    try:
        await connection.execute(SCHEMA)
    finally:
        await connection.close()


async def _catalogue_is_everywhere(system: System) -> bool:
    found = []
    for service, query in (
        ("ideas", "SELECT count(*) FROM profiles"),
        ("reporting", "SELECT count(*) FROM views.catalogues"),
    ):
        connection = await system.connect(service)  # type: ignore[arg-type]
        try:
            found.append(await connection.fetchval(query))
        finally:
            await connection.close()
    return all(found)
