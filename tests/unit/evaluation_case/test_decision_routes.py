"""Who decides: the first route that fits names the body, and nobody but the council decides what it was given."""

from fractions import Fraction
from pathlib import Path
from shutil import copytree

import pytest

from services.evaluation.decision_routes_file import load_decision_routes
from services.evaluation.domain.competence import EarlierDecision, body_of_round
from services.evaluation.domain.decision_routes import Body, DecisionRoute, DecisionRoutes, Matter
from shared.runtime.city import load_city
from shared.runtime.city_files import CityDataError

CITY = load_city()
FOLDER = Path(__file__).parents[3] / "city"

LEADERS = Body("leitung", "Leitung", "unit")
COMMISSION = Body("kommission", "Kommission", "commission", short="K", members=7, quorum=4, majority=Fraction(1, 2))
COMMITTEE = Body("ausschuss", "Ausschuss", "council_committee", short="A", members=9, quorum=5, majority=Fraction(1, 2))
COUNCIL = Body("rat", "Rat", "council", short="R", members=40, quorum=21, majority=Fraction(1, 2))
ROUTES = DecisionRoutes(
    (LEADERS, COMMISSION, COMMITTEE, COUNCIL),
    (
        DecisionRoute("rat", one_off_from_cents=500_000_00),
        DecisionRoute("ausschuss", subjects=("bebauung",)),
        DecisionRoute("kommission", yearly_from_cents=10_000_00),
        DecisionRoute("kommission", units=("tiefbau",), fields_of_action=("Mobilität",)),
        DecisionRoute("leitung"),
    ),
)


@pytest.mark.parametrize(
    ("matter", "body"),
    [
        (Matter("citizens"), "leitung"),
        (Matter("citizens", one_off_cents=499_999_99), "leitung"),
        (Matter("citizens", one_off_cents=500_000_00), "rat"),
        (Matter("administration", yearly_cents=10_000_00), "kommission"),
        (Matter("citizens", subjects=("verkehr", "bebauung")), "ausschuss"),
        (Matter("citizens", unit="tiefbau", field_of_action="Mobilität"), "kommission"),
        (Matter("citizens", unit="tiefbau"), "leitung"),
        (Matter("council", yearly_cents=10_000_00), "rat"),
        (Matter("council", subjects=("bebauung",)), "ausschuss"),
        (Matter("citizens", motion="residents_motion"), "rat"),
        (Matter("citizens", motion="petition"), "rat"),
    ],
)
def test_the_first_route_that_fits_names_the_body_and_the_council_keeps_its_own(matter: Matter, body: str) -> None:
    assert ROUTES.competent_body(matter).id == body


def test_the_highest_level_stays_where_it_is() -> None:
    assert [ROUTES.next_level(body).id for body in ROUTES.bodies] == ["kommission", "ausschuss", "rat", "rat"]


@pytest.mark.parametrize(
    ("competent", "cause", "earlier", "body"),
    [
        (COMMISSION, None, None, COMMISSION),
        (COMMISSION, "appeal", "kommission", COMMITTEE),
        (COMMISSION, "appeal", "leitung", COMMISSION),
        (COMMISSION, "deferral_ended", "kommission", COMMISSION),
        (LEADERS, "appeal", "leitung", LEADERS),
    ],
)
def test_a_body_does_not_review_its_own_resolution(
    competent: Body, cause: str | None, earlier: str | None, body: Body
) -> None:
    decided = () if earlier is None else (EarlierDecision("demo|eva", earlier),)
    assert body_of_round(competent, cause, decided, ROUTES) is body  # type: ignore[arg-type]


def test_the_file_that_comes_along_fits_the_city() -> None:
    routes = load_decision_routes(None, CITY)
    assert [body.kind for body in routes.bodies] == ["unit", "commission", "mayor", "council_committee", "council"]
    assert routes.competent_body(Matter("citizens", one_off_cents=20_000_00)).kind == "unit"
    assert routes.competent_body(Matter("council")).id == "gemeinderat"


@pytest.mark.parametrize(
    ("old", "new", "key", "problem"),
    [
        ('kind = "unit"', 'kind = "king"', "body[0].kind", "'king' is not known"),
        ('unit = "ob-buero"', 'unit = "schloss"', "body[2].unit", "'schloss' is not known"),
        ("quorum = 4", "quorum = 8", "body[1].quorum", "at most 7"),
        ('majority = "1/2"', 'majority = "1/3"', "body[1].majority", "from 1/2"),
        ('majority = "1/2"', 'majority = "1/0"', "body[1].majority", "from 1/2"),
        ('id = "gemeinderat"', 'id = "leitung"', "body[4].id", "twice"),
        ('kind = "council"\n', 'kind = "commission"\n', "body[4].kind", "must be one of the council"),
        ('[[route]]\nbody = "leitung"', "", "route[7].body", "no condition"),
        ("one_off_from = 500000\n", "", "route[0].body", "no route after it"),
        ('subjects = ["bebauung"]', 'units = ["schloss"]', "route[3].units", "'schloss' is not known"),
        ('subjects = ["bebauung"]', 'subjects = ["tanz"]', "route[3].subjects", "'tanz' is not known"),
        ('motions = ["council_motion"', 'motions = ["hobby"', "route[7].motions", "'hobby' is not known"),
        ("one_off_from = 500000", "one_off_from = 0", "route[0].one_off_from", "at least 1"),
    ],
)
def test_a_mistake_in_the_file_is_named_with_its_key(
    tmp_path: Path, old: str, new: str, key: str, problem: str
) -> None:
    folder = copytree(FOLDER, tmp_path / "city")
    file = folder / "decision_routes.toml"
    written = file.read_text(encoding="utf-8")
    assert old in written
    file.write_text(written.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CityDataError, match=problem) as refused:
        load_decision_routes(folder, CITY)
    assert refused.value.key == key
