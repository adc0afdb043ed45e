"""The local clock of one process is wrong; it runs on from there."""

import time
from importlib.util import find_spec


def can_shift() -> bool:
    """Whether the library for it is installed (an extra for developers)."""
    return find_spec("time_machine") is not None


def shift_clock(seconds: int) -> None:
    """From now on `time` and `datetime` of this process are wrong by so much; monotonic clocks are not."""
    import time_machine

    time_machine.travel(time.time() + seconds, tick=True).start()
