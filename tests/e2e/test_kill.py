"""kill -9 in the middle of the work: nothing that was acknowledged is lost, nothing happens twice."""

import contextlib
from collections import Counter
from typing import Any

import psutil
import pytest

from shared.contracts.topics import FactTopic
from tests.e2e.desks import Desks
from tests.e2e.load import Load
from tests.e2e.topics import Topic, header
from tests.e2e.up import Up
from tests.eventually import eventually

pytestmark = pytest.mark.servers

RECOVERY_SECONDS = 90.0
SERVERS = {"kafka": "Kafka", "postgres": "PostgreSQL"}


@pytest.mark.parametrize("victim", ["ideas", "evaluation", "implementation", "reporting", "kafka", "postgres"])
async def test_nothing_is_lost_or_doubled_when_one_process_is_killed(victim: str, up: Up, desks: Desks) -> None:
    async with Load.on(up.system) as load:
        await load.goes_on(10)
        first = up.child(victim)
        first.kill()
        await load.goes_on(10)
        await eventually(lambda: _is_back(up, victim, first.pid), seconds=RECOVERY_SECONDS)
        await load.goes_on(10)
    assert f"{SERVERS.get(victim, victim)} ended (signal SIGKILL); starting it again ..." in up.said()
    await _everything_is_there_once(load, up, desks)


async def test_the_next_start_recovers_when_up_itself_is_killed(up: Up, desks: Desks) -> None:
    before = up.system
    async with Load.on(before) as load:
        await load.goes_on(10)
        left = up.processes
        await up.kill()
        await up.start()
        await load.goes_on(10)
    assert up.system == before
    assert load.troubles, "somebody noticed"
    assert not [process for process in left if _runs(process)]
    await _everything_is_there_once(load, up, desks)


async def _is_back(up: Up, name: str, killed: int) -> bool:
    with contextlib.suppress(psutil.NoSuchProcess, FileNotFoundError, ValueError):
        return up.child(name).pid != killed
    return False


def _runs(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.NoSuchProcess):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False


async def _everything_is_there_once(load: Load, up: Up, desks: Desks) -> None:
    """Who got a receipt finds the impulse once in every service; whatever was not acknowledged left nothing behind."""
    acknowledged = {receipt["id"]: receipt["number"] for receipt in load.released}
    assert len(acknowledged) == len(set(acknowledged.values())) == len(load.released)

    await eventually(up.settled, seconds=RECOVERY_SECONDS, every=0.3)
    assert await _shown(load, desks) == acknowledged
    assert await _taken_up(load, desks) == acknowledged
    overview = await desks.call("reporting", "GET", "/api/v1/overview")
    assert overview["received"] == sum(overview["statuses"].values())
    assert overview["received"] == len([item async for item in _all_in_ideas(desks)])
    kafka = up.system.bootstrap_servers
    impulses, assessments = [await Topic.read(kafka, name) for name in (FactTopic.IMPULSES, FactTopic.ASSESSMENTS)]
    assert _facts(impulses, acknowledged, "impulse.released.v1") == Counter(list(acknowledged))
    assert _facts(assessments, acknowledged, "assessment.case_opened.v1") == Counter(list(acknowledged))


async def _shown(load: Load, desks: Desks) -> dict[str, str]:
    """Number by id of what the public finds under the word of this load; each may stand there only once."""
    listed = [item async for item in desks.listed("reporting", f"/api/v1/impulses?limit=200&q={load.word}")]
    assert len(listed) == len({item["id"] for item in listed})
    return {item["id"]: item["number"] for item in listed}


async def _taken_up(load: Load, desks: Desks) -> dict[str, str]:
    """Number by id of what ideas has under the word of this load."""
    items = [item async for item in _all_in_ideas(desks) if item["title"].startswith(load.word)]
    assert all(item["state"] == "released" for item in items)
    return {item["id"]: item["number"] for item in items}


def _all_in_ideas(desks: Desks) -> Any:
    return desks.listed("ideas", "/api/ideas/v1/impulses", "coordinator")


def _facts(topic: Topic, subjects: dict[str, str], kind: str) -> Counter[str]:
    """How many different facts of a kind each subject has; a relay may send one again, it is the same fact then."""
    told = {
        (header(record, "ce_subject"), header(record, "ce_sequence"), record.value)
        for record in topic.records
        if header(record, "ce_subject") in subjects
    }
    assert len(told) == len({(subject, sequence) for subject, sequence, _ in told})
    found = {
        (header(record, "ce_subject"), header(record, "ce_sequence"))
        for record in topic.records
        if str(header(record, "ce_type")).endswith(kind)
    }
    return Counter(str(subject) for subject, _ in found if subject in subjects)
