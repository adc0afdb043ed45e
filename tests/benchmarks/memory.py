"""How much memory a tree of processes takes together."""

import contextlib
from collections.abc import Iterable

import psutil

POSTGRES = "postgres"
"""Its sessions share most of their memory, so each counts with its share (PSS) only; all others with all they have (RSS)."""


def together(processes: Iterable[psutil.Process]) -> float:
    """The memory of all in GB (10^9 bytes); whoever ends meanwhile does not count."""
    return sum(map(_bytes, processes)) / 1e9


def _bytes(process: psutil.Process) -> int:
    with contextlib.suppress(psutil.NoSuchProcess):
        if process.name() == POSTGRES and psutil.LINUX:
            return int(process.memory_full_info().pss)
        return int(process.memory_info().rss)
    return 0
