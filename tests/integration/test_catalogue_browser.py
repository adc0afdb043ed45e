"""The pages of the catalogue in a real browser: nothing overflows, nothing shuts anybody out, no script is needed."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, async_playwright

from deploy.assets.browser import find_chromium
from shared.web.server import http_server
from tests.conftest import NewSettings
from tests.eventually import eventually
from tests.integration.evaluation_desk import desk
from tests.integration.test_catalogue_change import REASON, changed

pytestmark = [pytest.mark.servers, pytest.mark.browser]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NARROW, WIDE = 320, 1280


@pytest.fixture(scope="module")
async def address(new_settings: NewSettings, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    async with desk(await new_settings(), tmp_path_factory.mktemp("evaluation")) as at:
        await at.assessed("G1")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        # Without the event core, which the desk of these tests does not need.
        server = http_server(at.app, host="127.0.0.1", port=port)
        server.config.lifespan = "off"
        task = asyncio.create_task(server.serve())

        async def started() -> bool:
            return server.started

        await eventually(started)
        yield f"http://127.0.0.1:{port}"
        server.should_exit = True
        await task


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    chromium = find_chromium()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium.path, args=list(chromium.args))
        yield browser
        await browser.close()


async def sign_in(page: Page, address: str) -> None:
    await page.goto(f"{address}/bewertung/anmelden?weiter=/bewertung/katalog")
    await page.get_by_role("button", name="Anmelden als Ines").click()


async def upload(page: Page, file: Path) -> None:
    await page.set_input_files("input[name=file]", file)
    await page.get_by_role("button", name="Datei prüfen").click()


async def look(page: Page) -> None:
    too_wide = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert too_wide <= 0, page.url
    found = await Axe().run(page, options={"runOnly": RULES})
    assert found.violations_count == 0, f"{page.url}: {found.generate_report()}"


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
