"""Without JavaScript a page says the same."""

from playwright.async_api import Page

from tests.page_bars.bar import Findings
from tests.page_bars.site import Look


async def check(look: Look) -> Findings:
    """One check per page: the text of its content with scripts and without."""
    findings = {}
    with_script = await look.browser.new_context(ignore_https_errors=True)
    without = await look.browser.new_context(ignore_https_errors=True, java_script_enabled=False)
    try:
        views = [await with_script.new_page(), await without.new_page()]
        for page in look.pages:
            first, second = [await _content(view, page.url) for view in views]
            told = [f"with scripts only: {line}" for line in first if line not in second]
            told += [f"without scripts only: {line}" for line in second if line not in first]
            findings[page.name] = told if first else ["there is no content"]
    finally:
        await with_script.close()
        await without.close()
    return findings


async def _content(view: Page, url: str) -> list[str]:
    await view.goto(url)
    return (await view.locator("main").inner_text()).splitlines()
