"""Finds the site: from the start page along every link, then the routes that no link leads to."""

from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from urllib.parse import urldefrag, urljoin, urlsplit

import httpx

from services.reporting.place import Place
from tests.page_bars.markup import read_markup
from tests.page_bars.routes import EXAMPLES, MADE_LATER, WITHOUT_CONTENT, Route, match, public_routes
from tests.page_bars.site import ACCEPT, HTML, Answer, Site

MOST_PER_ROUTE = 100
"""Addresses of one route that are asked for: some go on without end."""
MOST_GUESSES = 10
WITH_LINKS = (HTML, "application/xml")
"""Pages and sitemaps."""

ERRORS = {"/gibt-es-nicht": 404, "/impulse/2000-0001": 404, "/impulse?status=gibt-es-nicht": 422}
"""Pages of errors that people meet, and the status that each has."""


async def crawl(url: str, caller: httpx.AsyncClient, start: Sequence[str] = ("/",)) -> Site:
    """Every page within reach, also those of other services on the same machine that reporting links to.

    Of each route only the first address with a query is asked for: filters and pages of a list multiply without end.
    """
    crawler = _Crawler(url, caller)
    await crawler.follow([urljoin(url, path) for path in start], "the start")
    await crawler.ask_for_the_rest()
    for path, status in ERRORS.items():
        await crawler.ask_for_error(path, status)
    return crawler.site()


class _Crawler:
    def __init__(self, url: str, caller: httpx.AsyncClient) -> None:
        self._url = url
        self._caller = caller
        self._routes: list[Route] = public_routes()
        self._answers: list[Answer] = []
        self._assets: dict[str, None] = {}
        self._asked: set[str] = set()
        self._asked_of_route: Counter[str] = Counter()
        self._parameters: list[Mapping[str, str]] = []
        self._linked: set[str] = set()
        self._unreached: list[str] = []
        self._dead: dict[str, str] = {}

    async def follow(self, urls: Sequence[str], source: str) -> None:
        """Ask for these, which stand in `source`, and all that they lead to."""
        waiting = deque((url, source) for url in urls)
        while waiting:
            url, source = waiting.popleft()
            if not self._is_wanted(url):
                continue
            answer = await self._ask(url)
            if answer.is_redirect:
                waiting.append((self._absolute(url, answer.headers["location"]), source))
            elif answer.is_error and self._route(url) in MADE_LATER:
                continue
            elif answer.is_error:
                self._dead[f"{url} (linked from {source})"] = f"answers {answer.status_code}"
            else:
                waiting.extend((self._absolute(url, href), url) for href in self._keep(url, answer))

    async def ask_for_the_rest(self) -> None:
        """Routes that no link led to: by the table of examples, or with what is known of their parameters."""
        for route in self._routes:
            if route.template in self._asked_of_route:
                continue
            example = EXAMPLES.get(route.template)
            paths = [example] if example else self._guesses(route)
            found = await self._first_found(paths)
            if (found is None and route.template not in WITHOUT_CONTENT) or (found and not example and found.is_page):
                self._unreached.append(route.template)

    async def _first_found(self, paths: Iterable[str]) -> Answer | None:
        for url in (urljoin(self._url, path) for path in paths):
            answer = await self._ask(url)
            if answer.status_code == httpx.codes.OK:
                links = self._keep(url, answer)
                kept = self._answers[-1]
                await self.follow([self._absolute(url, href) for href in links], url)
                return kept
        return None

    def _guesses(self, route: Route) -> list[str]:
        """Addresses with the values that parameters of the same name have elsewhere, a few."""
        filled = (route.filled(values) for values in [{}, *self._parameters])
        return list(dict.fromkeys(path for path in filled if path is not None))[:MOST_GUESSES]

    async def ask_for_error(self, path: str, status: int) -> None:
        """A page that says what went wrong."""
        url = urljoin(self._url, path)
        answer = await self._ask(url)
        if answer.status_code != status:
            self._dead[url] = f"answers {answer.status_code} instead of {status}"
        await self.follow([self._absolute(url, href) for href in self._keep(url, answer)], url)

    def site(self) -> Site:
        """All of it."""
        return Site(self._url, self._answers, list(self._assets), len(self._linked), self._unreached, self._dead)

    async def _ask(self, url: str) -> httpx.Response:
        self._asked.add(url)
        return await self._caller.get(url, headers=ACCEPT)

    def _is_wanted(self, url: str) -> bool:
        if url in self._asked or urlsplit(url).hostname != urlsplit(self._url).hostname:
            return False
        self._linked.add(url)
        route = self._route(url)
        if self._is_own(url) and urlsplit(url).path.startswith("/static/"):
            return False
        kind = f"{route} ?" if urlsplit(url).query else route
        if self._asked_of_route[kind] >= (1 if urlsplit(url).query else MOST_PER_ROUTE):
            return False
        self._asked_of_route[kind] += 1
        if kind != route:
            self._asked_of_route[route] += 1
        return True

    def _is_own(self, url: str) -> bool:
        return url.startswith(f"{self._url}/")

    def _route(self, url: str) -> str:
        path = urlsplit(url).path
        if not self._is_own(url):
            return f"elsewhere {path}"
        prefix = _language_prefix(path)
        found = match(self._routes, path.removeprefix(prefix))
        return path if found is None else prefix + found[0]

    def _keep(self, url: str, answer: httpx.Response) -> list[str]:
        """Remember the answer; what it links to."""
        media_type = answer.headers.get("content-type", "").partition(";")[0]
        found = read_markup(answer.text if media_type in WITH_LINKS else "")
        kept = Answer(
            url=url,
            route=self._route(url),
            own=self._is_own(url),
            status=answer.status_code,
            media_type=media_type,
            body=answer.content,
            markup=frozenset(found.kinds),
        )
        self._answers.append(kept)
        if kept.own:
            if (found_route := match(self._routes, urlsplit(url).path)) is not None:
                self._parameters.append(found_route[1])
            self._assets |= dict.fromkeys(urljoin(url, href) for href in found.assets)
        return found.links if kept.own else []

    @staticmethod
    def _absolute(base: str, href: str) -> str:
        return urldefrag(urljoin(base, href)).url


def _language_prefix(path: str) -> str:
    """How addresses of pages in the same language begin; each language has the same routes."""
    return replace(Place.of(path), day=None).prefix
