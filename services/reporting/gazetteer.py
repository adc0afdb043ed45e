"""Where a place lies that somebody named in a text: by coordinates in it, or by the city's list of places."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from shared.runtime.city import Area, City

COORDINATES: Final = r"(?<![0-9.])(-?[0-9]{1,2}\.[0-9]{3,8}) ?[,;/]? ?(-?[0-9]{1,3}\.[0-9]{3,8})(?![0-9.])"
"""Latitude before longitude, as maps write them: „48.897, 9.192"; for Python and for PostgreSQL.

With fewer than three places it would not be known to 100 metres, and could be any two numbers.
"""
DIGITS: Final = 6
"""Places of a coordinate after the point: about 10 cm (RFC 7946, 11.2)."""

_COORDINATES: Final = re.compile(COORDINATES)


@dataclass(frozen=True, slots=True)
class Point:
    """Longitude and latitude in degrees (WGS 84), to six places."""

    lon: float
    lat: float


@dataclass(frozen=True)
class Gazetteer:
    """The places of a city by all their names, in small letters."""

    area: Area
    points: Mapping[str, Point]

    @classmethod
    def of(cls, city: City) -> "Gazetteer":
        """The places in the city's data."""
        points = {
            name.lower(): _point(place.lon, place.lat) for place in city.places for name in (place.name, *place.aliases)
        }
        return cls(city.area, points)

    @cached_property
    def names(self) -> list[str]:
        """All names, for a query."""
        return list(self.points)

    def find(self, text: str | None) -> Point | None:
        """The point: coordinates in the area go first, then the whole text, then what stands before its first comma.

        The query `list_places` finds exactly the impulses whose place is found here.
        """
        if not text:
            return None
        written = _COORDINATES.search(text)
        if written is not None:
            lat, lon = float(written[1]), float(written[2])
            if self.area.south <= lat <= self.area.north and self.area.west <= lon <= self.area.east:
                return _point(lon, lat)
        return self.points.get(text.strip(" ").lower()) or self.points.get(text.partition(",")[0].strip(" ").lower())


def _point(lon: float, lat: float) -> Point:
    return Point(round(lon, DIGITS), round(lat, DIGITS))
