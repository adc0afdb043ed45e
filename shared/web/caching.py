"""ETags: a page that did not change is not sent again."""

from collections.abc import Mapping

from fastapi import Request, Response

NO_CACHE = "no-cache"


def not_modified(request: Request, etag: str) -> Response | None:
    """304 if the caller already has this version, else None; ask before rendering.

    `etag` comes without quotation marks. Compared weakly, as RFC 9110, 13.1.2 says.
    """
    known = request.headers.get("if-none-match")
    if known is not None and names(known, f'"{etag}"'):
        return Response(status_code=304, headers=_headers(etag))
    return None


def names(if_none_match: str, quoted: str) -> bool:
    """Whether the header names this tag (with quotation marks) or any (`*`)."""
    tags = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    return "*" in tags or quoted in tags


def etag_response(
    request: Request,
    body: bytes,
    etag: str,
    *,
    media_type: str = "text/html; charset=utf-8",
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The body with its ETag, or 304; caches may keep it but ask each time (`no-cache`).

    Only for what everybody may see and what depends on nothing but address and data: `AnswerCache` keeps it for all.
    """
    unchanged = not_modified(request, etag)
    if unchanged is not None:
        return unchanged
    return Response(body, media_type=media_type, headers={**_headers(etag), **(headers or {})})


def _headers(etag: str) -> dict[str, str]:
    return {"ETag": f'"{etag}"', "Cache-Control": NO_CACHE}
