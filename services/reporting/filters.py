"""Reads the filters of the list from an address; empty ones count as not set, as forms send them."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from typing import Final, Self
from urllib.parse import urlencode

from services.reporting.errors import FilterUnknown
from services.reporting.presentation.words import DECISIONS, ORIGINS
from services.reporting.queries.cursor import Cursor
from services.reporting.queries.list_impulses import Filter
from shared.contracts.status import Status
from shared.runtime.city import City
from shared.translation import gettext as _

LIST_PATH: Final = "/impulse"
LONGEST_SEARCH: Final = 200
YEARS: Final = range(1_900, 3_000)
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Chosen:
    """The filters as an address names them, each empty where nothing is chosen."""

    q: str = ""
    status: str = ""
    entscheidung: str = ""
    herkunft: str = ""
    handlungsfeld: str = ""
    ziel: str = ""
    jahr: str = ""

    def query(self, **others: str) -> str:
        """What stands behind the question mark of an address, with these other parameters; empty where nothing is chosen."""
        return urlencode([pair for pair in (*self.pairs(), *others.items()) if pair[1]])

    def address(self, path: str = LIST_PATH, **others: str) -> str:
        """The address of the list under these filters, or of what stands at another path and takes the same ones."""
        query = self.query(**others)
        return f"{path}?{query}" if query else path

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Names and values of all filters."""
        return tuple((each.name, getattr(self, each.name)) for each in fields(self))

    def without(self, name: str) -> Self:
        """The same filters but this one."""
        return type(self)(**{other: value for other, value in self.pairs() if other != name})

    def read(self, city: City) -> Filter:
        """What they mean. Raises: FilterUnknown."""
        return Filter(
            status=read_status("status", self.status),
            decision=read_one_of("entscheidung", self.entscheidung, DECISIONS),
            origin=read_one_of("herkunft", self.herkunft, ORIGINS),
            field_of_action=_read_slug("handlungsfeld", self.handlungsfeld, city),
            goal=read_goal("ziel", self.ziel, city),
            year=read_year("jahr", self.jahr),
            words=read_words(self.q),
        )


def refuse_unknown(names: Iterable[str], known: Collection[str]) -> None:
    """A filter that does not exist is refused where its caller would get too much. Raises: FilterUnknown."""
    for name in names:
        if name not in known:
            raise FilterUnknown(name, ", ".join(known))


def read_status(name: str, written: str) -> Status | None:
    """A state. Raises: FilterUnknown, which names the filter `name`."""
    known = read_one_of(name, written, Status)
    return None if known is None else Status(known)


def read_goal(name: str, written: str, city: City) -> int | None:
    """The number of a strategic goal. Raises: FilterUnknown."""
    known = read_one_of(name, written, [str(goal.number) for goal in city.strategic_goals])
    return None if known is None else int(known)


def read_year(name: str, written: str) -> int | None:
    """A year with four digits. Raises: FilterUnknown."""
    if not written:
        return None
    if not (written.isascii() and written.isdecimal() and len(written) == 4 and int(written) in YEARS):
        raise FilterUnknown(name, _("ein Jahr mit vier Ziffern, zum Beispiel 2026"))
    return int(written)


def read_one_of(name: str, written: str, allowed: Iterable[str]) -> str | None:
    """One of the allowed values. Raises: FilterUnknown."""
    if not written:
        return None
    known = [str(each) for each in allowed]
    if written not in known:
        raise FilterUnknown(name, ", ".join(known))
    return written


def read_words(typed: str) -> str | None:
    """What somebody looks for, control characters taken for spaces. Raises: FilterUnknown when it is too long."""
    words = _CONTROL.sub(" ", typed).strip()
    if len(words) > LONGEST_SEARCH:
        raise FilterUnknown("q", _("höchstens {number} Zeichen").format(number=LONGEST_SEARCH))
    return words or None


def read_cursor(written: str) -> Cursor | None:
    """Raises: CursorBroken."""
    return Cursor.read(written) if written else None


def _read_slug(name: str, slug: str, city: City) -> str | None:
    """The name of the field of action with that slug."""
    names = {field.slug: field.name for field in city.fields_of_action}
    known = read_one_of(name, slug, names)
    return None if known is None else names[known]
