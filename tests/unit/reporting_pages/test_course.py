"""What was decided again and again, in words."""

from datetime import date

import pytest

from services.reporting.presentation.course import course, why_again
from services.reporting.presentation.decision import ballot_words
from services.reporting.presentation.names import Names
from services.reporting.presentation.timeline import timeline
from services.reporting.public_impulse import Ballot
from tests.unit.reporting_pages.courses import decided_again
from tests.unit.reporting_pages.rows import told
from tests.unit.reporting_pages.stories import City, Story, worked

Courses = tuple[City, dict[str, Story]]


@pytest.fixture(scope="module")
def courses() -> Courses:
    city = City()
    city.activate_catalogue()
    stories = decided_again(city)
    stories["waiting"] = (
        city.receive("Seilbahn")
        .release()
        .decide("deferred", "Wir warten.", worked("G9"), until=date(2026, 6, 1))
        .reopen("deferral_ended")
    )
    stories["after_deferral"] = (
        city.receive("Brücke")
        .release()
        .decide("deferred", "Wir warten.", worked("G9"), until=date(2026, 6, 1))
        .reopen("deferral_ended")
        .decide("accepted", "Jetzt geht es.", worked("G1"))
    )
    return city, stories


@pytest.mark.parametrize(
    ("name", "decisions"),
    [
        ("committee", [("Erste", "accepted_with_conditions", 0)]),
        ("corrected", [("Erste", "accepted", 2)]),
        ("remedied", [("Erste", "rejected", 0), ("Zweite", "accepted", 0)]),
        ("contested", [("Erste", "rejected", 1), ("Zweite", "accepted", 0)]),
        ("after_deferral", [("Erste", "deferred", 0), ("Zweite", "accepted", 0)]),
    ],
)
def test_corrections_belong_to_their_decision(
    name: str, decisions: list[tuple[str, str, int]], courses: Courses, names: Names
) -> None:
    city, stories = courses
    found = course(told(city, stories[name]), names)
    assert [(each.ordinal, each.letter.decision.decision, len(each.before)) for each in found] == decisions
    assert all(len(each.changes) == len(each.before) for each in found)


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("corrected", None),
        ("remedied", "dieselbe Stelle"),
        ("contested", "Andere"),
        ("after_deferral", "zurückgestellt"),
    ],
)
def test_a_second_decision_says_why(name: str, word: str | None, courses: Courses, names: Names) -> None:
    city, stories = courses
    sentence = why_again(course(told(city, stories[name]), names))
    assert sentence is None if word is None else word in (sentence or "")


@pytest.mark.parametrize(
    ("name", "ahead"),
    [
        ("reviewed", ["Ergebnis der Überprüfung"]),
        ("upheld", []),
        ("waiting", ["Neue Entscheidung"]),
        ("resumed", ["Beschluss des Gemeinderats", "Umsetzung, wenn der Gemeinderat zustimmt"]),
    ],
)
def test_the_timeline_tells_what_comes(name: str, ahead: list[str], courses: Courses, names: Names) -> None:
    city, stories = courses
    entries = timeline(told(city, stories[name]), names)
    assert [entry.title for entry in entries if entry.state == "open"] == ahead


def test_a_body_that_the_city_does_not_name_stands_for_itself(names: Names) -> None:
    assert names.body("gemeinderat") == "Gemeinderat"
    assert names.body("aeltestenrat") == "aeltestenrat"


def test_votes_are_counted_in_words() -> None:
    assert ballot_words(Ballot(in_favour=1, against=0, abstained=2)) == (
        "Dafür: 1 Stimme. Dagegen: 0 Stimmen. Enthalten: 2 Stimmen."
    )
