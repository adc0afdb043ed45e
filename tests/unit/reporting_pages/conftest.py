import json

import pytest

from services.reporting.presentation.catalogue import Catalogue
from services.reporting.presentation.names import Names
from shared.runtime.city import load_city
from tests.unit.reporting_pages.stories import CATALOGUE_TEXT, City, Story, sample_city


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return Catalogue.read(json.loads(CATALOGUE_TEXT))


@pytest.fixture(scope="session")
def names() -> Names:
    return Names(load_city())


@pytest.fixture(scope="session")
def sample() -> tuple[City, dict[str, Story]]:
    return sample_city()
