"""Two hundred races to decide, take back and publish; `make bench OPTIONS=decision_races` runs 10,000."""

from pathlib import Path

import pytest

from tests.benchmarks.decision_races import race
from tests.conftest import NewSettings

pytestmark = pytest.mark.servers

RACES = 200


async def test_a_case_that_everybody_pulls_at_ends_in_one_outcome(new_settings: NewSettings, tmp_path: Path) -> None:
    told: list[str] = []
    outcome = await race(await new_settings(), tmp_path, RACES, 2, told.append)
    assert outcome.wrong == []
    assert outcome.races == RACES
    assert "published" in told[-1], "nobody ever came through with a publication, so nothing was raced for"
