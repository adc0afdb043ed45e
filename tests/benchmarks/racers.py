"""Races against the service evaluation: contenders in several processes, who ask for the same thing at the same moment."""

import asyncio
import json
import secrets
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from deploy.local.ports import free_port
from services.evaluation.settings import EvaluationSettings
from shared.runtime.settings import Settings
from tests.benchmarks.rows import Row
from tests.benchmarks.serving import environment_of, serving

PROCESSES: Final = 8
AT_ONCE: Final = 4
"""Races that run beside each other, so that they meet in the pool of the service, too."""
TOLD_EVERY: Final = 500

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Contender:
    """What one person asks for; who is refused asks so many times in all. `role` is what the outcome calls it."""

    role: str
    person: int
    method: str
    path: str
    body: dict[str, Any] | None = None
    tries: int = 1

    def line(self) -> dict[str, Any]:
        """As a process of contenders reads it."""
        return {
            "as": self.role,
            "person": self.person,
            "method": self.method,
            "path": self.path,
            "body": self.body,
            "tries": self.tries,
        }


@dataclass(frozen=True, slots=True)
class Finish:
    """How one race ended: who succeeded (role, person, answer), how many got which other answer, who had to come again."""

    won: list[tuple[str, int, Any]]
    lost: Counter[str]
    again: int


@dataclass(slots=True)
class Outcome:
    """What came of the races: how many, how many requests, how often somebody had to ask again, and what was wrong."""

    asked_for: str
    races: int = 0
    requests: int = 0
    again: int = 0
    seconds: float = 0.0
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        rate = self.requests / self.seconds if self.seconds else 0.0
        said = f"{self.races:,} races, {self.requests:,} {self.asked_for}, {rate:,.0f}/s, {self.again:,} asked again"
        return said + (f"; WRONG: {self.wrong[0]}" if self.wrong else "")

    def row(self, name: str) -> Row:
        """The share of races that ended as they must."""
        share = max(0.0, 1 - len(self.wrong) / self.races)
        return Row(name, share, share, share, 1.0, "at_least", 0.0, str(self))


class Racers:
    """The processes of the contenders; each answers every race once."""

    def __init__(self, processes: Sequence[Process]) -> None:
        self._processes = processes
        self._waiting: dict[tuple[int, int], asyncio.Future[dict[str, Any]]] = {}

    async def race(self, number: int, contenders: Sequence[Contender]) -> Finish:
        """Let them ask, each from one of the processes."""
        loop = asyncio.get_running_loop()
        answers = []
        for position, process in enumerate(self._processes):
            some = [each.line() for each in contenders[position :: len(self._processes)]]
            line = json.dumps({"race": number, "requests": some})
            answers.append(self._waiting.setdefault((position, number), loop.create_future()))
            assert process.stdin is not None
            process.stdin.write(line.encode() + b"\n")
        said = await asyncio.gather(*answers)
        return Finish(
            won=[(role, person, answer) for each in said for role, person, answer in each["won"]],
            lost=sum((Counter(each["lost"]) for each in said), Counter()),
            again=sum(each["again"] for each in said),
        )

    async def listen(self, position: int) -> None:
        """Read what one process says until it ends; a race that it still owes then fails."""
        output = self._processes[position].stdout
        assert output is not None
        while line := await output.readline():
            said = json.loads(line)
            self._waiting.pop((position, said["race"])).set_result(said)
        for (of, _), answer in self._waiting.items():
            if of == position and not answer.done():
                answer.set_exception(ConnectionError("a process of contenders has ended"))


async def run_races(
    outcome: Outcome,
    races: Sequence[Any],
    run: Callable[[int, Any], Awaitable[tuple[int, int, str | None]]],
    tell: Tell,
) -> None:
    """Run all races, some beside each other, into the outcome.

    `run` takes number and race; it returns how many requests there were, how many had to come again, and what was wrong.
    `tell` gets a line of progress now and then.
    """
    waiting = iter(enumerate(races))
    started = time.monotonic()

    async def go_on() -> None:
        for number, race in waiting:
            requests, again, wrong = await run(number, race)
            if wrong is not None:
                outcome.wrong.append(f"race {number}: {wrong}")
            outcome.races += 1
            outcome.requests += requests
            outcome.again += again
            outcome.seconds = time.monotonic() - started
            if outcome.races % TOLD_EVERY == 0:
                tell(f"{outcome} of {len(races):,} races, {len(outcome.wrong)} wrong")

    await asyncio.gather(*(go_on() for _ in range(AT_ONCE)))


@dataclass(frozen=True, slots=True)
class Entered:
    """A person who takes part: the role at the desk and the unit."""

    role: str
    unit: str


def with_sign_ins(settings: Settings, folder: Path, people: Sequence[Entered]) -> tuple[EvaluationSettings, list[str]]:
    """The settings with sign-ins for `demo|p0`, `demo|p1` ..., and their tokens."""
    tokens = [secrets.token_hex(20) for _ in people]
    entries = [
        {"role": each.role, "user": f"p{number}", "name": f"P {number}", "unit": each.unit, "token": token}
        for number, (each, token) in enumerate(zip(people, tokens, strict=True))
    ]
    file = folder / "racers.json"
    file.write_text(json.dumps(entries), encoding="utf-8")
    return EvaluationSettings.model_validate(settings.model_dump() | {"demo_sign_ins": file}), tokens


@asynccontextmanager
async def racing(
    settings: EvaluationSettings, folder: Path, tokens: Sequence[str], processes: int, at_once: int
) -> AsyncIterator[Racers]:
    """The service on these settings and so many processes of contenders; `at_once` requests it does not turn away."""
    port = free_port()
    arguments = ("deploy.cli", "serve", "evaluation", "--port", str(port))
    environment = environment_of(settings) | {
        "IMPULSWERK_DEMO_SIGN_INS": str(settings.demo_sign_ins),
        "IMPULSWERK_REQUESTS_AT_ONCE": str(at_once),
    }
    async with (
        serving(*arguments, port=port, path="/health/ready", environment=environment),
        _racers(port, folder, tokens, processes) as racers,
    ):
        yield racers


@asynccontextmanager
async def _racers(port: int, folder: Path, tokens: Sequence[str], number: int) -> AsyncIterator[Racers]:
    file = folder / "racer-tokens.json"
    await asyncio.to_thread(file.write_text, json.dumps(tokens), "utf-8")
    async with AsyncExitStack() as stack:
        processes = []
        for _ in range(number):
            arguments = ("-m", "tests.benchmarks.racer", str(port), str(file))
            process = await asyncio.create_subprocess_exec(
                sys.executable, *arguments, stdin=PIPE, stdout=PIPE, limit=2**20
            )
            stack.push_async_callback(_end, process)
            processes.append(process)
        racers = Racers(processes)
        listening = [asyncio.create_task(racers.listen(position)) for position in range(number)]
        yield racers
    await asyncio.gather(*listening)


async def _end(process: Process) -> None:
    assert process.stdin is not None
    process.stdin.close()
    await process.wait()
