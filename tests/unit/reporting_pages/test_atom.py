"""Feeds are valid whatever people wrote."""

from datetime import UTC, datetime
from xml.etree.ElementTree import fromstring

import feedparser
import pytest

from services.reporting.atom import NEVER, Category, Feed, FeedEntry, atom
from services.reporting.presentation.feeds import impulse_feed
from services.reporting.presentation.names import Names
from tests.unit.reporting_pages.rows import told
from tests.unit.reporting_pages.stories import City, Story

ATOM = "{http://www.w3.org/2005/Atom}"


def feed(*entries: FeedEntry) -> Feed:
    return Feed("https://a.example/feed.atom", "Alle", "Neues", "Stadt", "https://a.example/", NEVER, entries)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ('<b>Bänke</b> & "mehr"', '<b>Bänke</b> & "mehr"'),
        ("a\x00b\x0bc\x1fd\ufffee", "abcde"),
        ("]]> \U0001f6b2", "]]> \U0001f6b2"),
    ],
)
def test_what_people_wrote_is_text(typed: str, kept: str) -> None:
    at = datetime(2026, 3, 2, 8, 0, 0, 123, tzinfo=UTC)
    category = Category("x", "https://a.example/x", "X")
    written = atom(feed(FeedEntry("urn:uuid:1", typed, typed, "https://a.example/1", at, (category,))))
    entry = fromstring(written).find(f"{ATOM}entry")
    assert entry is not None
    assert [entry.findtext(f"{ATOM}{name}") for name in ("title", "summary")] == [kept, kept]
    assert entry.findtext(f"{ATOM}updated") == "2026-03-02T08:00:00.000123Z"
    assert not feedparser.parse(written).bozo


def test_an_empty_feed_is_whole() -> None:
    found = feedparser.parse(atom(feed()))
    assert (found.bozo, found.version, found.entries) == (False, "atom10", [])
    assert found.feed.updated == "1970-01-01T00:00:00Z"


def test_steps_of_one_moment_have_ids_of_their_own_that_stay(
    sample: tuple[City, dict[str, Story]], names: Names
) -> None:
    impulse = told(sample[0], sample[1]["implemented"])
    moment = impulse.timeline[0].at
    same = [step.model_copy(update={"at": moment, "step": "progressed", "percent": 10}) for step in impulse.timeline]
    ids = [
        [entry.id for entry in impulse_feed("/f", each, names, "https://a.example", "Stadt").entries]
        for each in (impulse, impulse.model_copy(update={"timeline": tuple(same)}))
    ]
    assert [len(set(each)) for each in ids] == [len(impulse.timeline)] * 2
    longer = impulse.model_copy(update={"timeline": (*impulse.timeline, same[-1])})
    assert [e.id for e in impulse_feed("/f", longer, names, "https://a.example", "Stadt").entries][1:] == ids[0]
