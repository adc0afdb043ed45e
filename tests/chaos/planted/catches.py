"""Which episode must catch which planted bug, and by which invariant: what proves that the harness can see."""

from dataclasses import dataclass
from itertools import count
from typing import Final

from tests.chaos.episode import Ground, run_episode
from tests.chaos.schedule import schedule_of


@dataclass(frozen=True, slots=True)
class Catch:
    """`plant` is a module of this package, `faults` an episode as its schedule tells it, `invariant` what must be broken.

    Told, not numbered: a new fault changes what later seeds mean, not what catches a bug.
    """

    plant: str
    faults: str
    invariant: str

    def seed(self) -> int:
        """The first one with this episode."""
        return next(seed for seed in count(1) if schedule_of(seed).told == self.faults)


CATCHES: Final = (
    Catch("acks_before_work", "rolling restart (reporting ideas evaluation implementation)", "I2"),
    Catch("acks_on_error", "handler bug (evaluation)", "I6"),
    Catch("nacks_for_ever", "handler bug (evaluation)", "I6"),
    Catch("relays_by_cursor", "race (3 x 48 claims, 3 x 40 decisions)", "I2"),
    Catch("takes_any_token", "race (3 x 48 claims, 3 x 40 decisions)", "I5"),
    Catch("publishes_before_commit", "crash point (ideas before_commit 6)", "I2"),
    Catch("queues_after_commit", "crash point (ideas after_commit 13)", "I2"),
    Catch("ignores_applied_sequence", "duplicates x 3", "I2"),
    Catch("answers_before_commit", "crash point (ideas before_commit 6)", "I1"),
    Catch("leases_by_local_clock", "wrong clock (evaluation -48 h)", "I5"),
)


async def try_to_catch(catch: Catch, ground: Ground) -> str | None:
    """Run the episode with the bug; the first problem that tells of the invariant, None where it was not seen."""
    planted = Ground(ground.nursery, ground.template, ground.data, ground.kept / catch.plant, (catch.plant,))
    episode = await run_episode(schedule_of(catch.seed()), planted)
    return next((problem for problem in episode.problems if problem.startswith(f"{catch.invariant} ")), None)
