"""Days of the city: deadlines count whole days in Europe/Berlin, whatever the clock of the server shows."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

CITY_TIME = ZoneInfo("Europe/Berlin")


def city_day(moment: datetime) -> date:
    """The day it is in the city."""
    return moment.astimezone(CITY_TIME).date()


def end_of_day(day: date) -> datetime:
    """The moment (UTC) at which the day is over in the city."""
    return datetime.combine(day + timedelta(days=1), time(), CITY_TIME).astimezone(UTC)


def last_day_before(moment: datetime) -> date:
    """The last day in the city that begins before the moment: what ends at midnight is over with the day before."""
    return city_day(moment - timedelta(microseconds=1))
