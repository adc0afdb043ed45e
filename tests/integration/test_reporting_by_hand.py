"""A contested case, computed again from its public page alone, as a citizen with pencil and paper would.

Nothing but the rendered HTML is read: the tables of criteria and of the profile, and the sentences with the limits.
"""

import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from html.parser import HTMLParser

import pytest

from tests.conftest import NewSettings
from tests.integration.reporting_site import reporting_site
from tests.unit.reporting_pages.stories import City, worked

pytestmark = pytest.mark.servers

CASES = ("G1", "G5", "G7", "G9")
UNRATED = ("nicht beurteilbar", "nicht von Bedeutung")


class Page(HTMLParser):
    """The tables of a page by their captions, and everything that is written on it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tables: dict[str, list[list[str]]] = {}
        self.words = ""
        self._open = ""
        self._caption = ""
        self._rows: list[list[str]] = []
        self.feed(html)
        self.words = " ".join(self.words.split())

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == "table":
            self._caption, self._rows = "", []
        elif tag == "tr":
            self._rows.append([])
        elif tag in {"td", "th"}:
            self._rows[-1].append("")
        if tag in {"td", "th", "caption"}:
            self._open = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            self.tables[self._caption.strip()] = [[" ".join(cell.split()) for cell in row] for row in self._rows]
        if tag == self._open:
            self._open = ""

    def handle_data(self, data: str) -> None:
        self.words += f" {data}"
        if self._open == "caption":
            self._caption += data
        elif self._open:
            self._rows[-1][-1] += data


def number(written: str) -> Fraction:
    """The number at the beginning: „3/2 (1,50) fördernd“, „−0,5“, „7,5“."""
    found = re.match(r"[−+]?\d+(?:/\d+|,\d+)?", written)
    assert found, f"no number in {written!r}"
    return Fraction(found[0].replace("−", "-").replace(",", "."))


@dataclass(frozen=True)
class Criterion:
    """A row of the table of criteria: its votes that are numbers, and how many are none.

    `value` and `share` are None where the page says that there is none.
    """

    label: str
    weight: Fraction
    votes: list[Fraction]
    unrated: int
    value: Fraction | None
    share: Fraction | None


@dataclass(frozen=True)
class Dimension:
    """A group of that table."""

    label: str
    weight: Fraction
    value: Fraction
    criteria: list[Criterion]


def dimensions(page: Page) -> list[Dimension]:
    found: list[Dimension] = []
    for label, weight, votes, value, share in page.tables["Alle Kriterien"][1:]:
        if not votes:
            found.append(Dimension(label, number(weight), number(value), []))
            continue
        found[-1].criteria.append(
            Criterion(
                label,
                number(weight),
                [number(vote) for vote in votes.split("; ") if vote not in UNRATED],
                sum(vote in UNRATED for vote in votes.split("; ")),
                None if value in UNRATED else number(value),
                None if share == "–" else number(share),
            )
        )
    return found


def after(page: Page, words: str) -> Fraction:
    """The number that follows these words."""
    found = re.search(re.escape(words) + r"\s*([−+]?\d[\d/,]*)", page.words)
    assert found, f"{words!r} is not on the page"
    return number(found[1])


def median(votes: Sequence[Fraction]) -> Fraction:
    ordered = sorted(votes)
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


def in_conflict(votes: list[Fraction]) -> bool:
    if len(votes) < 3:
        return len(votes) == 2 and abs(votes[0] - votes[1]) >= 2
    third = Fraction(len(votes), 3)
    return sum(vote <= -1 for vote in votes) >= third and sum(vote >= 1 for vote in votes) >= third


@pytest.fixture(scope="module")
async def pages(new_settings: NewSettings) -> AsyncIterator[dict[str, Page]]:
    city = City()
    city.activate_catalogue()
    stories = {}
    for case in CASES:
        result = worked(case)
        stories[case] = city.receive(f"Fall {case}").release().decide(
            "rejected", "Nein.", result, deviation_reason=None if case == "G7" else "Darum nicht."
        )  # fmt: skip
    async with reporting_site(await new_settings()) as site:
        await site.project(city.history)
        yield {case: Page(await site.page(f"/impulse/{story.number}")) for case, story in stories.items()}


@pytest.fixture(params=CASES)
def page(request: pytest.FixtureRequest, pages: dict[str, Page]) -> Page:
    return pages[request.param]


def test_the_votes_give_the_values(page: Page) -> None:
    criteria = [each for dimension in dimensions(page) for each in dimension.criteria]
    assert len(criteria) == 20
    for each in criteria:
        assert each.value == (median(each.votes) if each.votes else None), each.label
        assert each.votes == sorted(each.votes)
        assert len(each.votes) + each.unrated == 2


def test_the_weights_give_the_shares(page: Page) -> None:
    found = dimensions(page)
    assert sum(each.weight for each in found) == 100
    counting = {each.label: [row for row in each.criteria if row.share is not None] for each in found}
    whole = sum(each.weight for each in found if counting[each.label])
    for each in found:
        assert sum(row.weight for row in each.criteria) == each.weight
        inside = sum(row.weight for row in counting[each.label])
        for row in counting[each.label]:
            assert row.share == each.weight / whole * row.weight / inside, row.label


def test_values_and_weights_give_the_profile(page: Page) -> None:
    profile = {row[0]: row[1] for row in page.tables["Profil: so wirkt der Impuls in jedem Bereich"][1:]}
    for each in dimensions(page):
        rated = [(row.weight, row.value) for row in each.criteria if row.value is not None]
        weights = sum((weight for weight, _ in rated), Fraction(0))
        value = sum((weight * value for weight, value in rated), Fraction(0)) / weights
        assert value == each.value, each.label
        assert abs(number(profile[each.label]) - value) <= Fraction(1, 200)


def score(page: Page) -> Fraction:
    rated = [
        (row.share, row.value)
        for each in dimensions(page)
        for row in each.criteria
        if row.share is not None and row.value is not None
    ]
    share_rated = sum((share for share, _ in rated), Fraction(0))
    assert share_rated == after(page, "durch die Summe dieser Anteile. Sie ist hier")
    return sum((share * value for share, value in rated), Fraction(0)) / share_rated


def test_the_shares_give_the_total_and_the_index(page: Page) -> None:
    assert score(page) == after(page, "Gesamtwert: S =") == after(page, "So kommt heraus: S =")
    assert 50 + 25 * score(page) == after(page, "50 plus 25 mal S. Hier sind es")


def class_by_hand(page: Page) -> str:
    found, total = dimensions(page), score(page)
    (gate,) = re.findall(r"wenn der Bereich „([^“]+)“ unter 0 liegt oder S unter", page.words)
    value_of = {each.label: each.value for each in found}
    if value_of[gate] < 0 or total < after(page, "unter 0 liegt oder S unter"):
        return "nicht umsetzen"
    too_low = any(each.value < after(page, "wenn ein Bereich unter") for each in found)
    worst = any(row.value == -2 for each in found for row in each.criteria)
    if too_low or worst or total < after(page, "ein Kriterium den Wert −2 hat oder S unter"):
        return "mit Bedingungen umsetzen"
    return "umsetzen"


def test_the_limits_give_the_class(page: Page) -> None:
    assert f"Ergebnis aus den Werten: {class_by_hand(page)}." in page.words


def test_what_is_contested_gives_the_recommendation(page: Page) -> None:
    criteria = [each for dimension in dimensions(page) for each in dimension.criteria]
    contested = [each for each in criteria if in_conflict(each.votes)]
    share = sum((each.share or Fraction(0) for each in contested), Fraction(0))
    if contested:
        names = ", ".join(each.label for each in contested)
        assert f"Hier sind es: {names}. Ihr Anteil ist zusammen" in page.words
        assert share == after(page, "Ihr Anteil ist zusammen")
    disagreed = "Die Gutachten kamen zu verschiedenen Ergebnissen" in page.words
    too_much = share > after(page, "Oder der Anteil der strittigen Kriterien liegt über")
    too_little = after(page, "Sie ist hier") < after(page, "Oder weniger als")
    expected = "noch zu klären" if disagreed or too_much or too_little else class_by_hand(page)
    assert f"So lautet die Empfehlung am Ende: {expected}." in page.words


def test_the_contested_case_is_contested(pages: dict[str, Page]) -> None:
    page = pages["G9"]
    assert score(page) == Fraction(53, 80)
    assert class_by_hand(page) == "umsetzen"
    assert "1 mal „nicht umsetzen“, 1 mal „umsetzen“" in page.words
    assert "So lautet die Empfehlung am Ende: noch zu klären." in page.words
    assert "Die Bewertung empfiehlt: noch zu klären. Die Entscheidung weicht davon ab." in page.words
