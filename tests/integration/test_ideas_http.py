"""The doors of ideas while Kafka is down: the JSON API and the pages, as scripts and browsers use them."""

import re
from collections.abc import AsyncIterator
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import orjson
import pytest
from fastapi import FastAPI

from services.ideas import store
from services.ideas.domain.profiles import FULL
from services.ideas.main import ideas_app
from shared.web.access import role_matrix
from tests.conftest import NewSettings

pytestmark = [
    pytest.mark.servers,
    # A producer whose start failed complains when it is collected.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

NOBODY_LISTENS = "127.0.0.1:9"
COORDINATOR = {"Authorization": "Bearer token-coordinator"}
EVALUATOR = {"Authorization": "Bearer token-evaluator"}
PORTAL = httpx.BasicAuth("ideenportal", "a-secret-of-the-portal")
API = "/api/ideas/v1/impulses"
SUBMISSION: dict[str, Any] = {
    "title": "Mehr Schatten",
    "text": "Der Spielplatz ist im Sommer zu heiß.",
    "origin": "citizens",
    "field_of_action": "Grün in der Stadt",
    "place": "Oststadt",
    "contact": {"name": "Canary Person", "email": "canary@example.org"},
}
BROWSER = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}


def people(folder: Path) -> Path:
    file = folder / "sign_ins.json"
    file.write_bytes(
        orjson.dumps(
            [
                {"role": role, "user": role, "name": role.title(), "unit": "hauptamt", "token": f"token-{role}"}
                for role in ("coordinator", "evaluator", "administrator", "auditor")
            ]
        )
    )
    return file


def portals(folder: Path) -> Path:
    file = folder / "portals.json"
    file.write_bytes(orjson.dumps({"ideenportal": sha256(b"a-secret-of-the-portal").hexdigest()}))
    return file


@pytest.fixture(scope="module")
async def app(new_settings: NewSettings, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[FastAPI]:
    folder = tmp_path_factory.mktemp("ideas")
    changed = {"kafka": NOBODY_LISTENS, "demo_sign_ins": people(folder), "portals": portals(folder)}
    made = ideas_app((await new_settings()).model_copy(update=changed))
    async with made.router.lifespan_context(made):
        async with made.state.transactions.begin() as work:
            await store.save_profiles(work.connection, [FULL], work.now)
        yield made


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:8081") as made:
        yield made


def keyed(key: str | None = None) -> dict[str, str]:
    return {"Idempotency-Key": key or f"key-{uuid4()}"}


async def hand_in(client: httpx.AsyncClient, **changed: Any) -> dict[str, Any]:
    answer = await client.post(API, json=SUBMISSION | changed, headers=COORDINATOR | keyed())
    assert answer.status_code == 201, answer.text
    receipt: dict[str, Any] = answer.json()
    return receipt


# API: handing in


async def test_an_impulse_is_handed_in_and_answered_with_everything_the_person_needs(client: httpx.AsyncClient) -> None:
    receipt = await hand_in(client)
    assert set(receipt) == {"id", "number", "access_code", "status_url"}
    assert re.fullmatch(r"\d{4}-\d{4,}", receipt["number"])
    assert receipt["status_url"].endswith("/mein-impuls")
    assert receipt["access_code"] not in receipt["status_url"]


async def test_a_repeat_gets_the_same_answer_and_nothing_happens_twice(client: httpx.AsyncClient, app: FastAPI) -> None:
    headers = COORDINATOR | keyed()
    first = await client.post(API, json=SUBMISSION, headers=headers)
    before = await app.state.pool.fetchval("SELECT count(*) FROM impulses")
    second = await client.post(API, json=SUBMISSION, headers=headers)
    assert (second.status_code, second.json()) == (201, first.json())
    assert await app.state.pool.fetchval("SELECT count(*) FROM impulses") == before


async def test_the_same_key_with_another_body_is_refused(client: httpx.AsyncClient) -> None:
    headers = COORDINATOR | keyed()
    await client.post(API, json=SUBMISSION, headers=headers)
    answer = await client.post(API, json=SUBMISSION | {"title": "Anders"}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (409, "request.idempotency_key_reused")


async def test_a_key_is_required(client: httpx.AsyncClient) -> None:
    for headers in (COORDINATOR, COORDINATOR | keyed("short")):
        answer = await client.post(API, json=SUBMISSION, headers=headers)
        assert (answer.status_code, answer.json()["field"]) == (400, "Idempotency-Key")


async def test_a_portal_hands_in_with_client_credentials_and_nobody_without(client: httpx.AsyncClient) -> None:
    assert (await client.post(API, json=SUBMISSION, headers=keyed(), auth=PORTAL)).status_code == 201
    assert (await client.post(API, json=SUBMISSION, headers=keyed() | EVALUATOR)).status_code == 201
    assert (await client.post(API, json=SUBMISSION, headers=keyed())).status_code == 401
    wrong = httpx.BasicAuth("ideenportal", "guessed")
    assert (await client.post(API, json=SUBMISSION, headers=keyed(), auth=wrong)).status_code == 401


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 251}, "title"),
        ({"text": "x" * 50_000}, "text"),
        ({"text": ""}, "text"),
        ({"text": 7}, "text"),
        ({"origin": "martians"}, "origin"),
        ({"field_of_action": "Verkehr"}, "field_of_action"),
        ({"contact": {"email": "no address"}}, "contact.email"),
        ({"contact": {"shoe_size": "43"}}, "contact.shoe_size"),
        ({"surprise": 1}, "surprise"),
    ],
)
async def test_bad_input_is_refused_with_its_field_and_changes_nothing(
    client: httpx.AsyncClient, app: FastAPI, changed: dict[str, Any], field: str
) -> None:
    before = await app.state.pool.fetchval("SELECT count(*) FROM impulses")
    answer = await client.post(API, json=SUBMISSION | changed, headers=COORDINATOR | keyed())
    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert answer.headers["content-type"] == "application/problem+json"
    assert await app.state.pool.fetchval("SELECT count(*) FROM impulses") == before


