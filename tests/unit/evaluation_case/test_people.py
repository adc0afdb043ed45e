"""Marks, pseudonyms, labels, days."""

import hashlib
import hmac
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest

from services.evaluation.domain.people import Keys, labels, pseudonym, submitter_mark, took_part
from shared.contracts.days import city_day, end_of_day, last_day_before

KEYS = Keys(match=b"m" * 32, pseudonym=b"p" * 32)
IMPULSE, CASE = UUID(int=1), UUID(int=3)
ADA = "https://idp.example|ada"


def test_a_mark_is_the_hmac_of_impulse_issuer_and_subject() -> None:
    message = f"{IMPULSE}|https://idp.example|ada".encode()
    assert submitter_mark(KEYS.match, IMPULSE, ADA) == hmac.new(KEYS.match, message, hashlib.sha256).hexdigest()


@pytest.mark.parametrize(
    ("reference", "portal_reference", "expected"),
    [(IMPULSE, None, True), ("portal-1", "portal-1", True), ("portal-1", None, False), (UUID(int=2), None, False)],
)
def test_both_forms_of_a_mark_are_recognised(
    reference: UUID | str, portal_reference: str | None, expected: bool
) -> None:
    marks = [submitter_mark(KEYS.match, reference, ADA)]
    assert took_part(KEYS, IMPULSE, portal_reference, marks, ADA) is expected
    assert not took_part(KEYS, IMPULSE, portal_reference, marks, "https://idp.example|ben")


def test_pseudonyms_of_one_person_differ_between_cases_and_from_the_marks() -> None:
    assert pseudonym(KEYS, ADA, CASE) == pseudonym(KEYS, ADA, CASE)
    assert pseudonym(KEYS, ADA, CASE) != pseudonym(KEYS, ADA, IMPULSE)
    assert pseudonym(KEYS, ADA, IMPULSE) != submitter_mark(KEYS.match, IMPULSE, ADA)


def test_labels_do_not_follow_the_order_of_people_nor_of_pseudonyms() -> None:
    people = ["demo|ada", "demo|ben"]
    cases = [uuid4() for _ in range(200)]
    assert all(labels(KEYS, people, each) == labels(KEYS, people[::-1], each) for each in cases)
    assert {labels(KEYS, people, each)["demo|ada"] for each in cases} == {"A", "B"}
    follows_pseudonyms = {
        (labels(KEYS, people, each)["demo|ada"] == "A")
        == (pseudonym(KEYS, "demo|ada", each) < pseudonym(KEYS, "demo|ben", each))
        for each in cases
    }
    assert follows_pseudonyms == {True, False}


def test_labels_go_on_after_z() -> None:
    given = labels(KEYS, [str(number) for number in range(28)], CASE).values()
    assert {"A", "Z", "AA", "AB"} <= set(given)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 3, 2, 22, 59, tzinfo=UTC), date(2026, 3, 2)),
        (datetime(2026, 3, 2, 23, 0, tzinfo=UTC), date(2026, 3, 3)),
        (datetime(2026, 7, 2, 22, 0, tzinfo=UTC), date(2026, 7, 3)),
    ],
)
def test_the_day_is_the_one_in_the_city(moment: datetime, day: date) -> None:
    assert city_day(moment) == day


def test_a_day_ends_at_midnight_in_the_city_also_when_the_clocks_change() -> None:
    assert end_of_day(date(2026, 3, 2)) == datetime(2026, 3, 2, 23, 0, tzinfo=UTC)
    assert end_of_day(date(2026, 3, 29)) == datetime(2026, 3, 29, 22, 0, tzinfo=UTC)


def test_a_lease_that_ends_at_midnight_is_good_for_the_day_before() -> None:
    assert last_day_before(end_of_day(date(2026, 3, 2))) == date(2026, 3, 2)
