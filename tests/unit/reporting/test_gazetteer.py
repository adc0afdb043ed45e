"""Where places lie: by the city's list or by coordinates in the words."""

import pytest

from deploy.local.sample.content import load_content
from services.reporting.gazetteer import Gazetteer, Point
from shared.runtime.city import load_city

GAZETTEER = Gazetteer.of(load_city())
SQUARE = Point(9.1918, 48.8973)


@pytest.mark.parametrize("written", ["Rathausplatz", "RATHAUSPLATZ", " Rathaus ", "Rathausplatz, neben dem Brunnen"])
def test_a_place_has_names_and_a_part_behind_a_comma(written: str) -> None:
    assert GAZETTEER.find(written) == SQUARE


@pytest.mark.parametrize(
    "written",
    ["48.897, 9.192", "48.8970 9.1920", "Spielplatz (48.897/9.192)", "48.897; 9.192", "Bahnhof, 48.897, 9.192"],
)
def test_coordinates_go_before_names(written: str) -> None:
    assert GAZETTEER.find(written) == Point(9.192, 48.897)


@pytest.mark.parametrize(
    "written",
    [
        None,
        "",
        "auf dem Mond",
        "neben dem Rathausplatz",
        "9.192, 48.897",  # swapped: somewhere else on earth
        "48.897, 19.192",
        "1.48.897, 9.192",
        "48.9, 9.2",  # known to ten kilometres
        "48.897",
    ],
)
def test_what_is_not_known_has_no_point(written: str | None) -> None:
    assert GAZETTEER.find(written) is None


def test_coordinates_have_six_digits() -> None:
    assert GAZETTEER.find("48.89712345, 9.19287655") == Point(9.192877, 48.897123)


def test_most_places_of_the_sample_city_are_known() -> None:
    places = {impulse.place for impulse in load_content().impulses if impulse.place}
    somewhere = {place for place in places if not place.startswith(("alle ", "gesamtes ", "Verbindung "))}
    assert {place for place in somewhere if GAZETTEER.find(place) is None} == {"Bahnhof – Gewerbegebiet Nord"}