async def test_signs_that_a_database_cannot_keep_do_no_harm(client: httpx.AsyncClient) -> None:
    await hand_in(client, text="Null\x00 und \x07 Klingel", contact={"name": "A\x00B"})
    lone_surrogate = orjson.dumps(SUBMISSION).replace(b"Oststadt", rb"\ud800")
    headers = COORDINATOR | keyed() | {"Content-Type": "application/json"}
    answer = await client.post(API, content=lone_surrogate, headers=headers)
    assert answer.status_code < 500


async def test_a_body_over_one_mebibyte_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post(API, json=SUBMISSION | {"text": "x" * 1_100_000}, headers=COORDINATOR | keyed())
    assert answer.status_code == 413


# API: screening


async def test_coordinators_read_what_came_in_page_by_page(client: httpx.AsyncClient) -> None:
    wanted = {(await hand_in(client))["id"] for _ in range(3)}
    found: dict[str, dict[str, Any]] = {}
    cursor = ""
    while True:
        answer = await client.get(API, params={"state": "screening", "cursor": cursor}, headers=COORDINATOR)
        found |= {item["id"]: item for item in answer.json()["items"]}
        cursor = answer.json()["next"]
        if cursor is None:
            break
    assert wanted <= set(found)
    item = found[wanted.pop()]
    assert set(item) == {"id", "number", "title", "origin", "received_on", "state"}
    assert item["state"] == "screening"
    assert (await client.get(API, headers=EVALUATOR)).status_code == 403
    assert (await client.get(API, params={"cursor": "nonsense"}, headers=COORDINATOR)).json()["field"] == "cursor"
    assert (await client.get(API, params={"state": "lost"}, headers=COORDINATOR)).json()["field"] == "state"


async def test_a_release_needs_no_body(client: httpx.AsyncClient, app: FastAPI) -> None:
    receipt = await hand_in(client)
    assert (await client.post(f"{API}/{receipt['id']}/release", headers=COORDINATOR)).status_code == 204
    row = await app.state.pool.fetchrow("SELECT * FROM releases WHERE impulse_id = $1", receipt["id"])
    assert (row["track"], row["profile"], row["field_of_action"]) == ("full", "full", "Grün in der Stadt")
    again = await client.post(f"{API}/{receipt['id']}/release", headers=COORDINATOR)
    assert (again.status_code, again.json()["code"]) == (409, "ideas.impulse_not_in_screening")


