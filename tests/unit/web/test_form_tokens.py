from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from tests.unit.web.service import BROWSER, application, client, settings
from tests.unit.web.test_sign_in import form_token, sign_in


@pytest.fixture
def reader(app: FastAPI) -> httpx.AsyncClient:
    return client(app, headers=BROWSER)


async def test_a_form_of_ours_passes(reader: httpx.AsyncClient) -> None:
    token = form_token((await reader.get("/einreichen")).text)
    response = await reader.post("/einreichen", data={"form_token": token, "title": "Mehr Bänke"})
    assert response.text == "received Mehr Bänke"


async def test_a_form_with_a_file_passes(reader: httpx.AsyncClient) -> None:
    token = form_token((await reader.get("/einreichen")).text)
    files = {"form_token": (None, token), "title": (None, "Mehr Bänke")}
    assert (await reader.post("/einreichen", files=files)).text == "received Mehr Bänke"


async def test_the_token_stays_the_same_in_all_windows_of_a_browser(reader: httpx.AsyncClient) -> None:
    first = form_token((await reader.get("/einreichen")).text)
    assert form_token((await reader.get("/einreichen")).text) == first


@pytest.mark.parametrize("token", [None, "", "0" * 64, "ä"])
async def test_without_the_right_token_the_page_says_what_to_do(reader: httpx.AsyncClient, token: str | None) -> None:
    await reader.get("/einreichen")
    data = {"title": "x"} | ({} if token is None else {"form_token": token})
    response = await reader.post("/einreichen", data=data)
    assert response.status_code == 403
    assert "Das Formular ist abgelaufen</h1>" in response.text
    assert "laden Sie die Seite neu" in response.text
    assert "access.form_expired" in response.text


async def test_a_token_without_its_cookie_is_worth_nothing(app: FastAPI, reader: httpx.AsyncClient) -> None:
    token = form_token((await reader.get("/einreichen")).text)
    async with client(app) as other:
        assert (await other.post("/einreichen", data={"form_token": token, "title": "x"})).status_code == 403


async def test_a_token_of_before_the_sign_in_is_worth_nothing(reader: httpx.AsyncClient) -> None:
    before = form_token((await reader.get("/einreichen")).text)
    await sign_in(reader, "e1")
    assert (await reader.post("/bewertung", data={"form_token": before})).status_code == 403
    now = form_token((await reader.get("/bewertung")).text)
    assert (await reader.post("/bewertung", data={"form_token": now})).text == "saved by e1"


async def test_json_cannot_pass_for_a_form(reader: httpx.AsyncClient) -> None:
    token = form_token((await reader.get("/einreichen")).text)
    assert (await reader.post("/einreichen", json={"form_token": token, "title": "x"})).status_code == 403


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "http://impulswerk.test"}, 200),
        ({"Origin": "null"}, 200),
        ({"Origin": "http://evil.test"}, 403),
        ({"Origin": "http://impulswerk.test.evil.test"}, 403),
        ({"Origin": "http://impulswerk.test:8081"}, 403),
    ],
)
async def test_another_site_cannot_send_our_form(
    reader: httpx.AsyncClient, headers: dict[str, str], status: int
) -> None:
    token = form_token((await reader.get("/einreichen")).text)
    response = await reader.post("/einreichen", data={"form_token": token, "title": "x"}, headers=headers)
    assert response.status_code == status
    if status == 403:
        assert "access.foreign_origin" in response.text


async def test_a_page_without_a_form_sets_no_cookie(reader: httpx.AsyncClient) -> None:
    assert "set-cookie" not in (await reader.get("/muster")).headers
    assert "set-cookie" in (await reader.get("/einreichen")).headers


async def test_outside_laptop_mode_cookies_belong_to_the_host_and_to_https(tmp_path: Path) -> None:
    app = application(tmp_path, settings=settings(tmp_path, mode="server", demo_sign_ins=None))
    async with client(app) as reader:
        cookie = (await reader.get("/einreichen")).headers["set-cookie"]
    assert cookie.startswith("__Host-impulswerk_evaluation_form=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))
