"""The standing lists on a real database: who stands on which, in which order, and why."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from html import unescape
from typing import Any

import pytest

from services.reporting.presentation.standing_lists import LISTS
from tests.conftest import NewSettings
from tests.integration.reporting_site import BROWSER, Site, reporting_site
from tests.unit.reporting_pages.stories import City, Story, worked

pytestmark = pytest.mark.servers


@pytest.fixture(scope="module")
async def site(new_settings: NewSettings) -> AsyncIterator[Site]:
    async with reporting_site(await new_settings()) as site:
        await site.project(_city().history)
        await site.set_clock(datetime(2026, 6, 2, 9, tzinfo=UTC))
        yield site


def _city() -> City:
    city = City()

    def received(title: str, on: date, **more: Any) -> Story:
        return city.receive(title, received_on=on).release(**more)

    received("Am Tag vor der Frist", date(2026, 3, 2)).postpone(date(2026, 7, 1))
    received("Drei Monate und ein Tag", date(2026, 3, 1)).postpone(date(2026, 7, 1))
    received("Die Bewertung ist spät", date(2026, 5, 1)).postpone(date(2026, 6, 1))
    received("Die Bewertung ist heute fällig", date(2026, 5, 1)).postpone(date(2026, 6, 2))
    received("Lange vorbei", date(2026, 1, 1)).decide("rejected", "Nein.")
    city.receive("Verschwiegen und zu spät", visibility="internal", received_on=date(2026, 1, 1)).release()
    received("Versprochen bis gestern", date(2026, 5, 1)).decide("accepted", "Ja.", promised_for=date(2026, 6, 1))
    received("Versprochen bis heute", date(2026, 5, 1)).decide("accepted", "Ja.", promised_for=date(2026, 6, 2))
    received("Versprochen und getan", date(2026, 5, 1)).decide("accepted", "Ja.", promised_for=date(2026, 6, 1)).plan(
        "Plan"
    ).complete("Fertig.")
    received("Anders als empfohlen", date(2026, 5, 1)).decide(
        "accepted", "Ja.", worked("G5"), deviation_reason="Es kostet <fast> nichts."
    )
    received("Antrag zum Park", date(2026, 5, 1), motion="council_motion").to_council(date(2026, 6, 20))
    received("Alter Antrag", date(2026, 4, 1), motion="petition").to_council(date(2026, 5, 20))
    received("Sache des Landes", date(2026, 5, 1)).decide("forwarded", "Land.", addressee="finanzamt")
    return city


async def listed(site: Site, key: str) -> list[str]:
    page = await site.page(f"/listen/{key}")
    return [unescape(title) for title in re.findall(r'href="/impulse/2026-\d+">([^<]+)', page)]


@pytest.mark.parametrize(
    ("key", "titles"),
    [
        ("ueberfaellig", ["Drei Monate und ein Tag", "Alter Antrag", "Die Bewertung ist spät"]),
        ("versprochen", ["Versprochen bis gestern"]),
        ("abweichungen", ["Anders als empfohlen"]),
        ("antraege", ["Antrag zum Park", "Alter Antrag"]),
        ("abgegeben", ["Sache des Landes"]),
    ],
)
async def test_each_list_holds_what_its_rule_says(site: Site, key: str, titles: list[str]) -> None:
    found = await listed(site, key)
    if key == "ueberfaellig":
        assert found[0] == titles[0]
        assert sorted(found) == sorted([*titles, "Antrag zum Park"])
    else:
        assert found == titles


async def test_a_list_gives_its_reasons(site: Site) -> None:
    assert "Grund: Es kostet &lt;fast&gt; nichts." in await site.page("/listen/abweichungen")
    assert "Versprochen bis zum 1. Juni 2026, also vor 1 Tag." in await site.page("/listen/versprochen")
    motions = await site.page("/listen/antraege")
    assert "Die nächste Sitzung dazu ist am 20. Juni 2026." in motions
    assert "Auf der Tagesordnung stand er am 20. Mai 2026. Der Beschluss fehlt noch." in motions
    assert "Jetzt zuständig: finanzamt." in await site.page("/listen/abgegeben")


async def test_every_list_is_reached_by_clicking(site: Site) -> None:
    assert 'href="/listen"' in await site.page("/")
    overview = await site.page("/listen")
    assert all(f'href="/listen/{each.key}"' in overview for each in LISTS)


@pytest.mark.parametrize(
    ("path", "status"),
    [("/listen/gibt-es-nicht", 404), ("/listen/antraege?cursor=x", 400), ("/listen/antraege?cursor=" + "A" * 32, 400)],
)
async def test_a_broken_address_of_a_list_helps_on(site: Site, path: str, status: int) -> None:
    answer = await site.caller.get(path, headers=BROWSER)
    assert answer.status_code == status
    assert 'href="/impulse"' in answer.text


async def test_the_pages_of_a_list_together_are_the_whole_list(new_settings: NewSettings) -> None:
    city = City()
    for count in range(101):
        city.receive(f"Antrag {count}", received_on=date(2026, 3, 1 + count % 3)).release(motion="petition")
    async with reporting_site(await new_settings()) as site:
        await site.project(city.history)
        address, seen = "/listen/antraege", []
        while address:
            page = await site.page(address)
            seen += re.findall(r'href="/impulse/(2026-\d+)"', page)
            following = re.search(r'rel="next" href="([^"]+)"', page)
            address = unescape(following[1]) if following else ""
        assert len(seen) == len(set(seen)) == 101
