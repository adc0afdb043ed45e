"""A library that repeats itself is heard once in half a minute."""

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from shared.runtime.logging import QUIET_SECONDS, RepeatsLess


class Clock:
    """Time that passes when a test says so."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


class Heard:
    """The messages that pass the filter."""

    def __init__(self) -> None:
        self.clock = Clock()
        self._filter = RepeatsLess("aiokafka", self.clock)

    def say(self, message: str, *args: object, name: str = "aiokafka.conn", level: int = logging.ERROR) -> str | None:
        record = logging.LogRecord(name, level, __file__, 1, message, args, None)
        return record.getMessage() if self._filter.filter(record) else None


@pytest.fixture
def heard() -> Heard:
    return Heard()


def test_the_same_message_is_said_once_and_then_counted(heard: Heard) -> None:
    assert heard.say("Unable connect to node with id %s", 1) == "Unable connect to node with id 1"
    assert [heard.say("Unable connect to node with id %s", node) for node in (1, 2, 3)] == [None] * 3
    heard.clock.now += QUIET_SECONDS
    assert (
        heard.say("Unable connect to node with id %s", 1)
        == "Unable connect to node with id 1 (and 3 more like this since the last one)"
    )
    heard.clock.now += QUIET_SECONDS
    assert heard.say("Unable connect to node with id %s", 1) == "Unable connect to node with id 1"


def test_other_messages_levels_and_libraries_are_said(heard: Heard) -> None:
    heard.say("Topic %s not found", "a")
    assert heard.say("Topic %s not found", "b")
    assert heard.say("Topic %s not found", "a", level=logging.WARNING)
    for name in ("aiokafkas", "shared.messaging.relay"):
        assert [heard.say("again", name=name) for _ in range(3)] == ["again"] * 3


def test_what_was_said_long_ago_is_forgotten(heard: Heard) -> None:
    for number in range(1_000):
        heard.say("message " + "x" * number)
        heard.clock.now += QUIET_SECONDS
    assert len(heard._filter._said) < 20


def test_a_service_logs_so(tmp_path: Path) -> None:
    """In a process of its own: the configuration of logging is one per process."""
    program = """
import logging
from shared.runtime.logging import configure_logging
from shared.runtime.settings import Settings
configure_logging(Settings(), "ideas")
for _ in range(50):
    logging.getLogger("aiokafka.conn").error("Unable connect to node")
    logging.getLogger("another").error("one of many")
"""
    settings = {"DATABASE_URL": "postgresql://x@localhost/x", "KAFKA": "localhost:1", "SECRETS_FILE": str(tmp_path)}
    environment = os.environ | {f"IMPULSWERK_{name}": value for name, value in settings.items()}
    finished = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, check=True, text=True
    )
    lines = finished.stderr.splitlines()
    assert sum("Unable connect" in line for line in lines) == 1
    assert sum("one of many" in line for line in lines) == 50
