from pathlib import Path

import httpx
import pytest

from tests.unit.web.service import BROWSER, application, client, settings


@pytest.mark.parametrize(
    "path",
    [
        "/muster",
        "/nothing",
        "/api/nothing",
        "/bewertung/fail/bug",
        "/api/evaluation/v1/slow",
        "/health/live",
        "/bewertung",
    ],
)
async def test_every_answer_is_guarded_errors_too(caller: httpx.AsyncClient, path: str) -> None:
    headers = (await caller.get(path, headers=BROWSER)).headers
    policy = dict(rule.split(" ", 1) for rule in headers["content-security-policy"].split("; "))
    assert policy == {
        "default-src": "'none'",
        "style-src": "'self'",
        "font-src": "'self'",
        "img-src": "'self' data:",
        "form-action": "'self'",
        "connect-src": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "geolocation=()" in headers["permissions-policy"]
    assert headers["cache-control"] == "no-store"
    assert "strict-transport-security" not in headers
    assert "server" not in headers


async def test_a_page_may_ask_for_scripts_of_ours(caller: httpx.AsyncClient) -> None:
    policy = (await caller.get("/skript")).headers.get_list("content-security-policy")
    assert len(policy) == 1
    assert "script-src 'self'" in policy[0]


async def test_a_response_may_set_its_own_caching(caller: httpx.AsyncClient) -> None:
    assert (await caller.get("/uebersicht")).headers.get_list("cache-control") == ["no-cache"]


async def test_outside_laptop_mode_only_https_counts(tmp_path: Path) -> None:
    app = application(tmp_path, settings=settings(tmp_path, mode="server", demo_sign_ins=None))
    async with client(app) as caller:
        assert "max-age=63072000" in (await caller.get("/muster")).headers["strict-transport-security"]


async def test_head_is_get_without_the_body(caller: httpx.AsyncClient) -> None:
    head, get = await caller.head("/muster"), await caller.get("/muster")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == get.headers["content-length"]
    assert (await caller.head("/nothing")).status_code == 404
