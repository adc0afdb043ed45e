"""What the assessments say about the catalogue's questions, as page and as command."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.conftest import NewSettings
from tests.integration.evaluation_desk import Desk, desk
from tests.integration.test_catalogue_change import PAGE, Command, changed, seen

pytestmark = pytest.mark.servers

EXPERIENCE = f"{PAGE}/erfahrungen"


@pytest.fixture
async def at(new_settings: NewSettings, tmp_path: Path) -> AsyncIterator[Desk]:
    async with desk(await new_settings(), tmp_path) as running:
        await running.assessed("G1")
        yield running


async def test_few_cases_show_nothing_and_enough_show_where_sheets_differ(at: Desk) -> None:
    async with at.browser_of("ines") as browser:
        assert EXPERIENCE in (await browser.get(PAGE)).text
        few = seen(await browser.get(EXPERIENCE))
        assert "Begutachtete Fälle: 1, davon von mehreren begutachtet: 1." in few
        assert "Drittes Gutachten nötig: unter 5 Fällen." in few
        assert "(aus" not in few
        await at.copy_cases(4)
        enough = seen(await browser.get(EXPERIENCE))
        assert "Begutachtete Fälle: 5, davon von mehreren begutachtet: 5." in enough
        assert "Drittes Gutachten nötig: 0 %." in enough
        assert "(aus 5)" in enough


async def test_only_cases_of_the_catalogue_that_counts_speak_about_it(at: Desk, tmp_path: Path) -> None:
    run = Command(at, tmp_path)
    await at.copy_cases(4)
    code, output, _ = await run.run("learning", "--json")
    told = json.loads(output)
    assert (code, told["catalogue_version"], told["cases"]) == (0, "1.1.0", 5)
    assert {each["compared"] for each in told["criteria"]} <= {0, 5}
    assert (
        await run("activate", changed("1.2.0"), "--by", "k", "--reason", "Eine neue Fassung mit denselben Fragen.")
    )[0] == 0
    told = json.loads((await run.run("learning", "--json"))[1])
    assert (told["catalogue_version"], told["cases"]) == ("1.2.0", 0)
    code, output, _ = await run.run("learning")
    assert code == 0
    assert "Begutachtete Fälle: 0" in output
    assert "Übereinstimmung" in output


@pytest.mark.parametrize("user", ["ada", "eva", "gesa", "hans"])
async def test_only_those_responsible_for_the_catalogue_see_it(at: Desk, user: str) -> None:
    async with at.browser_of(user) as browser:
        assert (await browser.get(EXPERIENCE)).status_code == 403
