"""Kafka that is away, dies, or stands still."""

import random
import signal
from contextlib import suppress

import psutil

from tests.chaos.faults.fault import Fault, lasts, more_acked
from tests.chaos.proxy import Mode
from tests.chaos.stage import Stage
from tests.chaos.system import Start


class KafkaUnreachable(Fault):
    """The network to Kafka is silent or refuses; HTTP accepts, afterwards the outbox drains in order."""

    name = "Kafka unreachable"
    row = "Kafka unreachable"

    def __init__(self, rng: random.Random) -> None:
        super().__init__(rng)
        self.mode: Mode = rng.choice(("silent", "refused", "mute"))
        self.seconds = 1.5 + 3 * rng.random()
        self.reset = rng.random() < 0.5

    def told(self) -> str:
        return f"{self.mode} {self.seconds:.1f} s"

    async def run(self, stage: Stage) -> None:
        await stage.system.kafka_way.turn(self.mode)
        try:
            await _submissions_go_on(stage, self.seconds)
        finally:
            await stage.system.kafka_way.turn("open", reset=self.reset)


class KafkaAwayAtStart(Fault):
    """The services start while Kafka cannot be reached; submissions are accepted all the same."""

    name = "Kafka away at start"
    row = "Kafka unreachable, also at start"
    alone = True

    def __init__(self, rng: random.Random) -> None:
        super().__init__(rng)
        self.mode: Mode = rng.choice(("silent", "refused"))

    def told(self) -> str:
        return self.mode

    def prepare(self, start: Start) -> None:
        start.kafka = self.mode

    async def run(self, stage: Stage) -> None:
        try:
            await _submissions_go_on(stage, 1 + 2 * self.rng.random())
        finally:
            await stage.system.kafka_way.turn("open", reset=True)


class KafkaKilled(Fault):
    """kill -9 of the broker; it is started again."""

    name = "Kafka killed"
    row = "broker killed and restarted"
    hard_kill = True

    def __init__(self, rng: random.Random) -> None:
        super().__init__(rng)
        self.times = rng.choice((1, 1, 2))

    def told(self) -> str:
        return f"x {self.times}"

    async def run(self, stage: Stage) -> None:
        for _ in range(self.times):
            with suppress(psutil.NoSuchProcess):
                psutil.Process(stage.system.kafka.pid).kill()
            await more_acked(stage, 10, 4)
            await lasts(self.rng.random())


class FreezeKafka(Fault):
    """The broker stands still for some seconds."""

    name = "freeze Kafka"
    row = "pause of the broker"

    def __init__(self, rng: random.Random) -> None:
        super().__init__(rng)
        self.seconds = 1 + 3 * rng.random()

    def told(self) -> str:
        return f"{self.seconds:.1f} s"

    async def run(self, stage: Stage) -> None:
        processes = stage.system.kafka_processes()
        signal_all(processes, signal.SIGSTOP)
        try:
            await lasts(self.seconds)
        finally:
            signal_all(processes, signal.SIGCONT)


def signal_all(processes: list[psutil.Process], number: signal.Signals) -> None:
    """Signal those that are still there."""
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.send_signal(number)


async def _submissions_go_on(stage: Stage, seconds: float) -> None:
    """Ideas must go on accepting while Kafka is away."""
    first = len(stage.attempts.all)
    await lasts(seconds)
    submits = [
        each
        for each in stage.attempts.all[first:]
        if each.command == "submit" and each.service == "ideas" and each.ended
    ]
    stage.figures["submissions_without_kafka"] = len(submits)
    if not stage.alone:
        return  # another fault may be the reason
    failed = [each for each in submits if each.outcome != "acked"]
    if failed:
        stage.problem(f"I1 {len(failed)} submissions failed because Kafka was away: {failed[0].said[:100]}")
    if not submits:
        stage.problem("I1 no submission was answered while Kafka was away")
