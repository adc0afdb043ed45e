"""What the page about the method says of a changed catalogue."""

import json
from datetime import UTC, datetime
from typing import Any

from services.reporting.presentation.method import Difference, Method, method_page
from services.reporting.queries.find_catalogue import ActivatedCatalogue
from services.reporting.queries.short_checks import ShortChecks
from shared.translation import speaking
from tests.unit.reporting_pages.stories import CATALOGUE_TEXT


def version(number: str, content: dict[str, Any]) -> ActivatedCatalogue:
    return ActivatedCatalogue("ludwigsburg-default", number, datetime(2026, 3, 2, tzinfo=UTC), content)


def differences(before: dict[str, Any]) -> tuple[tuple[Difference, ...], bool]:
    newest = version("1.1.0", json.loads(CATALOGUE_TEXT))
    page = method_page(Method(newest, ShortChecks(0, 0), None, (newest, version("1.0.0", before))))
    later, earlier = page["changes"]
    assert (earlier.differences, earlier.other_limits) == ((), False)
    return later.differences, later.other_limits


def test_a_version_says_what_is_new_gone_and_weighs_otherwise() -> None:
    before = json.loads(CATALOGUE_TEXT)
    before["dimensions"][1]["weight"] = 21
    before["criteria"].append({**before["criteria"].pop(), "id": "X1", "label_de": "Früher"})
    found, other_limits = differences(before)
    assert found == (
        Difference("Handlungsleitbild (Leitsatz)", "21", "20"),
        Difference(json.loads(CATALOGUE_TEXT)["criteria"][-1]["label_de"], None, "7,5"),
        Difference("Früher", "7,5", None),
    )
    assert not other_limits


def test_other_limits_are_told_beside_the_criteria() -> None:
    before = json.loads(CATALOGUE_TEXT)
    before["method"]["t_hi"] = "4/5"
    assert differences(before) == ((), True)


def test_an_english_page_names_the_criteria_in_english() -> None:
    before = json.loads(CATALOGUE_TEXT)
    before["dimensions"][0]["weight"] = 2.5
    with speaking("en"):
        assert differences(before)[0] == (Difference("Exclusion criteria", "2.5", "none"),)
