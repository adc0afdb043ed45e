import pytest

from deploy.licences import FORBIDDEN, check_licences


def test_nothing_that_runs_in_a_city_is_under_the_gpl() -> None:
    assert check_licences() == []


@pytest.mark.parametrize(
    "licence", ["GPL-3.0-or-later", "AGPL-3.0", "License :: OSI Approved :: GNU General Public License v3"]
)
def test_the_gpl_is_recognised(licence: str) -> None:
    assert FORBIDDEN.search(licence)


@pytest.mark.parametrize("licence", ["LGPL-3.0", "GNU Lesser General Public License v3", "MIT"])
def test_others_are_not_taken_for_it(licence: str) -> None:
    assert not FORBIDDEN.search(licence)
