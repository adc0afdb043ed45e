"""What commands on the views refuse; nothing that is served has been changed by then."""

from collections.abc import Iterable
from datetime import date


class Refused(Exception):
    """What an operator asks for cannot be done; the text says why, and what to do."""


class RebuildRunning(Refused):
    """Two rebuilds at once would fill the same schema."""

    def __init__(self) -> None:
        super().__init__("another rebuild is running on these views; wait until it has ended")


class ViewUnknown(Refused):
    """There is no view of that name."""

    def __init__(self, view: str, known: Iterable[str]) -> None:
        super().__init__(f"there is no view {view}; there are: {', '.join(known)}")


class ViewsOfAnotherVersion(Refused):
    """Tables of two versions do not fit together."""

    def __init__(self, schema: str) -> None:
        super().__init__(f"the schema {schema} was not made by this version of the program; rebuild all views with it")


class NothingBefore(Refused):
    """No views are kept that could be served again."""

    def __init__(self) -> None:
        super().__init__("there are no earlier views to go back to: a rebuild keeps them, and none has swapped any yet")


class BeforeTooOld(Refused):
    """The views before may hold texts whose erasure Kafka does not tell any more."""

    def __init__(self, days: int) -> None:
        super().__init__(
            f"the earlier views were put aside more than {days} days ago and may hold texts that were erased since; rebuild"
        )


class DayNotOver(Refused):
    """A state is one of the end of a day."""

    def __init__(self, day: date, last: date) -> None:
        super().__init__(f"{day} is not over yet; the last day with a state of its end is {last}")


class NothingThen(Refused):
    """No fact is as old as that."""

    def __init__(self, day: date, first: date | None) -> None:
        found = "there are no facts" if first is None else f"the first fact is of {first}"
        super().__init__(f"nothing had happened by the end of {day}: {found}")


class NoSuchState(Refused):
    """No state of that day is kept."""

    def __init__(self, day: date) -> None:
        super().__init__(f"no state of {day} is kept; `impulswerk reporting states` lists those that are")