async def test_a_repeated_release_with_a_key_gets_the_first_answer(client: httpx.AsyncClient) -> None:
    receipt, headers = await hand_in(client), COORDINATOR | keyed()
    for _ in range(2):
        answer = await client.post(f"{API}/{receipt['id']}/release", json={"track": "full"}, headers=headers)
        assert answer.status_code == 204


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"field_of_action": "Verkehr"}, "field_of_action"),
        ({"unit": "mars"}, "unit"),
        ({"profile": "other"}, "profile"),
        ({"track": "long"}, "track"),
        ({"track": "direct", "profile": "full"}, "profile"),
        ({"strategic_goals": [9]}, "strategic_goals"),
        ({"case_sheet": {"problem": "x" * 10_001}}, "case_sheet.problem"),
        ({"case_sheet": {"problem": "x" * 9_000, "variant": "x" * 1_000}}, "case_sheet"),
        ({"case_sheet": {"cost": "900"}}, "case_sheet.cost"),
        ({"title": ""}, "title"),
        ({"motion": "complaint"}, "motion"),
        ({"motion": "petition", "track": "direct"}, "track"),
        ({"subjects": ["zoo"]}, "subjects"),
        ({"extent": {"one_off_cents": -1}}, "extent.one_off_cents"),
    ],
)
async def test_a_release_with_something_unknown_names_the_field(
    client: httpx.AsyncClient, body: dict[str, Any], field: str
) -> None:
    receipt = await hand_in(client)
    answer = await client.post(f"{API}/{receipt['id']}/release", json=body, headers=COORDINATOR)
    assert (answer.status_code, answer.json()["field"]) == (422, field)


async def test_motions_costs_and_subjects_go_into_the_fact(client: httpx.AsyncClient, app: FastAPI) -> None:
    petition = await hand_in(client, motion="petition")
    body = {"extent": {"one_off_cents": 450_000}, "subjects": ["verkehr", "satzung"]}
    assert (await client.post(f"{API}/{petition['id']}/release", json=body, headers=COORDINATOR)).status_code == 204
    of_council = await hand_in(client, origin="council")
    assert (await client.post(f"{API}/{of_council['id']}/release", headers=COORDINATOR)).status_code == 204
    suggestion = await hand_in(client, motion="petition")
    none = {"motion": None}
    assert (await client.post(f"{API}/{suggestion['id']}/release", json=none, headers=COORDINATOR)).status_code == 204
    told = [await released_fact(app, receipt["id"]) for receipt in (petition, of_council, suggestion)]
    names = ("motion", "one_off_cents", "yearly_cents", "subjects")
    assert [tuple(fact.get(name) for name in names) for fact in told] == [
        ("petition", 450_000, None, ["satzung", "verkehr"]),
        ("council_motion", None, None, None),
        (None, None, None, None),
    ]


async def released_fact(app: FastAPI, impulse_id: str) -> dict[str, Any]:
    data: dict[str, Any] = await app.state.pool.fetchval(
        "SELECT data FROM events WHERE subject = $1 AND type LIKE '%.released.v1'", impulse_id
    )
    return data


@pytest.mark.parametrize("submitted", [{"motion": "residents_motion"}, {"origin": "council"}])
async def test_what_the_council_decides_cannot_be_declared_inadmissible(
    client: httpx.AsyncClient, app: FastAPI, submitted: dict[str, str]
) -> None:
    receipt = await hand_in(client, **submitted)
    answer = await client.post(f"{API}/{receipt['id']}/inadmissible", json={"reason": "Nein."}, headers=COORDINATOR)
    assert (answer.status_code, answer.json()["code"]) == (409, "ideas.motion_cannot_be_inadmissible")
    await sign_in(client)
    path = f"/vorpruefung/{receipt['id']}"
    page = await client.get(path, headers=BROWSER)
    assert "Sie kann hier nicht abgelehnt werden." in page.text
    sent = inputs(page) | {"reason": "Zuständig ist das Land."}
    refused = await client.post(f"{path}/nicht-zulaessig", data=sent, headers=BROWSER)
    assert refused.status_code == 422
    assert "Sie kann hier nicht als nicht zulässig abgeschlossen werden." in refused.text
    assert "Zuständig ist das Land." in refused.text
    assert await app.state.pool.fetchval("SELECT state FROM impulses WHERE id = $1", receipt["id"]) == "screening"


