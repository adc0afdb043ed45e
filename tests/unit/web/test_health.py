from pathlib import Path
from typing import Any

import httpx
import pytest

from shared.web.health import Readiness
from tests.unit.web.service import application, client


async def ready_soon() -> Readiness:
    return Readiness({"database": True, "relay": False}, ["the right READ is missing"])


@pytest.mark.parametrize(
    ("path", "changes", "status", "body"),
    [
        ("/health/live", {}, 200, {"alive": True}),
        ("/health/live", {"live": lambda: False}, 503, {"alive": False}),
        ("/health/ready", {}, 200, {"ready": True, "checks": {"database": True}, "notices": []}),
        (
            "/health/ready",
            {"ready": ready_soon},
            503,
            {
                "ready": False,
                "checks": {"database": True, "relay": False},
                "notices": ["the right READ is missing"],
            },
        ),
    ],
)
async def test_health(tmp_path: Path, path: str, changes: dict[str, Any], status: int, body: dict[str, Any]) -> None:
    async with client(application(tmp_path, **changes)) as caller:
        response = await caller.get(path)
    assert (response.status_code, response.json()) == (status, body)


async def test_metrics(caller: httpx.AsyncClient) -> None:
    response = await caller.get("/metrics")
    assert response.headers["content-type"].startswith("text/plain")
    assert "# TYPE" in response.text
