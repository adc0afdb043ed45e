import httpx
import pytest


async def test_an_answer_carries_its_tag(caller: httpx.AsyncClient) -> None:
    response = await caller.get("/uebersicht")
    assert response.status_code == 200
    assert response.headers["etag"] == '"build-1.de.17"'
    assert response.text == "<p>so far</p>"


@pytest.mark.parametrize(
    ("known", "status"),
    [
        ('"build-1.de.17"', 304),
        ('W/"build-1.de.17"', 304),
        ('"other", W/"build-1.de.17"', 304),
        ("*", 304),
        ('"build-1.de.18"', 200),
        ("build-1.de.17", 200),
    ],
)
async def test_what_the_caller_has_is_not_sent_again(caller: httpx.AsyncClient, known: str, status: int) -> None:
    response = await caller.get("/uebersicht", headers={"If-None-Match": known})
    assert response.status_code == status
    assert bool(response.content) is (status == 200)
    assert response.headers["etag"] == '"build-1.de.17"'
    assert response.headers["cache-control"] == "no-cache"