async def test_inadmissible_needs_a_reason_an_impulse_and_a_coordinator(client: httpx.AsyncClient) -> None:
    receipt = await hand_in(client)
    path, body = f"{API}/{receipt['id']}/inadmissible", {"reason": "Dafür ist das Land zuständig."}
    assert (await client.post(path, json={"reason": " "}, headers=COORDINATOR)).json()["field"] == "reason"
    assert (await client.post(path, json=body, headers=EVALUATOR)).status_code == 403
    assert (await client.post(f"{API}/{uuid4()}/inadmissible", json=body, headers=COORDINATOR)).status_code == 404
    assert (await client.post(path, json=body, headers=COORDINATOR)).status_code == 204
    assert (await client.post(path, json=body, headers=COORDINATOR)).status_code == 409


async def test_the_description_has_examples_and_roles(client: httpx.AsyncClient, app: FastAPI) -> None:
    description = (await client.get("/openapi.json")).json()
    assert description["openapi"].startswith("3.1")
    submit = description["paths"][API]["post"]
    assert {"staff": []} in submit["security"]
    assert {"portal": []} in submit["security"]
    assert submit["parameters"][0]["name"] == "Idempotency-Key"
    assert description["components"]["schemas"]["NewSubmission"]["examples"]
    assert description["paths"][f"{API}/{{impulse_id}}/release"]["post"]["x-roles"] == ["coordinator"]
    open_to_all = {row.path for row in role_matrix(app) if row.public}
    assert {"/einreichen", "/mein-impuls"} <= open_to_all
    checkpoints = {"/api/ideas/v1/checkpoints/latest", "/api/ideas/v1/checkpoints/{number}/heads.csv"}
    assert {path for path in open_to_all if path.startswith("/api/")} == checkpoints


# Pages


def inputs(page: httpx.Response) -> dict[str, str]:
    """Names and values of the hidden fields of a page's last form."""
    return {
        name: unescape(value)
        for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text)
    }


async def open_form(client: httpx.AsyncClient, path: str) -> dict[str, str]:
    page = await client.get(path, headers=BROWSER)
    assert page.status_code == 200, page.text
    return inputs(page)


TYPED = {
    "title": "Bänke am <Fluss>",
    "text": "Ältere Menschen\r\nbrauchen Pausen.",
    "origin": "citizens",
    "field_of_action": "Vitale Stadtteile",
    "place": "Uferweg",
    "contact.name": "",
    "contact.email": "canary@example.org",
    "contact.phone": "",
    "website": "",
}


async def test_the_form_gives_number_and_code_and_the_code_shows_the_status(client: httpx.AsyncClient) -> None:
    sent = TYPED | await open_form(client, "/einreichen")
    done = await client.post("/einreichen", data=sent, headers=BROWSER)
    assert done.status_code == 200, done.text
    (number,) = set(re.findall(r"\d{4}-\d{4,}(?=</dd>)", done.text))
    (code,) = re.findall(r"(?:[0-9A-Z]{4}-){6}[0-9A-Z*~$=]{3}", done.text)
    status = await client.post(
        "/mein-impuls", data={"code": code.lower()} | await open_form(client, "/mein-impuls"), headers=BROWSER
    )
    assert status.status_code == 200
    assert number in status.text
    assert "in der Vorprüfung" in status.text
    assert "Bänke am &lt;Fluss&gt;" in status.text


async def test_sending_the_form_twice_makes_one_impulse(client: httpx.AsyncClient, app: FastAPI) -> None:
    sent = TYPED | await open_form(client, "/einreichen")
    first = await client.post("/einreichen", data=sent, headers=BROWSER)
    before = await app.state.pool.fetchval("SELECT count(*) FROM impulses")
    second = await client.post("/einreichen", data=sent, headers=BROWSER)
    assert re.findall(r"<dd.*?</dd>", second.text) == re.findall(r"<dd.*?</dd>", first.text)
    assert await app.state.pool.fetchval("SELECT count(*) FROM impulses") == before
    changed = await client.post("/einreichen", data=sent | {"text": "Anders"}, headers=BROWSER)
    assert changed.status_code == 409
    assert inputs(changed)["key"] != sent["key"]
    assert (await client.post("/einreichen", data=sent | inputs(changed), headers=BROWSER)).status_code == 200


