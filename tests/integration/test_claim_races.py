"""Twenty races for one claim against the real service; `make bench OPTIONS=claims` runs 10,000, and one of 1,000."""

from pathlib import Path

import pytest

from tests.benchmarks.claims import race
from tests.conftest import NewSettings

pytestmark = pytest.mark.servers

SIZES = [8, 16, 24, 32] * 5


async def test_of_many_who_claim_at_the_same_moment_one_wins(new_settings: NewSettings, tmp_path: Path) -> None:
    outcome = await race(await new_settings(), tmp_path, SIZES, 2, print)
    assert outcome.wrong == []
    assert (outcome.races, outcome.requests) == (20, sum(SIZES))
