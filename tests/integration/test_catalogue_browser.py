"""The pages of the catalogue in a real browser: nothing overflows, nothing shuts anybody out, no script is needed."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page

from tests.conftest import NewSettings
from tests.integration.evaluation_desk import desk
from tests.integration.test_catalogue_change import REASON, changed
from tests.pages_in_browser import NARROW, WIDE, look, served

pytestmark = [pytest.mark.servers, pytest.mark.browser]


@pytest.fixture(scope="module")
async def address(new_settings: NewSettings, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    async with desk(await new_settings(), tmp_path_factory.mktemp("evaluation")) as at:
        await at.assessed("G1")
        async with served(at.app, lifespan=False) as address:
            yield address


async def sign_in(page: Page, address: str) -> None:
    await page.goto(f"{address}/bewertung/anmelden?weiter=/bewertung/katalog")
    await page.get_by_role("button", name="Anmelden als Ines").click()


async def upload(page: Page, file: Path) -> None:
    await page.set_input_files("input[name=file]", file)
    await page.get_by_role("button", name="Datei prüfen").click()


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps(changed("1.2.0", t_hi="4/5")), encoding="utf-8")
    bad.write_text(json.dumps(changed("1.2.0", t_hi="-1", gate_dimension="Z9")), encoding="utf-8")
    return good, bad


@pytest.mark.parametrize(("width", "scheme"), [(NARROW, "dark"), (WIDE, "light")])
async def test_every_state_of_the_pages(
    browser: Browser, address: str, files: tuple[Path, Path], width: int, scheme: str
) -> None:
    good, bad = files
    context = await browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page = await context.new_page()
    await sign_in(page, address)
    await look(page)
    await page.get_by_role("link", name="Was die Gutachten über diese Fragen sagen").click()
    await look(page)
    await page.get_by_role("link", name="Kriterienkatalog").first.click()
    await upload(page, bad)
    assert await page.locator("code", has_text="$.method.t_hi").count() == 1
    await look(page)
    await upload(page, good)
    await look(page)
    await page.get_by_role("button", name="Fassung aktivieren").click()
    assert "mindestens 20 Zeichen" in await page.content()
    await look(page)
    await context.close()


async def test_a_catalogue_is_activated_without_script(
    browser: Browser, address: str, files: tuple[Path, Path]
) -> None:
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    await sign_in(page, address)
    await upload(page, files[0])
    assert "obere Schwelle für S" in await page.content()
    await page.get_by_label("Begründung").fill(REASON)
    await page.get_by_role("button", name="Fassung aktivieren").click()
    assert "Katalog aktiviert" in await page.content()
    await context.close()
