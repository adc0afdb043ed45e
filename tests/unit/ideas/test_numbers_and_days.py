"""Numbers, days and marks."""

import hashlib
import hmac
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from services.ideas.domain.errors import ReceivedOnInvalid, TooManyMarks
from services.ideas.domain.marks import check_marks, submitter_mark
from services.ideas.domain.numbers import number
from services.ideas.domain.received_on import parse_received_on
from shared.contracts.days import city_day


@pytest.mark.parametrize(("count", "expected"), [(1, "2026-0001"), (412, "2026-0412"), (12_345, "2026-12345")])
def test_number_has_at_least_four_digits(count: int, expected: str) -> None:
    assert number(2026, count) == expected


def test_the_year_begins_in_the_city_not_in_greenwich() -> None:
    assert city_day(datetime(2026, 12, 31, 22, 59, tzinfo=UTC)) == date(2026, 12, 31)
    assert city_day(datetime(2026, 12, 31, 23, 0, tzinfo=UTC)) == date(2027, 1, 1)


@pytest.mark.parametrize(
    "written", ["2017-09-13", "13.09.2017", "13.9.2017", "2017-09-13/2017-10-18", " 13.09.2017 / 18.10.2017 "]
)
def test_a_day_is_read_in_all_its_forms_and_a_range_from_its_first_day(written: str) -> None:
    assert parse_received_on(written) == date(2017, 9, 13)


@pytest.mark.parametrize(
    "written",
    ["", "2017", "2017-9-13", "2017-02-30", "13/09/2017", "09-13-2017", "2017-10-18/2017-09-13", "2017-09-13/x"],
)
def test_any_other_form_is_refused(written: str) -> None:
    with pytest.raises(ReceivedOnInvalid) as refused:
        parse_received_on(written)
    assert refused.value.field == "received_on"


def test_mark_is_an_hmac_of_impulse_issuer_and_subject() -> None:
    impulse_id = UUID(int=5)
    expected = hmac.new(b"k" * 32, f"{impulse_id}|demo|g.aydin".encode(), hashlib.sha256).hexdigest()
    assert submitter_mark(b"k" * 32, impulse_id, "demo", "g.aydin") == expected


def test_a_portal_cannot_send_marks_without_limit() -> None:
    check_marks(("a" * 64,) * 20)
    with pytest.raises(TooManyMarks):
        check_marks(("a" * 64,) * 21)
