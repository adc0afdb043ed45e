"""Printed: the content alone, whole, black on white, with the addresses that links lead to."""

from typing import Any

from tests.page_bars.bar import Findings
from tests.page_bars.screen import screen
from tests.page_bars.site import Look
from tests.pages_in_browser import open_details, too_wide

PAPER = 718
"""CSS pixels: A4 less margins of 1 cm on both sides."""
SCREEN_ONLY = "nav, button, input[type=submit], .kern-btn, .iw-skip, .iw-footer, .iw-filter"

TEXTS = """screenOnly => [...document.querySelectorAll('main *')]
    .filter(each => [...each.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim()))
    .filter(each => !each.closest(screenOnly))
    .map((each, number) => {
        each.dataset.text ??= number;
        const style = getComputedStyle(each);
        return {
            number: each.dataset.text,
            text: each.textContent.trim().slice(0, 60),
            visible: each.checkVisibility({visibilityProperty: true, opacityProperty: true, contentVisibilityAuto: true}),
            colour: style.color,
        };
    })"""
FAULTS = """screenOnly => {
    const name = each => `${each.localName}.${each.className} „${each.textContent.trim().slice(0, 40)}“`;
    const told = [];
    for (const each of document.querySelectorAll(screenOnly)) {
        if (each.checkVisibility()) told.push(`prints ${name(each)}`);
    }
    for (const each of document.querySelectorAll('body, main, main *')) {
        const style = getComputedStyle(each);
        if (!each.checkVisibility() || each.closest('.kern-sr-only')) continue;
        const cuts = style.overflowX !== 'visible' || style.overflowY !== 'visible';
        if (cuts && (each.scrollHeight > each.clientHeight + 1 || each.scrollWidth > each.clientWidth + 1)) {
            told.push(`cuts ${name(each)}`);
        }
        if (each.textContent.trim() && !['rgba(0, 0, 0, 0)', 'rgb(255, 255, 255)'].includes(style.backgroundColor)) {
            told.push(`prints on ${style.backgroundColor}: ${name(each)}`);
        }
    }
    for (const each of document.querySelectorAll('main a[href^="http"]')) {
        if (each.checkVisibility() && !getComputedStyle(each, '::after').content.includes(each.getAttribute('href'))) {
            told.push(`does not print where the link leads: ${name(each)}`);
        }
    }
    return told;
}"""
CLOSE_DETAILS = "document.querySelectorAll('details').forEach(each => { each.open = false })"
BLACK = "rgb(0, 0, 0)"


async def check(look: Look) -> Findings:
    """One check per page, in light and dark: people print from both. What is folded away is printed, too."""
    findings = {}
    for scheme in ("light", "dark"):
        async with screen(look, width=PAPER, scheme="dark" if scheme == "dark" else "light") as view:
            for page in look.pages:
                await view.goto(page.url)
                await open_details(view)
                shown = {each["number"] for each in await view.evaluate(TEXTS, SCREEN_ONLY) if each["visible"]}
                await view.evaluate(CLOSE_DETAILS)
                await view.emulate_media(media="print")
                told: list[str] = await view.evaluate(FAULTS, SCREEN_ONLY)
                told += [fault for each in await view.evaluate(TEXTS, SCREEN_ONLY) for fault in _of_text(each, shown)]
                told += await too_wide(view)
                findings[f"{page.name} in {scheme}"] = told
                await view.emulate_media(media="screen")
    return findings


def _of_text(text: dict[str, Any], shown: set[str]) -> list[str]:
    told = []
    if text["number"] in shown and not text["visible"]:
        told.append(f"leaves out „{text['text']}“")
    if text["visible"] and text["colour"] != BLACK:
        told.append(f"prints in {text['colour']}: „{text['text']}“")
    return told
