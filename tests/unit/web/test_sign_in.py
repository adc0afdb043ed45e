import re
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from itsdangerous import URLSafeTimedSerializer

from tests.unit.web.service import BROWSER, application, client, settings

SIGN_IN = "/bewertung/anmelden"
SESSION = "impulswerk_evaluation_session"


def form_token(html: str) -> str:
    found = re.search(r'name="form_token" value="([0-9a-f]+)"', html)
    assert found
    return found[1]


async def sign_in(reader: httpx.AsyncClient, user: str, following: str = "/bewertung") -> httpx.Response:
    page = await reader.get(SIGN_IN, params={"weiter": following})
    return await reader.post(SIGN_IN, data={"form_token": form_token(page.text), "user": user, "weiter": following})


@pytest.fixture
def reader(app: FastAPI) -> httpx.AsyncClient:
    return client(app, headers=BROWSER)


async def test_the_page_offers_the_demo_people(reader: httpx.AsyncClient) -> None:
    page = await reader.get(SIGN_IN)
    assert "Anmelden als Kim Beispiel" in page.text
    assert "Begutachtung, Tiefbau<" in page.text, "units have their names"
    assert "Koordination, Stabsstelle" in page.text
    assert "token-of" not in page.text


async def test_signing_in_leads_to_the_page_one_wanted(reader: httpx.AsyncClient) -> None:
    response = await sign_in(reader, "e1")
    assert (response.status_code, response.headers["location"]) == (303, "/bewertung")
    cookie = next(value for value in response.headers.get_list("set-cookie") if value.startswith(SESSION))
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/" in cookie
    desk = await reader.get("/bewertung")
    assert desk.status_code == 200
    assert "Kim Beispiel, Begutachtung" in desk.text


async def test_navigation_shows_what_the_role_may_see(reader: httpx.AsyncClient) -> None:
    assert "Vorgänge" not in (await reader.get("/muster")).text
    await sign_in(reader, "e1")
    page = await reader.get("/bewertung")
    assert '<a href="/bewertung" aria-current="page">Vorgänge</a>' in page.text
    assert '<a href="/muster">Muster</a>' in page.text


async def test_another_role_gets_a_page_that_says_so(reader: httpx.AsyncClient) -> None:
    await sign_in(reader, "c1")
    response = await reader.get("/bewertung")
    assert response.status_code == 403
    assert "Ihre Rolle erlaubt das nicht." in response.text
    assert "Sie sind angemeldet als Robin Muster, Koordination." in response.text


async def test_a_session_opens_no_api(reader: httpx.AsyncClient) -> None:
    await sign_in(reader, "e1")
    assert (await reader.get("/api/evaluation/v1/queue")).status_code == 401


async def test_signing_out_ends_the_session(reader: httpx.AsyncClient) -> None:
    await sign_in(reader, "e1")
    page = await reader.get("/bewertung")
    response = await reader.post("/bewertung/abmelden", data={"form_token": form_token(page.text)})
    assert response.status_code == 303
    assert SESSION not in reader.cookies
    assert (await reader.get("/bewertung")).status_code == 303


async def test_an_unknown_person_cannot_sign_in(reader: httpx.AsyncClient) -> None:
    response = await sign_in(reader, "mallory")
    assert response.status_code == 422
    assert SESSION not in reader.cookies


@pytest.mark.parametrize("following", ["https://evil.test/", "//evil.test", "/\\evil.test", "/a\nb", "bewertung"])
async def test_one_is_never_sent_to_another_host(reader: httpx.AsyncClient, following: str) -> None:
    response = await sign_in(reader, "e1", following)
    assert response.headers["location"] == "/bewertung"


@pytest.mark.parametrize("forged", ["", "rubbish", '{"user": "e1"}'])
async def test_a_forged_session_is_none(reader: httpx.AsyncClient, forged: str) -> None:
    reader.cookies.set(SESSION, forged)
    assert (await reader.get("/bewertung")).status_code == 303


async def test_a_session_signed_with_another_key_is_none(reader: httpx.AsyncClient) -> None:
    other = URLSafeTimedSerializer(b"another key", salt="session.evaluation")
    reader.cookies.set(SESSION, str(other.dumps({"user": "e1", "id": "x"})))
    assert (await reader.get("/bewertung")).status_code == 303


async def test_a_session_of_another_service_is_none(tmp_path: Path, reader: httpx.AsyncClient) -> None:
    ideas = application(tmp_path, service="ideas")
    async with client(ideas, headers=BROWSER) as elsewhere:
        await sign_in(elsewhere, "e1")
        reader.cookies.set(SESSION, elsewhere.cookies["impulswerk_ideas_session"])
    assert (await reader.get("/bewertung")).status_code == 303


@pytest.mark.parametrize("changes", [{"mode": "server"}, {"host": "0.0.0.0"}, {"host": "impulswerk.example"}])
def test_demo_sign_ins_refuse_to_start_where_others_can_reach_them(tmp_path: Path, changes: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="laptop mode"):
        application(tmp_path, settings=settings(tmp_path, **changes))


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_loopback_is_allowed(tmp_path: Path, host: str) -> None:
    assert application(tmp_path, settings=settings(tmp_path, host=host))


async def test_without_demo_sign_ins_nobody_gets_in(tmp_path: Path) -> None:
    app = application(tmp_path, settings=settings(tmp_path, mode="server", demo_sign_ins=None))
    async with client(app, headers=BROWSER) as reader:
        page = await reader.get(SIGN_IN)
        assert "Hier kann sich im Moment niemand anmelden." in page.text
        assert "form_token" not in page.text
        assert (await reader.get("/bewertung")).status_code == 303
