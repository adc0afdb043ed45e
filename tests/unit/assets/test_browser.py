from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.assets import browser
from deploy.assets.failure import AssetError


@pytest.fixture(autouse=True)
def _search_anew() -> Iterator[None]:
    browser.find_chromium.cache_clear()
    yield
    browser.find_chromium.cache_clear()


def executable(path: Path, exit_code: int) -> Path:
    path.write_text(f"#!/bin/sh\nexit {exit_code}\n")
    path.chmod(0o755)
    return path


def test_the_named_browser_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    executable(tmp_path / "chromium", 0)
    named = executable(tmp_path / "mine", 0)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("IMPULSWERK_CHROMIUM", str(named))
    assert browser.find_chromium().path == named


def test_a_named_browser_that_does_not_start_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    executable(tmp_path / "chromium", 0)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("IMPULSWERK_CHROMIUM", str(tmp_path / "missing"))
    with pytest.raises(AssetError, match="missing, which does not start"):
        browser.find_chromium()


def test_an_installed_one_that_does_not_start_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    executable(tmp_path / "chromium", 1)
    works = executable(tmp_path / "google-chrome", 0)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("IMPULSWERK_CHROMIUM", raising=False)
    assert browser.find_chromium().path == works


def test_none_at_all_tells_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("IMPULSWERK_CHROMIUM", raising=False)
    monkeypatch.setattr(browser, "FOLDER", tmp_path)
    monkeypatch.setattr(browser, "MACOS", tmp_path)
    with pytest.raises(AssetError, match="make setup"):
        browser.find_chromium()
