"""Numbers of impulses, and the days they belong to."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

CITY_TIME = ZoneInfo("Europe/Berlin")


def city_day(time: datetime) -> date:
    """The day in the city at that time."""
    return time.astimezone(CITY_TIME).date()


def number(year: int, count: int) -> str:
    """„2026-0412": the year in which the system received the impulse, and its count in that year with at least four digits."""
    return f"{year}-{count:04d}"
