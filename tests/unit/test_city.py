"""The city's data: what comes along is complete, and a mistake in a file is named by file and key."""

import shutil
from datetime import date
from pathlib import Path

import pytest

import city
from deploy.local.sample.content import load_content
from shared.runtime.city import load_city
from shared.runtime.city_files import CityDataError
from shared.runtime.working_days import add_working_days, is_working_day, working_days_after

UNITS = [
    "dezernat-1",
    "dezernat-2",
    "dezernat-3",
    "ob-buero",
    "hauptamt",
    "kaemmerei",
    "rechtsamt",
    "klima-umwelt",
    "gleichstellung",
    "stadtplanung",
    "tiefbau",
    "gruenflaechen",
    "buergerdienste",
    "bildung-familie",
    "kultur",
    "sport-gesundheit",
    "wirtschaft-tourismus",
    "mobilitaet",
    "digitalisierung",
]

FIELDS_OF_ACTION = [
    "Attraktives Wohnen",
    "Kulturelles Leben",
    "Wirtschaft, Arbeit und Tourismus",
    "Vitale Stadtteile",
    "Lebendige Innenstadt",
    "Sozialer Zusammenhalt",
    "Grün in der Stadt",
    "Mobilität",
    "Bildung und Betreuung",
    "Sport und Gesundheit",
    "Klima und Energie",
    "Leistungsfähige und lernende Verwaltung",
]


def test_the_citys_units_offices_fields_and_goals() -> None:
    data = load_city()
    assert {unit.id for unit in data.units} == set(UNITS)
    assert [field.name for field in data.fields_of_action] == FIELDS_OF_ACTION
    assert [goal.number for goal in data.strategic_goals] == [1, 2, 3, 4, 5]
    assert [subject.id for subject in data.subjects] == ["satzung", "haushalt", "bebauung", "gebaeude", "verkehr"]
    assert data.unit("tiefbau").name == "Tiefbau"
    assert data.department("tiefbau").id == "dezernat-3"
    assert data.department("dezernat-2").id == "dezernat-2"
    assert data.office_unit("Klima-/Umweltstelle").id == "klima-umwelt"
    assert (data.unit("rechtsamt").deputy, data.unit("tiefbau").deputy) == ("hauptamt", None)
    assert {body.id: body.name for body in data.bodies}["gemeinderat"] == "Gemeinderat"
    assert data.versions["deadlines.toml"] == "1.2.0"
    assert {place.name: (place.lon, place.lat) for place in data.places}["Rathausplatz"] == (9.1918, 48.8973)
    assert [(each.number, each.on) for each in data.figures.employees] == [(1_640, date(2025, 6, 30))]
    assert [each.number for each in data.figures.inhabitants] == [93_400, 93_800]
    assert data.versions["figures.toml"] == "1.0.0"


def test_every_office_of_the_catalogue_has_a_unit() -> None:
    data = load_city()
    for criterion in load_content().catalogue.exclusion_criteria.values():
        assert data.office_unit(criterion.office.german) in data.units


def test_an_unknown_unit_or_office_is_a_key_error() -> None:
    data = load_city()
    with pytest.raises(KeyError):
        data.unit("tiefbauamt")
    with pytest.raises(KeyError):
        data.office_unit("Sternwarte")


def test_the_deadlines_of_the_process() -> None:
    deadlines = load_city().deadlines
    assert deadlines.state == "BW"
    assert (deadlines.screening, deadlines.query, deadlines.statement) == (5, 15, 10)
    assert (deadlines.assessment, deadlines.decision, deadlines.publication, deadlines.lease) == (15, 15, 5, 5)
    assert (deadlines.postponement, deadlines.reminder) == (15, 2)
    assert (deadlines.hearing, deadlines.hearing_before_rejection, deadlines.appeal) == (10, False, 20)
    assert [level.after for level in deadlines.escalation] == [3, 8, 15]
    assert deadlines.service_promise_months == 3


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A city's own folder, at first the same as the one that comes along."""
    for file in Path(city.__file__).parent.glob("*.toml"):
        shutil.copy(file, tmp_path)
    return tmp_path


