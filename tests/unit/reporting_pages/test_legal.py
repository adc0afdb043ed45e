"""Legal pages come from the city's own files and cannot bring anything harmful along."""

from pathlib import Path

import pytest

from services.reporting.legal import FILM, OTHER_LANGUAGES, PAGES, load_legal
from shared.runtime.city_files import CityDataError


def write(folder: Path, **changed: str) -> Path:
    legal = folder / "legal"
    legal.mkdir()
    contact = 'barrier_email = "hilfe@stadt.example"\nbarrier_phone = "0"\n'
    for name, text in {**{f"{page}.md": "# Titel\n\nText\n" for page in PAGES}, "contact.toml": contact}.items():
        (legal / name).write_text(changed.get(name.partition(".")[0], text), encoding="utf-8")
    return folder


def test_the_sample_city_brings_all_pages_and_says_that_they_are_samples() -> None:
    legal = load_legal()
    assert set(legal.pages) == {*PAGES, *OTHER_LANGUAGES}
    assert all("Ersetzen Sie ihn durch die Angaben Ihrer Stadt" in page.html for page in legal.pages.values())


def test_markdown_is_dressed_for_the_layout(tmp_path: Path) -> None:
    text = "# Impressum\n\n## Wer\n\nDie *Stadt*, [Post](mailto:a@b.example)\n\n- eins\n"
    page = load_legal(write(tmp_path, impressum=text)).pages["impressum"]
    assert page.title == "Impressum"
    assert '<h2 class="kern-heading-large">Wer</h2>' in page.html
    assert '<a href="mailto:a@b.example" class="kern-link">Post</a>' in page.html
    assert '<ul class="kern-list kern-list--bullet">' in page.html


@pytest.mark.parametrize("harmful", ["<script>alert(1)</script>", "[x](javascript:alert(1))", "<img src=x onerror=y>"])
def test_nothing_harmful_comes_through(harmful: str, tmp_path: Path) -> None:
    page = load_legal(write(tmp_path, impressum=f"# Impressum\n\nText {harmful}\n")).pages["impressum"]
    for trace in ("<script", 'href="javascript', "<img"):
        assert trace not in page.html


@pytest.mark.parametrize("text", ["", "# Nur ein Titel\n", "Kein Titel\n"])
def test_an_empty_page_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(CityDataError, match=r"legal/impressum\.md"):
        load_legal(write(tmp_path, impressum=text))


def test_a_missing_page_is_refused(tmp_path: Path) -> None:
    (write(tmp_path) / "legal" / "datenschutz.md").unlink()
    with pytest.raises(CityDataError, match=r"legal/datenschutz\.md"):
        load_legal(tmp_path)


def test_a_contact_without_an_address_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CityDataError, match="barrier_email"):
        load_legal(write(tmp_path, contact='barrier_phone = "0"\n'))


def test_other_languages_may_come_later(tmp_path: Path) -> None:
    legal = load_legal(write(tmp_path))
    assert set(legal.pages) == set(PAGES)
    assert legal.film is None
    (tmp_path / "legal" / "gebaerdensprache.md").write_text("# Gebärdensprache\n\nFilm\n", encoding="utf-8")
    (tmp_path / "legal" / FILM).write_bytes(b"film")
    legal = load_legal(tmp_path)
    assert "gebaerdensprache" in legal.pages
    assert legal.film == b"film"