async def test_a_refused_form_keeps_every_typed_word_and_names_every_error(client: httpx.AsyncClient) -> None:
    sent = (
        TYPED | {"title": "", "origin": "", "contact.email": "keine Adresse"} | await open_form(client, "/einreichen")
    )
    page = await client.post("/einreichen", data=sent, headers=BROWSER)
    assert page.status_code == 422
    assert "<title>Fehler: " in page.text
    for field in ("title", "origin", "contact-email"):
        assert f'href="#feld-{field}"' in page.text
        assert f'id="feld-{field}"' in page.text
    for word in ("Ältere Menschen", "Uferweg", "keine Adresse", 'Vitale Stadtteile" selected'):
        assert word in page.text
    assert inputs(page)["key"] == sent["key"]


async def test_an_unknown_field_of_action_is_refused_on_the_form_too(client: httpx.AsyncClient) -> None:
    sent = TYPED | {"field_of_action": "Verkehr"} | await open_form(client, "/einreichen")
    page = await client.post("/einreichen", data=sent, headers=BROWSER)
    assert page.status_code == 422
    assert "#feld-field_of_action" in page.text


async def test_the_honeypot_and_a_missing_token_stop_a_program(client: httpx.AsyncClient, app: FastAPI) -> None:
    before = await app.state.pool.fetchval("SELECT count(*) FROM impulses")
    hidden = await open_form(client, "/einreichen")
    assert (
        await client.post("/einreichen", data=TYPED | hidden | {"website": "x"}, headers=BROWSER)
    ).status_code == 422
    assert (await client.post("/einreichen", data=TYPED, headers=BROWSER)).status_code == 403
    foreign = BROWSER | {"Sec-Fetch-Site": "cross-site"}
    assert (await client.post("/einreichen", data=TYPED | hidden, headers=foreign)).status_code == 403
    assert await app.state.pool.fetchval("SELECT count(*) FROM impulses") == before


async def test_all_wrong_codes_are_answered_alike(client: httpx.AsyncClient) -> None:
    answers = set()
    for code in ("", "0" * 27, "0" * 26 + "1", "nonsense", "x" * 5000):
        hidden = await open_form(client, "/mein-impuls")
        page = await client.post("/mein-impuls", data={"code": code} | hidden, headers=BROWSER)
        answers.add((page.status_code, page.text.replace(f'value="{code}"', 'value=""')))
    assert len(answers) == 1
    assert answers.pop()[0] == 404


async def sign_in(client: httpx.AsyncClient, user: str = "coordinator") -> None:
    hidden = await open_form(client, "/vorpruefung/anmelden")
    answer = await client.post("/vorpruefung/anmelden", data={"user": user} | hidden, headers=BROWSER)
    assert answer.status_code == 303


async def test_the_desk_is_for_coordinators(client: httpx.AsyncClient) -> None:
    answer = await client.get("/vorpruefung", headers=BROWSER)
    assert (answer.status_code, "/vorpruefung/anmelden" in answer.headers["location"]) == (303, True)
    await sign_in(client, "evaluator")
    assert (await client.get("/vorpruefung", headers=BROWSER)).status_code == 403