def test_a_city_brings_its_own_folder(folder: Path) -> None:
    units = folder / "units.toml"
    units.write_text(units.read_text().replace('name = "Tiefbau"', 'name = "Straßen und Brücken"'))
    assert load_city(folder).unit("tiefbau").name == "Straßen und Brücken"


@pytest.mark.parametrize(
    ("file", "before", "after", "key", "problem"),
    [
        ("units.toml", 'version = "1.0.0"', 'version = "neu"', "version", "does not fit"),
        ("units.toml", 'parent = "dezernat-1"', 'parent = "dezernat-9"', "unit[3].parent", "no unit 'dezernat-9'"),
        ("units.toml", 'id = "kaemmerei"', 'id = "hauptamt"', "unit[4].id", "twice"),
        ("units.toml", 'id = "kaemmerei"', 'id = "Kämmerei"', "unit[4].id", "does not fit"),
        ("units.toml", 'id = "dezernat-1"', 'id = "dezernat-1"\nparent = "hauptamt"', "unit[0].parent", "above itself"),
        ("units.toml", 'name = "Tiefbau"\n', "", "unit[15].name", "is missing"),
        ("units.toml", "valid_from = 2021-07-01", 'valid_from = "2021-07-01"', "unit[7].valid_from", "type date"),
        ("units.toml", 'name = "Tiefbau"', 'name = " "', "unit[15].name", "must not be empty"),
        ("units.toml", 'name = "Tiefbau"', 'name = "Tiefbau"\nleitung = "x"', "unit[15].leitung", "unknown key"),
        ("units.toml", 'deputy = "hauptamt"', 'deputy = "amt"', "unit[4].deputy", "no unit 'amt'"),
        ("units.toml", 'deputy = "hauptamt"', 'deputy = "kaemmerei"', "unit[4].deputy", "deputise for itself"),
        ("offices.toml", 'unit = "rechtsamt"', 'unit = "gericht"', "office[0].unit", "no unit 'gericht'"),
        ("offices.toml", 'name = "Hauptamt"', 'name = "Kämmerei"', "office[4].name", "twice"),
        ("decision_routes.toml", 'name = "Gemeinderat"', 'name = " "', "body[4].name", "must not be empty"),
        ("deadlines.toml", 'state = "BW"', 'state = "XX"', "state", "no German state"),
        ("deadlines.toml", "lease = 5", "lease = 0", "working_days.lease", "at least 1"),
        ("deadlines.toml", "lease = 5", "lease = true", "working_days.lease", "type int"),
        ("deadlines.toml", "appeal = 20\n", "", "working_days.appeal", "is missing"),
        ("deadlines.toml", "before_rejection = false", "before_rejection = 1", "hearing.before_rejection", "type bool"),
        ("deadlines.toml", "after = 8", "after = 3", "escalation[1].after", "more than 3"),
        ("deadlines.toml", "[service_promise]\nmonths = 3", "", "service_promise", "is missing"),
        (
            "fields_of_action.toml",
            'slug = "mobilitaet"',
            'slug = "mobilität"',
            "field_of_action[7].slug",
            "does not fit",
        ),
        ("subjects.toml", 'id = "haushalt"', 'id = "satzung"', "subject[1].id", "twice"),
        ("fields_of_action.toml", "number = 3", "number = 4", "strategic_goal[2].number", "must be 3"),
        ("places.toml", "west = 9.14", "west = 190.0", "area.west", "from -180.0 to 180.0"),
        ("places.toml", "north = 48.94", "north = 48.0", "area.north", "from 48.86 to 90.0"),
        ("places.toml", "south = 48.86\n", "", "area.south", "is missing"),
        ("places.toml", "lon = 9.191800", "lon = 48.897300", "place[0].lon", "from 9.14 to 9.25"),
        ("places.toml", "lat = 48.897300", "lat = nan", "place[0].lat", "from 48.86 to 48.94"),
        ("places.toml", "lat = 48.897300", "lat = 48", "place[0].lat", "decimal number"),
        ("places.toml", 'name = "Kirchplatz"', 'name = "rathausplatz"', "place[3].name", "another place"),
        ("places.toml", '"Rathaus"', '"Altstadt"', "place[1].name", "another place"),
        ("places.toml", '"Rathaus"', '"Rathausplatz"', "place[0].aliases", "another place"),
        ("places.toml", '"Rathaus"', '""', "place[0].aliases", "not empty"),
        ("figures.toml", "number = 93_400", "number = 0", "inhabitants[0].number", "at least 1"),
        ("figures.toml", "on = 2025-12-31", "on = 2024-12-31", "inhabitants[1].on", "after 2024-12-31"),
        ("figures.toml", "on = 2025-06-30\n", "", "employees[0].on", "is missing"),
        ("figures.toml", "[[employees]]", "[[staff]]", "staff", "unknown key"),
    ],
)
def test_a_mistake_is_named_by_file_and_key(
    folder: Path, file: str, before: str, after: str, key: str, problem: str
) -> None:
    text = (folder / file).read_text()
    assert before in text
    (folder / file).write_text(text.replace(before, after, 1))
    with pytest.raises(CityDataError) as refused:
        load_city(folder)
    assert str(refused.value).startswith(f"{file}: {key}: ")
    assert problem in str(refused.value)


