"""The view of an impulse: what follows from which facts, whatever the order between topics."""

import random
from collections import Counter
from collections.abc import Iterable
from typing import Literal
from uuid import UUID

import pytest

from services.reporting.fold import apply_record, impulse_id_of
from services.reporting.views.impulse import Folding, ImpulseRow, changes_rows, shown
from services.reporting.views.totals import ALL, Total, contribution, counts, difference
from shared.contracts.event import Fact
from shared.contracts.facts import CaseClaimed
from shared.contracts.registry import EVENT_TYPES
from shared.contracts.texts import new_text
from shared.contracts.topics import TextTopic
from shared.messaging.records import Record
from tests.contract.test_golden_samples import sample
from tests.histories import History, accepted, interleaved, random_history


def rows(records: Iterable[Record]) -> dict[str, ImpulseRow]:
    found: dict[str, ImpulseRow] = {}
    for each in accepted(records):
        impulse_id = impulse_id_of(each)
        found[impulse_id] = apply_record(found.get(impulse_id, ImpulseRow()), each)
    return found


def test_one_history_in_100_random_interleavings_gives_equal_rows() -> None:
    records = random_history(30, random.Random(7)).records()
    expected = rows(records)
    assert {shown(row).status for row in expected.values()} >= {
        "in_assessment",
        "rejected",
        "inadmissible",
        "abandoned",
    }
    for seed in range(100):
        assert rows(interleaved(records, random.Random(seed))) == expected, f"seed {seed}"


def test_totals_by_difference_are_those_of_a_recount() -> None:
    records = random_history(30, random.Random(3)).records()
    kept: Counter[Total] = Counter()
    found: dict[str, ImpulseRow] = {}
    for each in accepted(records):
        impulse_id = impulse_id_of(each)
        before = found.get(impulse_id, ImpulseRow())
        found[impulse_id] = apply_record(before, each)
        kept.update(difference([(counts(before), counts(found[impulse_id]))]))
    recount: Counter[Total] = Counter()
    for row in found.values():
        recount.update(contribution(counts(row)))
    assert +kept == +recount
    assert not -kept
    states = sum(number for (what, scope, _), number in kept.items() if (what, scope) == ("status", ALL))
    assert states == kept[("received", ALL, "all")] == 30


@pytest.mark.parametrize("seed", range(5))
def test_a_redacted_or_erased_text_is_gone_in_every_order(seed: int) -> None:
    records = random_history(40, random.Random(11)).records()
    for row in rows(interleaved(records, random.Random(seed))).values():
        limit = row.impulse.get("redacted_up_to", 0)
        assert all(text["text_version"] > limit for text in row.texts.values())
        if shown(row).status == "withdrawn":
            assert shown(row).title is None


def test_only_a_newer_version_comes_after_an_erasure() -> None:
    one = new_text(UUID(int=1), "impulse", title="Bänke")
    texts = {number: one.model_copy(update={"text_version": number}) for number in range(1, 5)}

    def versions(*published: tuple[Literal["text", "erased"], int]) -> list[int]:
        """Those with words after a reader of a topic got all this."""
        history = History()
        for what, number in published:
            if what == "text":
                history.text(TextTopic.IMPULSE_TEXTS, texts[number])
            else:
                history.erase(TextTopic.IMPULSE_TEXTS, texts[number])
        (row,) = rows(history.records()).values()
        return [text["text_version"] for text in row.texts.values() if "title" in text]

    assert versions(("erased", 2), ("text", 1)) == []
    assert versions(("text", 2), ("erased", 2), ("text", 2)) == []
    assert versions(("erased", 3), ("erased", 1), ("text", 2)) == [], (
        "a late erasure does not lower a newer one's version"
    )
    assert versions(("text", 3), ("erased", 3), ("text", 4)) == [4]


def test_only_public_impulses_past_screening_are_listed() -> None:
    for row in rows(random_history(60, random.Random(5)).records()).values():
        view = shown(row)
        if view.listed:
            assert view.visibility == "public"
            assert view.status != "in_screening"
        else:
            assert view.visibility != "public" or view.status == "in_screening"


def test_what_staff_do_inside_a_case_moves_no_date() -> None:
    history = random_history(1, random.Random(1))
    impulse_id = next(iter(rows(history.records())))
    before = shown(rows(history.records())[impulse_id])
    history.fact(
        CaseClaimed(impulse_id=UUID(impulse_id), case_id=UUID(int=5), round=1, by="0" * 64, count=1, required=2)
    )
    assert shown(rows(history.records())[impulse_id]) == before


FACT_TYPES = [name for name, model in EVENT_TYPES.items() if issubclass(model, Fact)]


def after(row: ImpulseRow, event_type: str) -> ImpulseRow:
    folding = Folding(row)
    folding.fact(event_type, sample(event_type)["value"], lambda: "2026-03-04T12:15:00Z")
    return folding.row()


@pytest.mark.parametrize("event_type", FACT_TYPES)
def test_a_fact_that_is_said_to_change_no_row_changes_none(event_type: str) -> None:
    for earlier in FACT_TYPES:
        before = after(ImpulseRow(), earlier)
        assert after(before, event_type) == before or changes_rows(event_type), earlier
