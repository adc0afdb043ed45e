"""Standing lists in words: how long ago something was, and what stays German on pages of other languages."""

from datetime import date
from typing import Any, cast

import pytest

from services.reporting.presentation.names import Names
from services.reporting.presentation.standing_lists import BY_KEY, standing_entry
from services.reporting.queries.standing_lists import StandingRow
from shared.contracts.status import Status
from shared.translation import speaking

TODAY = date(2026, 6, 15)
DEVIATING: dict[str, Any] = {
    "assessment": {
        "published": {
            "deviation_reason": {"text_id": "reason"},
            "decision": "accepted",
            "result": {"decision": "NICHT_UMSETZEN"},
        }
    },
    "texts": {"reason": {"body": "Es kostet <fast> {nichts}."}},
}


def sentences(key: str, names: Names, day: date = date(2026, 6, 1), **row: Any) -> tuple[str, ...]:
    found = StandingRow("2026-0001", "Titel", Status.ACCEPTED, "accepted", day, cast(Any, row))
    return standing_entry(found, BY_KEY[key], names, TODAY).sentences


@pytest.mark.parametrize(
    ("day", "german", "english"),
    [
        (
            date(2026, 6, 14),
            "Versprochen bis zum 14. Juni 2026, also vor 1 Tag.",
            "Promised to be done by 14 June 2026, which was 1 day ago.",
        ),
        (
            date(2026, 6, 1),
            "Versprochen bis zum 1. Juni 2026, also vor 14 Tagen.",
            "Promised to be done by 1 June 2026, which was 14 days ago.",
        ),
    ],
)
def test_a_promise_says_how_long_ago_its_day_was(names: Names, day: date, german: str, english: str) -> None:
    assert sentences("versprochen", names, day) == (german,)
    with speaking("en"):
        assert sentences("versprochen", names, day) == (english,)


def test_who_waits_says_since_when_and_when_the_assessment_is_due(names: Names) -> None:
    since = "Eingegangen am 1. Juni 2026, also vor 14 Tagen."
    assert sentences("ueberfaellig", names, due_on=None) == (since,)
    assert sentences("ueberfaellig", names, due_on=date(2026, 6, 14)) == (
        since,
        "Die Bewertung sollte bis zum 14. Juni 2026 fertig sein.",
    )
    assert sentences("ueberfaellig", names, due_on=TODAY) == (
        since,
        "Die Bewertung soll bis zum 15. Juni 2026 fertig sein.",
    )


def test_a_reason_stays_german_on_an_english_page_and_says_so(names: Names) -> None:
    assert sentences("abweichungen", names, **DEVIATING)[-1] == "Grund: Es kostet <fast> {nichts}."
    with speaking("en"):
        reason = sentences("abweichungen", names, **DEVIATING)[-1]
        gone = sentences("abweichungen", names, **{**DEVIATING, "texts": {}})[-1]
    assert reason == 'Reason: <span lang="de">Es kostet &lt;fast&gt; {nichts}.</span>'
    assert gone == "Reason: this text is no longer here."
