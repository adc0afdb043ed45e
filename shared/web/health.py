"""What operations ask a service: does it live, can it work, how is it doing."""

import inspect
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from shared.web.access import public

Live = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether a service can answer requests, and sentences for operators about what does not hinder that."""

    checks: Mapping[str, bool]
    notices: Sequence[str] = ()


Ready = Callable[[], Readiness | Awaitable[Readiness]]


def health_router(live: Live, ready: Ready) -> APIRouter:
    """`/health/live` (200 or 503: restart me), `/health/ready` (503: send me nothing) and `/metrics`.

    The notices of a service that is ready tell what an operator should mend all the same.
    """
    router = APIRouter(dependencies=[public()])

    @router.get("/health/live")
    async def alive() -> Response:
        is_alive = live()
        return JSONResponse({"alive": is_alive}, 200 if is_alive else 503)

    @router.get("/health/ready")
    async def able_to_work() -> Response:
        found = ready()
        if inspect.isawaitable(found):
            found = await found
        is_ready = all(found.checks.values())
        content = {"ready": is_ready, "checks": dict(found.checks), "notices": list(found.notices)}
        return JSONResponse(content, 200 if is_ready else 503)

    @router.get("/metrics")
    async def metrics() -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return router
