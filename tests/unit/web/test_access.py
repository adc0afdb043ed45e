from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import httpx
import pytest
from fastapi import APIRouter, Depends, FastAPI
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route

from shared.web.access import role_matrix, staff
from shared.web.sign_in import ROLES, Staff
from tests.unit.web.service import BROWSER, PORTAL_SECRET, application, bearer, client

QUEUE = "/api/evaluation/v1/queue"
IMPULSES = "/api/ideas/v1/impulses"


def no_rule() -> APIRouter:
    router = APIRouter()

    @router.get("/forgotten")
    async def forgotten() -> None: ...

    return router


def public_and_restricted() -> APIRouter:
    from shared.web.access import public

    router = APIRouter(dependencies=[public()])

    @router.get("/both")
    async def both(who: Annotated[Staff, staff()]) -> None: ...

    return router


def plain_route() -> APIRouter:
    async def answer(request: Any) -> PlainTextResponse:
        return PlainTextResponse("anybody")

    return APIRouter(routes=[Route("/plain", answer)])


def mount() -> APIRouter:
    return APIRouter(routes=[Mount("/mounted", app=FastAPI())])


@pytest.mark.parametrize("router", [no_rule, public_and_restricted, plain_route, mount])
def test_a_route_without_one_clear_rule_stops_the_service(tmp_path: Path, router: Callable[[], APIRouter]) -> None:
    with pytest.raises(LookupError, match="access rule"):
        application(tmp_path, routers=[router()])


def test_a_rule_may_come_from_the_router_or_a_dependency(tmp_path: Path) -> None:
    inner = APIRouter()

    def unit(who: Annotated[Staff, staff("office")]) -> str:
        return who.unit

    @inner.get("/api/inner")
    async def through_dependency(unit: Annotated[str, Depends(unit)]) -> str:
        return unit

    outer = APIRouter(prefix="", dependencies=[staff("office", "auditor")])
    outer.include_router(inner)
    app = application(tmp_path, routers=[outer])
    row = next(row for row in role_matrix(app) if row.path == "/api/inner")
    assert row.roles == ("office",)


def test_an_unknown_role_is_refused() -> None:
    with pytest.raises(ValueError, match="gardener"):
        staff("gardener")  # type: ignore[arg-type]


def test_the_matrix_has_every_route(app: FastAPI) -> None:
    rows = {(row.method, row.path): row for row in role_matrix(app)}
    assert rows["GET", QUEUE].roles == ("evaluator",)
    assert rows["POST", IMPULSES].portals
    assert rows["POST", IMPULSES].roles == ROLES
    assert rows["GET", "/health/live"].public
    assert rows["GET", "/health/live"].roles == ()
    assert ("GET", "/openapi.json") in rows
    assert ("POST", "/bewertung/anmelden") in rows


@pytest.mark.parametrize(
    ("token", "status", "code"),
    [
        ("token-of-e1", 200, None),
        ("token-of-c1", 403, "access.not_allowed"),
        ("token-of-nobody", 401, "access.sign_in_required"),
        ("", 401, "access.sign_in_required"),
    ],
)
async def test_only_the_role_may_call(caller: httpx.AsyncClient, token: str, status: int, code: str | None) -> None:
    response = await caller.get(QUEUE, headers=bearer(token))
    assert response.status_code == status
    assert response.json().get("code") == code
    if status == 401:
        assert response.headers["www-authenticate"].startswith("Bearer")


async def test_nobody_calls_without_a_token(caller: httpx.AsyncClient) -> None:
    assert (await caller.get(QUEUE)).status_code == 401


@pytest.mark.parametrize(
    ("client_id", "secret", "status"),
    [
        ("ideas-portal", PORTAL_SECRET, 201),
        ("ideas-portal", "wrong", 401),
        ("ideas-portal", "", 401),
        ("unknown", PORTAL_SECRET, 401),
        ("unknown", "", 401),
    ],
)
async def test_a_portal_has_id_and_secret(caller: httpx.AsyncClient, client_id: str, secret: str, status: int) -> None:
    response = await caller.post(IMPULSES, auth=(client_id, secret))
    assert response.status_code == status
    if status == 201:
        assert response.json() == {"portal": "ideas-portal"}


async def test_staff_may_call_where_portals_may(caller: httpx.AsyncClient) -> None:
    response = await caller.post(IMPULSES, headers=bearer("token-of-c1"))
    assert response.json() == {"user": "c1"}


async def test_a_portal_is_no_staff(caller: httpx.AsyncClient) -> None:
    assert (await caller.get(QUEUE, auth=("ideas-portal", PORTAL_SECRET))).status_code == 401


@pytest.mark.parametrize("header", ["Basic ???", "Basic", "Basic aWRlYXMtcG9ydGFs", "Bearer", "Digest x"])
async def test_broken_credentials_are_none(caller: httpx.AsyncClient, header: str) -> None:
    assert (await caller.post(IMPULSES, headers={"Authorization": header})).status_code == 401


async def test_a_token_opens_no_page(caller: httpx.AsyncClient) -> None:
    assert (await caller.get("/bewertung", headers=bearer("token-of-e1"))).status_code == 401


async def test_a_reader_without_session_is_sent_to_sign_in(app: FastAPI) -> None:
    async with client(app, headers=BROWSER) as reader:
        response = await reader.get("/bewertung?filter=secret")
    assert response.status_code == 303
    assert response.headers["location"] == "/bewertung/anmelden?weiter=%2Fbewertung"
