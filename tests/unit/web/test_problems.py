from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import APIRouter
from structlog.testing import capture_logs

from shared.web.access import public
from shared.web.problems import error_catalogue
from tests.unit.web.service import BROWSER, application, client

API = "/api/evaluation/v1"


async def problem(caller: httpx.AsyncClient, method: str, path: str, **options: Any) -> tuple[httpx.Response, Any]:
    response = await caller.request(method, path, **options)
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == response.status_code
    assert body["type"] == f"urn:impulswerk:error:{body['code']}"
    return response, body


async def test_a_domain_error_keeps_its_code_status_field_and_sentence(caller: httpx.AsyncClient) -> None:
    _, body = await problem(caller, "GET", f"{API}/taken")
    assert body == {
        "type": "urn:impulswerk:error:shelf.place_taken",
        "title": "Passt nicht zum aktuellen Stand",
        "status": 409,
        "detail": "Dieser Vorgang wird schon bearbeitet.",
        "code": "shelf.place_taken",
        "field": "case_id",
    }


async def test_a_browser_gets_a_page_instead(caller: httpx.AsyncClient) -> None:
    response = await caller.get("/bewertung/taken", headers=BROWSER)
    assert response.status_code == 409
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert "Dieser Vorgang wird schon bearbeitet." in response.text
    assert "shelf.place_taken" in response.text


async def test_a_page_with_a_broken_id_in_its_address_is_not_found(tmp_path: Path) -> None:
    routes = APIRouter(dependencies=[public()])

    @routes.get("/bewertung/{case_id}")
    @routes.get("/api/evaluation/v1/cases/{case_id}")
    async def case(case_id: UUID) -> None:
        raise AssertionError

    caller = client(application(tmp_path, routers=[routes]))
    page = await caller.get("/bewertung/abc", headers=BROWSER)
    assert (page.status_code, "case_id" in page.text) == (404, False)
    response, body = await problem(caller, "GET", f"{API}/cases/abc")
    assert (response.status_code, body["field"]) == (422, "case_id")


async def test_below_the_api_even_a_browser_gets_json(caller: httpx.AsyncClient) -> None:
    await problem(caller, "GET", f"{API}/taken", headers=BROWSER)


async def test_an_invalid_request_names_every_field(caller: httpx.AsyncClient) -> None:
    ratings = {"L1": {"value": 3}, "L2": {"value": 1, "reason": "x" * 21}, "L3": {"value": 1, "colour": "red"}}
    response, body = await problem(caller, "PUT", f"{API}/assessment?dry_run=perhaps", json={"ratings": ratings})
    assert response.status_code == 422
    assert body["code"] == "request.invalid"
    assert body["field"] == body["errors"][0]["field"] == "dry_run"
    assert {error["field"]: error["code"] for error in body["errors"]} == {
        "dry_run": "bool_parsing",
        "token": "missing",
        "ratings.L1.value": "less_than_equal",
        "ratings.L2.reason": "string_too_long",
        "ratings.L3.colour": "extra_forbidden",
    }
    sentences = {error["field"]: error["detail"] for error in body["errors"]}
    assert sentences["ratings.L1.value"] == "Bitte höchstens 2 angeben."
    assert sentences["ratings.L2.reason"] == "Bitte höchstens 20 Zeichen angeben."
    assert "x" * 21 not in response.text


async def test_a_body_that_is_no_json(caller: httpx.AsyncClient) -> None:
    _, body = await problem(
        caller, "PUT", f"{API}/assessment", content=b"{", headers={"Content-Type": "application/json"}
    )
    assert (body["code"], body["field"]) == ("request.invalid", "body")
    assert body["errors"][0]["detail"] == "Der Inhalt ist kein gültiges JSON."


async def test_an_unknown_address(caller: httpx.AsyncClient) -> None:
    _, body = await problem(caller, "GET", "/api/nothing")
    assert (body["code"], body["status"]) == ("request.not_found", 404)
    page = await caller.get("/nothing", headers=BROWSER)
    assert page.status_code == 404
    assert "Nicht gefunden" in page.text


async def test_a_wrong_method_says_which_are_allowed(caller: httpx.AsyncClient) -> None:
    response, body = await problem(caller, "DELETE", f"{API}/taken")
    assert (body["code"], body["status"]) == ("request.method_not_allowed", 405)
    assert response.headers["allow"] == "GET"


@pytest.mark.parametrize(
    "how",
    [
        "connection-lost",
        "refused",
        "too-many",
        "pool-closing",
        "connection-closed",
        "statement-timeout",
        "pool-timeout",
    ],
)
async def test_without_database_the_caller_may_try_again(caller: httpx.AsyncClient, how: str) -> None:
    with capture_logs() as logs:
        response, body = await problem(caller, "GET", f"{API}/fail/{how}")
    assert (body["code"], body["status"]) == ("database.unavailable", 503)
    assert int(response.headers["retry-after"]) > 0
    assert "secret-host" not in response.text
    assert logs[0]["event"] == "request.unavailable"


@pytest.mark.parametrize("how", ["bug", "wrong-argument", "wrong-use"])
async def test_what_nobody_foresaw_tells_nothing(caller: httpx.AsyncClient, how: str) -> None:
    with capture_logs() as logs:
        response, body = await problem(caller, "GET", f"{API}/fail/{how}")
    assert (body["code"], body["status"]) == ("internal.failure", 500)
    assert "Erika" not in response.text
    assert "Traceback" not in response.text
    failed = next(entry for entry in logs if entry["event"] == "request.failed")
    assert failed["route"] == f"{API}/fail/{{how}}"
    assert any("service.py" in frame for frame in failed["frames"])
    assert "Erika" not in str(failed)


async def test_the_page_of_a_failure_tells_nothing_either(caller: httpx.AsyncClient) -> None:
    response = await caller.get("/bewertung/fail/bug", headers=BROWSER)
    assert response.status_code == 500
    assert "Fehler im System" in response.text
    assert "Erika" not in response.text


def test_the_catalogue_lists_errors_of_services_and_of_the_door_once() -> None:
    rows = {row.code: row for row in error_catalogue()}
    assert rows["shelf.place_taken"].meaning == "Somebody else holds the case."
    assert rows["request.too_large"].status == 413
    assert len(rows) == len(error_catalogue())
    assert all(row.meaning for row in rows.values())
