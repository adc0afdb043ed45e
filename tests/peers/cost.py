"""What a measurement costs: CPU seconds and memory of the processes that take part."""

import contextlib
from dataclasses import dataclass

import psutil


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and of its children, also of those that have ended."""
    process = psutil.Process(pid)
    times = process.cpu_times()
    total = times.user + times.system + times.children_user + times.children_system
    for child in process.children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            used = child.cpu_times()
            total += used.user + used.system
    return total


@dataclass(frozen=True, slots=True)
class Cpu:
    """CPU seconds so far, of the process under test and of the two servers."""

    process: float
    postgres: float
    kafka: float

    def since(self, before: "Cpu") -> "Cpu":
        """What was used in between."""
        return Cpu(self.process - before.process, self.postgres - before.postgres, self.kafka - before.kafka)
