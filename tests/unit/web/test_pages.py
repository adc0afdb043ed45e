import re
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest
from jinja2 import UndefinedError

from shared.web.pages import TEMPLATES
from tests.unit.web.service import BROWSER

_VOID = {"meta", "link", "input", "br", "img", "hr"}


class Elements(HTMLParser):
    """Elements with attributes; refuses tags that are not closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"an attribute twice in <{tag}>"
        self.found.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


@pytest.fixture(params=["/muster", "/muster?errors=true", "/bewertung/anmelden", "/nothing", "/bewertung/taken"])
async def page(request: pytest.FixtureRequest, caller: httpx.AsyncClient) -> Elements:
    return Elements((await caller.get(request.param, headers=BROWSER)).text)


def test_german_with_one_heading(page: Elements) -> None:
    assert page.all("html") == [{"lang": "de"}]
    assert len(page.all("h1")) == 1
    assert len(page.all("main")) == 1


def test_the_first_link_skips_to_the_content(page: Elements) -> None:
    assert page.all("a")[0]["href"] == "#inhalt"
    assert page.all("main")[0]["id"] == "inhalt"


def test_nothing_inline_that_the_policy_forbids(page: Elements) -> None:
    assert page.all("script") == []
    assert page.all("style") == []
    attributes = {name for _, found in page.found for name in found}
    assert "style" not in attributes
    assert not [name for name in attributes if name.startswith("on")]


def test_ids_are_unique_and_every_reference_has_its_target(page: Elements) -> None:
    ids = [found["id"] for _, found in page.found if "id" in found]
    assert len(ids) == len(set(ids))
    for _, found in page.found:
        for name in ("for", "aria-labelledby", "aria-describedby"):
            assert set((found.get(name) or "").split()) <= set(ids)
        target = found.get("href") or ""
        if target.startswith("#"):
            assert target[1:] in ids


def test_every_input_has_a_label(page: Elements) -> None:
    labelled = {found["for"] for found in page.all("label")}
    inputs = [*page.all("input"), *page.all("textarea"), *page.all("select")]
    assert all(found["id"] in labelled for found in inputs if found.get("type") != "hidden")


def test_the_footer_reports_barriers_with_the_address_of_the_page(page: Elements) -> None:
    links = {found["href"] or "" for found in page.all("a")}
    assert any(link.startswith("http://127.0.0.1:8080/barriere-melden?seite=http%3A%2F%2F") for link in links)
    assert "http://127.0.0.1:8080/impressum" in links
    assert "http://127.0.0.1:8080/datenschutz" in links


async def test_what_people_write_is_escaped(caller: httpx.AsyncClient) -> None:
    text = (await caller.get("/muster")).text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


async def test_refused_fields_are_named_linked_and_in_the_title(caller: httpx.AsyncClient) -> None:
    text = (await caller.get("/muster?errors=true")).text
    assert "<title>Fehler: Muster – Bewertung – Impulswerk</title>" in text
    assert '<a class="kern-link" href="#feld-title">Titel: Diese Angabe fehlt.</a>' in text
    assert "Schon freigegeben." in text
    title = next(found for found in Elements(text).all("input") if found.get("name") == "title")
    assert title["aria-invalid"] == "true"
    assert title["aria-describedby"] == "feld-title-hinweis feld-title-fehler"
    assert title["maxlength"] == "250"
    group = next(found for found in Elements(text).all("fieldset") if "kern-fieldset--error" in (found["class"] or ""))
    assert group["aria-describedby"] == "feld-origin-fehler"
    assert "aria-invalid" not in group  # ARIA knows it for inputs only


async def test_choices_are_kept(caller: httpx.AsyncClient) -> None:
    elements = Elements((await caller.get("/muster")).text)
    chosen = {(found["name"], found["value"]) for found in elements.all("input") if "checked" in found}
    assert chosen == {("origin", "council"), ("goals", "2"), ("declaration", "true")}
    assert [found["value"] for found in elements.all("option") if "selected" in found] == ["k"]


async def test_bars_only_repeat_the_numbers(caller: httpx.AsyncClient) -> None:
    text = (await caller.get("/muster")).text
    assert "+0,9" in text
    assert "−1,5" in text
    assert "keine Angabe" in text
    assert "iw-bar--plus iw-bar--45" in text
    assert "iw-bar--minus iw-bar--75" in text


async def test_dates_can_be_read_by_programs(caller: httpx.AsyncClient) -> None:
    assert '<time datetime="2026-03-03">3. März 2026</time>' in (await caller.get("/muster")).text


def test_every_class_of_ours_has_a_style() -> None:
    sheet = (TEMPLATES.parent / "assets" / "impulswerk.css").read_text()
    used = {
        name
        for template in TEMPLATES.rglob("*.html")
        for name in re.findall(r"\biw-[a-z_-]*[a-z](?![\w-]*\{)", template.read_text())
    }
    assert used
    missing = sorted(name for name in used if f".{name}" not in sheet)
    assert missing == []


async def test_an_unknown_name_in_a_template_is_an_error(tmp_path: Path) -> None:
    from tests.unit.web.service import application

    (tmp_path / "wrong.html").write_text("{{ no_such_thing }}")
    app = application(tmp_path, templates=tmp_path)
    with pytest.raises(UndefinedError):
        app.state.pages._environment.get_template("wrong.html").render()
