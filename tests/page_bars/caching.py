"""Every GET of reporting has ETag and Cache-Control and is not sent again; hashed assets are kept for ever."""

from tests.page_bars.bar import Findings
from tests.page_bars.site import ACCEPT, Look

OK, NOT_MODIFIED = 200, 304


async def check(look: Look) -> Findings:
    """One check per answer and per asset."""
    findings = {}
    for answer in look.site.answers:
        if answer.own and answer.status == OK:
            findings[answer.name] = await _revalidated(look, answer.url)
    for asset in look.site.assets:
        kept = (await look.caller.get(asset)).headers.get("cache-control", "")
        findings[asset] = [] if "immutable" in kept and "max-age=31536000" in kept else [f"Cache-Control is {kept!r}"]
    return findings


async def _revalidated(look: Look, url: str) -> list[str]:
    # Twice: what is kept and what is rendered anew must agree.
    answer, again = [await look.caller.get(url, headers=ACCEPT) for _ in range(2)]
    told = [f"no {name}" for name in ("ETag", "Cache-Control") if name not in answer.headers]
    if told:
        return told
    tag = answer.headers["etag"]
    if again.headers["etag"] != tag:
        told.append("the ETag changes while the page does not")
    unchanged = await look.caller.get(url, headers={**ACCEPT, "If-None-Match": tag})
    if unchanged.status_code != NOT_MODIFIED or unchanged.content:
        told.append(f"If-None-Match answers {unchanged.status_code}")
    elif unchanged.headers.get("etag") != tag:
        told.append("304 has another ETag")
    changed = await look.caller.get(url, headers={**ACCEPT, "If-None-Match": '"another"'})
    if changed.status_code != OK:
        told.append(f"another ETag answers {changed.status_code}")
    return told
