"""What operations ask a service: does it live, can it work, how is it doing."""

import inspect
from collections.abc import Awaitable, Callable, Mapping

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from shared.web.access import public

Live = Callable[[], bool]
Ready = Callable[[], Mapping[str, bool] | Awaitable[Mapping[str, bool]]]


def health_router(live: Live, ready: Ready) -> APIRouter:
    """`/health/live` (200 or 503: restart me), `/health/ready` (503: send me nothing) and `/metrics`."""
    router = APIRouter(dependencies=[public()])

    @router.get("/health/live")
    async def alive() -> Response:
        is_alive = live()
        return JSONResponse({"alive": is_alive}, 200 if is_alive else 503)

    @router.get("/health/ready")
    async def able_to_work() -> Response:
        checks = ready()
        if inspect.isawaitable(checks):
            checks = await checks
        is_ready = all(checks.values())
        return JSONResponse({"ready": is_ready, "checks": dict(checks)}, 200 if is_ready else 503)

    @router.get("/metrics")
    async def metrics() -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return router
