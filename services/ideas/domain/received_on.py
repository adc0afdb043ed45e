"""The day on which an impulse arrived, in the forms that files use."""

import re
from datetime import date

from services.ideas.domain.errors import ReceivedOnInvalid

_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})")
_GERMAN = re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})")


def parse_received_on(written: str) -> date:
    """Read `2017-09-13`, `13.09.2017`, or a range such as `2017-09-13/2017-10-18`, which counts from its first day.

    Raises: ReceivedOnInvalid; also for a range that ends before it begins.
    """
    first, separator, last = (part.strip() for part in written.partition("/"))
    day = _day(first)
    if separator and _day(last) < day:
        raise ReceivedOnInvalid
    return day


def _day(written: str) -> date:
    found = _ISO.fullmatch(written) or _GERMAN.fullmatch(written)
    if found is None:
        raise ReceivedOnInvalid
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        raise ReceivedOnInvalid from None
