"""What a first view costs and leaves behind: bytes on the wire, requests elsewhere, scripts and cookies."""

from urllib.parse import urlsplit

from tests.page_bars.bar import Findings
from tests.page_bars.site import Answer, Look

MOST_BYTES = 100_000
"""100 KB (kB of the SI), compressed, headers included."""
ACTIVE = "script, style, [style], [onclick], [onload], [onchange], [onsubmit], [oninput]"


async def check(look: Look) -> Findings:
    """One check per page, in a browser that has nothing of it yet; cookies and scripts count on reporting's pages."""
    return {page.name: await _first_view(look, page) for page in look.pages}


async def _first_view(look: Look, page: Answer) -> list[str]:
    context = await look.browser.new_context(ignore_https_errors=True)
    try:
        view = await context.new_page()
        urls, sizes = list[str](), list[float]()
        view.on("request", lambda request: urls.append(request.url))
        network = await context.new_cdp_session(view)
        await network.send("Network.enable")
        network.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
        await view.goto(page.url)
        await view.evaluate("document.fonts.ready.then(() => null)")
        told = [f"asks {url}" for url in urls if _origin(url) not in ("data", _origin(page.url))]
        if sum(sizes) > MOST_BYTES:
            told.append(f"weighs {sum(sizes) / 1000:.0f} KB, allowed are {MOST_BYTES // 1000}")
        if page.own:
            told += [f"sets the cookie {cookie.get('name')}" for cookie in await context.cookies()]
            if active := await view.locator(ACTIVE).count():
                told.append(f"has {active} scripts or inline styles")
        return told
    finally:
        await context.close()


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else parts.scheme
