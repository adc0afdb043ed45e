"""Security headers stand on every answer, errors and files included."""

from tests.page_bars.bar import Findings
from tests.page_bars.site import ACCEPT, Look

WANTED = {
    "content-security-policy": ("default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action"),
    "x-content-type-options": ("nosniff",),
    "referrer-policy": ("no-referrer",),
    "permissions-policy": ("geolocation=()",),
    "cross-origin-opener-policy": ("same-origin",),
}
OVER_TLS = {"strict-transport-security": ("max-age=63072000",)}
UNSAFE = ("unsafe-inline", "unsafe-eval", "*", "http:")


async def check(look: Look) -> Findings:
    """One check per answer."""
    wanted = WANTED | (OVER_TLS if look.site.url.startswith("https:") else {})
    findings = {}
    for answer in look.site.answers:
        headers = (await look.caller.get(answer.url, headers=ACCEPT)).headers
        told = [
            f"{name} is {headers.get(name)!r}"
            for name, parts in wanted.items()
            if not all(part in headers.get(name, "") for part in parts)
        ]
        policy = headers.get("content-security-policy", "").replace(look.site.url, "")
        told += [f"the policy allows {part}" for part in UNSAFE if part in policy]
        told += [f"{name} tells what runs here" for name in ("server", "x-powered-by") if name in headers]
        findings[answer.name] = told
    return findings
