"""Days of the city: a due date counts in Europe/Berlin, whatever the clock of the server shows."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

CITY_TIME = ZoneInfo("Europe/Berlin")


def city_day(moment: datetime) -> date:
    """The day it is in the city."""
    return moment.astimezone(CITY_TIME).date()
