"""A mistake in the city's file about its open data is named by file and key."""

from pathlib import Path

import pytest

from services.reporting.open_data.publication import FILE, load_publication
from shared.runtime.city import city_folder
from shared.runtime.city_files import CityDataError

SAMPLE = city_folder(None).joinpath(FILE).read_text(encoding="utf-8")


def test_the_sample_city_says_who_publishes_under_which_licence() -> None:
    publication = load_publication()
    assert publication.licence.page == "https://www.govdata.de/dl-de/by-2-0"
    assert (publication.publisher, publication.contact_email) == ("Musterstadt", "daten@musterstadt.example")


@pytest.mark.parametrize(
    ("before", "after", "key"),
    [
        ("http://dcat-ap.de/def/licenses/dl-by-de/2.0", "https://www.govdata.de/dl-de/by-2-0", "licence.uri"),
        ("https://www.govdata.de/dl-de/by-2-0", "javascript:alert(1)", "licence.page"),
        ('attribution = "Musterstadt, Impulswerk"', 'attribution = " "', "licence.attribution"),
        ('email = "daten@musterstadt.example"', 'email = "daten"', "contact.email"),
        ("municipalityKey/08118048", "municipalityKey/Musterstadt", "area.uri"),
        ("contributors/musterstadt", "contributors/", "contributor_id"),
        ("[publisher]\n", "[publisher]\nmail = 1\n", "publisher.mail"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, before: str, after: str, key: str) -> None:
    assert before in SAMPLE
    (tmp_path / FILE).write_text(SAMPLE.replace(before, after), encoding="utf-8")
    with pytest.raises(CityDataError, match=rf"open_data\.toml: {key}:"):
        load_publication(tmp_path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CityDataError, match="cannot be read"):
        load_publication(tmp_path)