def test_a_missing_or_broken_file_is_named(folder: Path) -> None:
    (folder / "offices.toml").write_text("version = ")
    with pytest.raises(CityDataError, match=r"^offices\.toml: file: is not TOML"):
        load_city(folder)
    (folder / "offices.toml").unlink()
    with pytest.raises(CityDataError, match=r"^offices\.toml: file: cannot be read"):
        load_city(folder)


def test_a_city_may_publish_no_figures(folder: Path) -> None:
    figures = folder / "figures.toml"
    figures.write_text(figures.read_text().partition("[[employees]]")[0])
    assert load_city(folder).figures.employees == ()
    figures.unlink()
    data = load_city(folder)
    assert data.figures.inhabitants == ()
    assert "figures.toml" not in data.versions


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 3, 2), 5, date(2026, 3, 9)),  # Monday to Monday
        (date(2026, 3, 6), 1, date(2026, 3, 9)),  # over a weekend
        (date(2026, 4, 2), 1, date(2026, 4, 7)),  # Good Friday and Easter Monday
        (date(2026, 12, 23), 3, date(2026, 12, 29)),  # Christmas Eve works, 25 and 26 December do not
        (date(2026, 1, 5), 1, date(2026, 1, 7)),  # Epiphany, a holiday in Baden-Württemberg
        (date(2026, 6, 3), 1, date(2026, 6, 5)),  # Corpus Christi, a holiday in Baden-Württemberg
        (date(2026, 3, 2), 0, date(2026, 3, 2)),
        (date(2026, 3, 7), 0, date(2026, 3, 9)),  # a deadline never ends on a Saturday
    ],
)
def test_deadlines_count_working_days(start: date, days: int, end: date) -> None:
    assert add_working_days(start, days) == end


@pytest.mark.parametrize(
    ("deadline", "today", "late"),
    [
        (date(2026, 3, 2), date(2026, 3, 2), 0),
        (date(2026, 3, 2), date(2026, 2, 20), 0),
        (date(2026, 3, 2), date(2026, 3, 3), 1),
        (date(2026, 3, 6), date(2026, 3, 8), 0),  # nobody works at the weekend
        (date(2026, 4, 2), date(2026, 4, 7), 1),  # nor between Good Friday and Easter Monday
        (date(2026, 12, 23), date(2026, 12, 29), 3),
    ],
)
def test_lateness_counts_working_days(deadline: date, today: date, late: int) -> None:
    assert working_days_after(deadline, today) == late


def test_states_have_their_own_holidays() -> None:
    epiphany = date(2026, 1, 6)
    assert not is_working_day(epiphany, "BW")
    assert is_working_day(epiphany, "BE")


def test_a_deadline_cannot_run_backwards() -> None:
    with pytest.raises(ValueError, match="before it starts"):
        add_working_days(date(2026, 3, 2), -1)
