"""By keyboard alone: Tab reaches all there is in its order, shows where it is, and comes out again.

Source: WCAG 2.1.1, 2.1.2, 2.4.1, 2.4.3, 2.4.7.
"""

from typing import Any

from playwright.async_api import Page

from tests.page_bars.bar import Findings
from tests.page_bars.screen import screen
from tests.page_bars.site import Look
from tests.pages_in_browser import WIDE, open_details

TALLEST = 16_000
"""Pixels: the whole page is on the screen, so that nothing moves while focus does."""
ROOM = 8
"""Pixels around an element in which its focus may show."""

NUMBER_THE_STOPS = """() => {
    const visible = each => each.checkVisibility({visibilityProperty: true}) && each.getClientRects().length > 0;
    const groups = new Set();
    const stops = [...document.querySelectorAll(
        'a[href], area[href], button, input, select, textarea, summary, audio[controls], video[controls], [tabindex]'
    )].filter(each => {
        if (each.disabled || each.type === 'hidden' || each.tabIndex < 0 || !visible(each)) return false;
        if (each.type !== 'radio') return true;
        // Of a group of radio buttons one is a stop: the checked one, else the first.
        const group = [...document.getElementsByName(each.name)].filter(other => other.form === each.form);
        return each === (group.find(other => other.checked) ?? group[0]);
    });
    stops.forEach((each, number) => { each.dataset.stop = number; });
    return stops.map(each => `${each.localName} „${(each.innerText || each.name || '').trim().slice(0, 40)}“`);
}"""
WHERE = """() => {
    const here = document.activeElement;
    if (here === null || here === document.body) return null;
    const box = here.getBoundingClientRect();
    return {stop: here.dataset.stop ?? here.localName, x: box.x, y: box.y, width: box.width, height: box.height};
}"""


async def check(look: Look) -> Findings:
    """Two checks per page: the walk by Tab, details opened, and the skip link."""
    findings = {}
    async with screen(look, width=WIDE) as view:
        for page in look.pages:
            await view.goto(page.url)
            await open_details(view)
            findings[f"Tab through {page.name}"] = await _walk(view)
            await view.goto(page.url)
            findings[f"skip link of {page.name}"] = await _skip(view)
    return findings


async def _walk(view: Page) -> list[str]:
    height = min(await view.evaluate("document.documentElement.scrollHeight"), TALLEST)
    await view.set_viewport_size({"width": WIDE, "height": height})
    names: list[str] = await view.evaluate(NUMBER_THE_STOPS)
    told = []
    for number, name in enumerate(names):
        await view.keyboard.press("Tab")
        here: dict[str, Any] | None = await view.evaluate(WHERE)
        if here is None or here["stop"] != str(number):
            told.append(f"stop {number} should be {name}, but is {_name(here, names)}")
            break
        if not await _shows(view, here):
            told.append(f"nothing shows the focus of {name}")
    else:
        await view.keyboard.press("Tab")
        after = await view.evaluate(WHERE)
        if after is not None and after["stop"] != "0":
            told.append(f"after the last stop comes {_name(after, names)}")
    return told


async def _shows(view: Page, here: dict[str, Any]) -> bool:
    """Whether the picture around the element differs between focused and not."""
    x, y = max(0, here["x"] - ROOM), max(0, here["y"] - ROOM)
    clip = {"x": x, "y": y, "width": here["width"] + 2 * ROOM, "height": here["height"] + 2 * ROOM}
    focused = await view.screenshot(clip=clip, animations="disabled")  # type: ignore[arg-type]
    await view.evaluate("window.stop_ = document.activeElement; document.activeElement.blur()")
    unfocused = await view.screenshot(clip=clip, animations="disabled")  # type: ignore[arg-type]
    await view.evaluate("window.stop_.focus()")
    return focused != unfocused


def _name(here: dict[str, Any] | None, names: list[str]) -> str:
    if here is None:
        return "nothing"
    stop = str(here["stop"])
    return names[int(stop)] if stop.isdigit() else stop


async def _skip(view: Page) -> list[str]:
    """The first stop is the skip link; it shows itself and leads to the content."""
    await view.keyboard.press("Tab")
    link = view.locator(":focus")
    if await link.count() != 1 or not (await link.get_attribute("href") or "").startswith("#"):
        return ["the first stop is no skip link"]
    box = await link.bounding_box()
    told = [] if box and box["x"] >= 0 and box["y"] >= 0 else ["the skip link stays out of sight"]
    await view.keyboard.press("Enter")
    if not await view.evaluate("document.activeElement === document.querySelector('main')"):
        told.append("the skip link does not lead to the content")
    await view.keyboard.press("Tab")
    inside = "document.querySelector('main').contains(document.activeElement)"
    has_stops = "document.querySelector('main').querySelector('a[href], button, input, summary') !== null"
    if await view.evaluate(has_stops) and not await view.evaluate(inside):
        told.append("after the skip link Tab does not go on in the content")
    return told