async def test_a_coordinator_releases_with_edited_words_and_a_case_sheet(
    client: httpx.AsyncClient, app: FastAPI
) -> None:
    receipt = await hand_in(client, title="Original", place="Canary Platz")
    await sign_in(client)
    page = await client.get(f"/vorpruefung/{receipt['id']}", headers=BROWSER)
    assert page.status_code == 200
    assert SUBMISSION["text"] in page.text
    assert "canary@example.org" not in page.text
    sent = inputs(page) | {
        "title": "Bearbeitet",
        "text": "Bearbeiteter Text",
        "field_of_action": "",
        "strategic_goals": ["3", "4"],
        "unit": "gruenflaechen",
        "procedure": "full/full",
        "case_sheet.problem": "Hitze",
        "case_sheet.cost_yearly": "500 €",
    }
    done = await client.post(f"/vorpruefung/{receipt['id']}/freigabe", data=sent, headers=BROWSER)
    assert done.status_code == 303, done.text
    assert receipt["number"] in (await client.get(done.headers["location"], headers=BROWSER)).text
    row = await app.state.pool.fetchrow(
        """
        SELECT releases.*, texts.content AS sheet
        FROM releases
        JOIN texts ON texts.text_id = releases.case_sheet_id
        WHERE releases.impulse_id = $1
        """,
        receipt["id"],
    )
    assert (row["field_of_action"], row["strategic_goals"], row["unit"]) == (None, [3, 4], "gruenflaechen")
    assert row["sheet"]["title"] == "Bearbeitet"
    assert row["sheet"]["body"] == "Problem: Hitze\n\nKosten im Jahr: 500 €"
    again = await client.post(f"/vorpruefung/{receipt['id']}/freigabe", data=sent, headers=BROWSER)
    assert again.status_code == 409


async def test_a_coordinator_says_what_kind_of_matter_it_is(client: httpx.AsyncClient, app: FastAPI) -> None:
    receipt = await hand_in(client)
    await sign_in(client)
    path = f"/vorpruefung/{receipt['id']}"
    sent = await open_form(client, path) | {
        "title": "Titel",
        "text": "Text",
        "procedure": "direct/",
        "motion": "residents_motion",
        "subjects": ["satzung", "haushalt"],
        "extent.one_off": "4.500",
        "extent.yearly": "viel",
    }
    for wrong, right in (("extent-yearly", {"extent.yearly": "200"}), ("procedure", {"procedure": "full/full"})):
        page = await client.post(f"{path}/freigabe", data=sent, headers=BROWSER)
        assert (page.status_code, f'href="#feld-{wrong}"' in page.text) == (422, True)
        assert 'value="residents_motion" selected' in page.text
        assert len(re.findall(r'name="subjects" value="(?:satzung|haushalt)" checked', page.text)) == 2
        sent |= right
    assert (await client.post(f"{path}/freigabe", data=sent, headers=BROWSER)).status_code == 303
    fact = await released_fact(app, receipt["id"])
    assert (fact["motion"], fact["one_off_cents"], fact["yearly_cents"]) == ("residents_motion", 450_000, 20_000)
    assert fact["subjects"] == ["haushalt", "satzung"]


async def test_a_refused_release_keeps_what_was_typed(client: httpx.AsyncClient) -> None:
    receipt = await hand_in(client)
    await sign_in(client)
    hidden = await open_form(client, f"/vorpruefung/{receipt['id']}")
    sent = hidden | {"title": "", "text": "Getippt", "procedure": "short/none", "case_sheet.variant": "Variante A"}
    page = await client.post(f"/vorpruefung/{receipt['id']}/freigabe", data=sent, headers=BROWSER)
    assert page.status_code == 422
    assert "Getippt" in page.text
    assert "Variante A" in page.text


async def test_a_coordinator_declares_an_impulse_inadmissible(client: httpx.AsyncClient) -> None:
    receipt = await hand_in(client)
    await sign_in(client)
    path = f"/vorpruefung/{receipt['id']}"
    hidden = await open_form(client, path)
    empty = await client.post(f"{path}/nicht-zulaessig", data=hidden | {"reason": ""}, headers=BROWSER)
    assert (empty.status_code, "#feld-reason" in empty.text) == (422, True)
    done = await client.post(
        f"{path}/nicht-zulaessig", data=hidden | {"reason": "Aufgabe des Landes."}, headers=BROWSER
    )
    assert done.status_code == 303
    assert "nicht zulässig" in (await client.get(done.headers["location"], headers=BROWSER)).text


async def test_kafka_is_not_needed_for_any_of_this(client: httpx.AsyncClient, app: FastAPI) -> None:
    assert (await client.get("/health/ready")).status_code == 200
    assert await app.state.pool.fetchval("SELECT count(*) FROM outbox") > 0
