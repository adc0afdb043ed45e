"""Every page in English: whoever follows links stays in the language, and reads no German but what says that it is."""

import re
from collections import Counter, deque
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

import httpx
import pytest

from tests.e2e.desks import Desks
from tests.e2e.places import Places
from tests.page_bars.routes import match, public_routes

pytestmark = pytest.mark.servers

MOST_PER_ROUTE = 8
GERMAN = re.compile(
    r"(?<![\w./-])(?:alle|als|auch|auf|aus|bei|bis|das|dem|den|der|des|die|diese|ein|eine|einem|einen|einer|es|für|haben|hat|ist|jahr|kein|keine|"
    r"mit|nach|nicht|noch|nur|oder|sich|sie|sind|und|vom|von|wenn|werden|wie|wird|zu|zum|zur|angenommen|abgelehnt|bericht|bewertung|"
    r"entscheidung|impuls|impulse|kennzahlen|nummer|stadt|umgesetzt|ziel)(?![\w/-]|\.\w)|[äöüß]",
    re.IGNORECASE,
)
"""Words that no English text has, the usual ones and those of these pages, and letters; names of files are names."""
UNSEEN = frozenset({"script", "style", "code", "pre", "title"})
"""Titles hold those of suggestions, and no element can stand in them; of code, nothing is language."""
WITHOUT_END = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "wbr"})
SPOKEN_ATTRIBUTES = ("aria-label", "alt", "placeholder")


class Reader(HTMLParser):
    """The texts of a page that are in its own language, and its links."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.language: str | None = None
        self.texts: list[str] = []
        self.links: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "html":
            self.language = given.get("lang")
        if tag == "a" and given.get("href"):
            self.links.append(given["href"] or "")
        foreign = self._is_foreign() or given.get("lang") not in (None, self.language)
        if not foreign:
            self.texts += [given[name] or "" for name in SPOKEN_ATTRIBUTES if name in given]
        if tag not in WITHOUT_END:
            self._open.append((tag, foreign))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self._is_foreign() and not any(tag in UNSEEN for tag, _ in self._open):
            self.texts.append(data)

    def _is_foreign(self) -> bool:
        return bool(self._open) and self._open[-1][1]

    def german(self) -> list[str]:
        """The texts with a German word or letter."""
        return [text.strip() for text in self.texts if GERMAN.search(text)]


async def test_who_reads_english_reads_no_german_that_does_not_say_so(desks: Desks, places: Places) -> None:
    url = desks.system.url("reporting")
    routes, asked, read = public_routes(), Counter[str](), Counter[str]()
    waiting, known = deque([f"{url}/en/", f"{url}/en/impulse/{places.implemented.number}"]), set[str]()
    async with httpx.AsyncClient(timeout=20, headers={"Accept": "text/html"}) as caller:
        while waiting:
            address = waiting.popleft()
            found = match(routes, urlsplit(address).path.removeprefix("/en") or "/")
            assert found is not None, address
            if address in known or asked[found[0]] >= MOST_PER_ROUTE:
                continue
            known.add(address)
            asked[found[0]] += 1
            answer = await caller.get(address)
            assert answer.status_code == 200, address
            page = Reader(answer.text)
            assert page.language == "en", address
            assert not page.german(), address
            read[found[0]] += 1
            links = (urldefrag(urljoin(address, link)).url for link in page.links)
            waiting += [each for each in links if each.startswith(f"{url}/en/")]
    assert len(read) > 15, read


async def test_a_page_that_does_not_exist_says_so_in_english(desks: Desks, places: Places) -> None:
    async with httpx.AsyncClient(base_url=desks.system.url("reporting"), headers={"Accept": "text/html"}) as caller:
        for path, status in (("/en/nothing", 404), ("/en/impulse/2000-0001", 404), ("/en/impulse?status=x", 422)):
            answer = await caller.get(path)
            assert answer.status_code == status
            assert not Reader(answer.text).german(), path


async def test_every_page_leads_to_itself_in_the_other_language(desks: Desks, places: Places) -> None:
    url, path = desks.system.url("reporting"), f"/impulse/{places.implemented.number}"
    async with httpx.AsyncClient(base_url=url) as caller:
        assert f"{url}/en{path}" in Reader((await caller.get(path)).text).links
        assert f"{url}{path}" in Reader((await caller.get(f"/en{path}")).text).links
