"""Committee sessions through API and pages on a real database: agenda, votes, resolutions, and what nobody outside sees."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, timedelta
from html import unescape
from typing import Any
from uuid import UUID

import httpx
import pytest

from shared.contracts.facts import ImpulseRedacted
from tests.conftest import NewSettings
from tests.integration.evaluation_desk import Desk, desk, submit

pytestmark = pytest.mark.servers

BK = "bewertungskommission"
ROOM = {"starts_at": "18:00", "place": "Rathaus, Saal 2"}
MEMBERS = ["Anna Amsel", "Bert Buche", "Cora Cello", "Dirk Distel", "Edda Esche"]
ACCEPT = {
    "decision": "accepted",
    "reasons": "Der Brunnen fehlt in der Stadt.",
    "confirmation": "Wir haben es geprüft.",
    "promised_for": "2099-01-01",
}
VOTES = {"in_favour": 4, "against": 1, "abstained": 0}


@pytest.fixture(scope="module")
async def at(new_settings: NewSettings, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    async with desk(await new_settings(), tmp_path_factory.mktemp("evaluation")) as running:
        yield running


def code(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


async def today(at: Desk) -> date:
    day: date = await at.pool.fetchval("SELECT (service_now() AT TIME ZONE 'Europe/Berlin')::date")
    return day


async def waiting_case(at: Desk, cents: int = 6_000_000, **received: Any) -> tuple[UUID, str]:
    """A case that waits for the commission; nothing was scored, so that many are made quickly."""
    matter = {"one_off_cents": cents}
    impulse_id = await at.released(track="direct", profile=None, matter=matter, **received)
    return impulse_id, await at.case_of(impulse_id)


async def planned(at: Desk, *cases: str, body: str = BK, **changes: Any) -> str:
    planning = {"body": body, "session_on": (await today(at)).isoformat(), **ROOM, **changes}
    answer = await at.post("finn", "/sessions", {name: value for name, value in planning.items() if value is not None})
    assert answer.status_code == 201, answer.text
    session_id = str(answer.json()["session_id"])
    for case_id in cases:
        await do(at, "POST", f"/sessions/{session_id}/items", {"case_id": case_id})
        await do(at, "PUT", f"/sessions/{session_id}/items/{case_id}/proposal", ACCEPT)
    return session_id


async def do(at: Desk, method: str, path: str, body: Any = None, user: str = "finn") -> None:
    answer = await attempt(at, method, path, body, user)
    assert answer.status_code == 204, answer.text


async def attempt(at: Desk, method: str, path: str, body: Any = None, user: str = "finn") -> httpx.Response:
    async with at.as_(user) as client:
        return await client.request(method, f"/api/evaluation/v1{path}", json=body)


async def opened(at: Desk, *cases: str, present: list[str] = MEMBERS, **changes: Any) -> str:
    session_id = await planned(at, *cases, **changes)
    circular = changes.get("ends_on") is not None
    await do(at, "PUT", f"/sessions/{session_id}/attendance", {} if circular else {"present": present})
    return session_id


async def vote(at: Desk, session_id: str, *cases: str, **changes: Any) -> httpx.Response:
    items = [{"case_id": case_id} for case_id in cases]
    return await at.post("finn", f"/sessions/{session_id}/votes", {"items": items, **VOTES, **changes})


async def seen(at: Desk, session_id: str) -> dict[str, Any]:
    answer: dict[str, Any] = (await at.get("eva", f"/sessions/{session_id}")).json()
    return answer


async def state_of(at: Desk, case_id: str) -> str:
    return str(await at.pool.fetchval("SELECT state FROM cases WHERE case_id = $1", UUID(case_id)))


async def test_an_adopted_item_takes_its_proposed_decision(at: Desk) -> None:
    impulse_id, case_id = await waiting_case(at)
    session_id = await opened(at, case_id)
    assert (await vote(at, session_id, case_id)).status_code == 204
    session = await seen(at, session_id)
    [item] = session["items"]
    year, number = session["label"].split("/")
    assert int(year) == (await today(at)).year
    assert (item["outcome"], item["resolution"], item["may_vote"]) == ("adopted", f"BK {year}/{number}-1", 5)
    [kept] = await at.pool.fetch("SELECT * FROM decisions WHERE case_id = $1", UUID(case_id))
    assert (kept["body"], kept["resolution"], kept["session_on"]) == (BK, item["resolution"], await today(at))
    assert (kept["in_favour"], kept["against"], kept["abstained"]) == (4, 1, 0)
    assert await state_of(at, case_id) == "decided"
    kind, data = (await at.facts(impulse_id))[-1]
    assert kind == "decided"
    assert data.keys() == {"impulse_id", "case_id", "round", "by"}
    publication = f"/cases/{case_id}/publication"
    assert code(await at.post("finn", publication)) == (403, "evaluation.four_eyes")
    await do(at, "POST", publication, user="fred")
    kind, data = (await at.facts(impulse_id))[-1]
    assert (kind, data["body"], data["resolution"]) == ("published", BK, item["resolution"])
    assert data["ballot"] == {"in_favour": 4, "against": 1, "abstained": 0}


async def test_nothing_of_a_session_leaves_the_service(at: Desk) -> None:
    _, case_id = await waiting_case(at)
    session_id = await opened(at, case_id, place="Geheimes Zimmer")
    path = f"/sessions/{session_id}/items/{case_id}"
    await do(at, "PUT", f"{path}/proposal", ACCEPT | {"reasons": "Das weiß noch niemand."})
    await do(at, "PUT", f"{path}/conflicts", {"left_room": ["Edda Esche"]})
    assert (await vote(at, session_id, case_id, in_favour=3)).status_code == 204
    told = [row["value"] for row in await at.pool.fetch("SELECT convert_from(value, 'utf-8') AS value FROM outbox")]
    kept = [str(row["data"]) for row in await at.pool.fetch("SELECT data FROM events")]
    for secret in ("Esche", "Amsel", "Geheimes Zimmer", "Das weiß noch niemand.", session_id):
        assert not [line for line in (*told, *kept) if line is not None and secret in line]


async def test_what_is_not_adopted_stays_where_it_was_and_goes_on_another_agenda(at: Desk) -> None:
    _, case_id = await waiting_case(at)
    first = await opened(at, case_id)
    second = await planned(at)
    again = {"case_id": case_id}
    assert code(await at.post("finn", f"/sessions/{second}/items", again)) == (409, "evaluation.case_on_agenda")
    assert (await vote(at, first, case_id, in_favour=2, against=2, abstained=1)).status_code == 204
    assert ((await seen(at, first))["items"][0]["outcome"], await state_of(at, case_id)) == (
        "not_adopted",
        "consolidated",
    )
    await do(at, "POST", f"/sessions/{second}/items", again)
    assert (await seen(at, second))["items"][0]["proposal"] is None


async def test_a_case_that_was_put_off_takes_its_proposal_along(at: Desk) -> None:
    cases = [(await waiting_case(at))[1] for _ in range(3)]
    first = await opened(at, *cases)
    await do(at, "POST", f"/sessions/{first}/items/{cases[0]}/postponement")
    assert code(await vote(at, first, cases[0])) == (409, "evaluation.agenda_item_settled")
    await do(at, "POST", f"/sessions/{first}/closing")
    assert {item["outcome"] for item in (await seen(at, first))["items"]} == {"postponed"}
    adjourned = await planned(at, cases[0])
    await do(at, "POST", f"/sessions/{adjourned}/adjournment")
    assert code(await vote(at, adjourned, cases[0])) == (409, "evaluation.session_closed")
    second = await planned(at)
    for case_id in cases:
        await do(at, "POST", f"/sessions/{second}/items", {"case_id": case_id})
    assert {item["proposal"]["reasons"] for item in (await seen(at, second))["items"]} == {ACCEPT["reasons"]}
    await do(at, "PUT", f"/sessions/{second}/items/{cases[2]}/position", {"position": 1})
    await do(at, "DELETE", f"/sessions/{second}/items/{cases[0]}")
    assert [item["case_id"] for item in (await seen(at, second))["items"]] == [cases[2], cases[1]]


async def test_items_are_adopted_in_one_go_all_or_none(at: Desk) -> None:
    cases = [(await waiting_case(at))[1] for _ in range(3)]
    session_id = await opened(at, *cases)
    path = f"/sessions/{session_id}/items/{cases[1]}"
    await do(at, "PUT", f"{path}/proposal", ACCEPT | {"confirmation": ""})
    refused = await vote(at, session_id, *cases)
    assert code(refused) == (422, "evaluation.confirmation_missing")
    assert (refused.json()["field"], refused.json()["detail"][:6]) == ("items.1", "TOP 2:")
    assert [await state_of(at, case_id) for case_id in cases] == ["consolidated"] * 3
    assert [item["outcome"] for item in (await seen(at, session_id))["items"]] == [None] * 3
    await do(at, "PUT", f"{path}/conflicts", {"left_room": ["Bert Buche"]})
    assert code(await vote(at, session_id, *cases)) == (422, "evaluation.en_bloc_invalid")
    assert (await vote(at, session_id, cases[0], cases[2])).status_code == 204
    items = (await seen(at, session_id))["items"]
    assert [(item["outcome"], item["en_bloc"]) for item in items] == [
        ("adopted", True),
        (None, False),
        ("adopted", True),
    ]
    assert items[0]["resolution"].endswith("-1")
    assert items[2]["resolution"].endswith("-3")


async def test_a_resolution_number_is_used_once_by_a_body(at: Desk) -> None:
    cases = [(await waiting_case(at))[1] for _ in range(3)]
    session_id = await opened(at, *cases)

    async def numbered(case_id: str, number: str, url: str | None = None) -> httpx.Response:
        item = {"case_id": case_id, "number": number, "oparl_url": url}
        return await at.post("finn", f"/sessions/{session_id}/votes", {"items": [item], **VOTES})

    assert code(await numbered(cases[0], "?!")) == (422, "evaluation.resolution_invalid")
    assert code(await numbered(cases[0], "BK 7", "javascript:alert(1)")) == (422, "evaluation.resolution_invalid")
    assert (await numbered(cases[0], " BK 7 ", "https://ris.example/oparl/7")).status_code == 204
    assert code(await numbered(cases[1], "BK 7")) == (409, "evaluation.resolution_used")
    assert [item["resolution"] for item in (await seen(at, session_id))["items"]] == ["BK 7", None, None]
    same = [{"case_id": case_id, "number": "BK 8"} for case_id in cases[1:]]
    refused = await at.post("finn", f"/sessions/{session_id}/votes", {"items": same, **VOTES})
    assert (*code(refused), refused.json()["field"]) == (409, "evaluation.resolution_used", "items.1.number")
    assert await state_of(at, cases[1]) == "consolidated"


async def test_a_wrong_entry_is_taken_back_until_the_session_is_closed(at: Desk) -> None:
    impulse_id, case_id = await waiting_case(at)
    session_id = await opened(at, case_id)
    path = f"/sessions/{session_id}/items/{case_id}/outcome"
    assert code(await attempt(at, "DELETE", path)) == (409, "evaluation.agenda_item_not_settled")
    assert (await vote(at, session_id, case_id)).status_code == 204
    await do(at, "DELETE", path)
    assert await state_of(at, case_id) == "consolidated"
    assert (await vote(at, session_id, case_id, in_favour=5, against=0)).status_code == 204
    await do(at, "DELETE", f"/cases/{case_id}/decision", user="fred")
    [item] = (await seen(at, session_id))["items"]
    assert (item["outcome"], item["withdrawn"]) == ("adopted", True)
    await do(at, "DELETE", path)
    assert (await vote(at, session_id, case_id, in_favour=5, against=0)).status_code == 204
    assert not (await seen(at, session_id))["items"][0]["withdrawn"]
    await do(at, "POST", f"/sessions/{session_id}/closing")
    assert code(await attempt(at, "DELETE", path)) == (409, "evaluation.session_closed")
    assert [kind for kind, _ in await at.facts(impulse_id)][-3:] == ["decided", "decision_withdrawn", "decided"]


async def test_without_a_quorum_nothing_is_decided(at: Desk) -> None:
    _, case_id = await waiting_case(at)
    session_id = await opened(at, case_id, present=MEMBERS[:3])
    assert not (await seen(at, session_id))["has_quorum"]
    refused = await vote(at, session_id, case_id, in_favour=3, against=0)
    assert code(refused) == (409, "evaluation.session_without_quorum")
    assert "mindestens 4 von 7" in refused.json()["detail"]
    assert await state_of(at, case_id) == "consolidated"
    await do(at, "PUT", f"/sessions/{session_id}/attendance", {"present": MEMBERS[:4]})
    await do(at, "PUT", f"/sessions/{session_id}/items/{case_id}/conflicts", {"left_room": MEMBERS[:1]})
    refused = await vote(at, session_id, case_id, in_favour=3, against=0)
    assert code(refused) == (409, "evaluation.session_without_quorum")


async def test_a_circular_resolution_is_stopped_by_one_objection(at: Desk) -> None:
    cases = [(await waiting_case(at))[1] for _ in range(2)]
    until = (await today(at) + timedelta(days=7)).isoformat()
    session_id = await opened(at, *cases, starts_at=None, place=None, ends_on=until)
    assert code(await vote(at, session_id, cases[0])) == (409, "evaluation.session_too_early")
    assert (await vote(at, session_id, cases[0], in_favour=6)).status_code == 204
    assert (await vote(at, session_id, cases[1], objections=1)).status_code == 204
    assert [item["outcome"] for item in (await seen(at, session_id))["items"]] == ["adopted", "objected"]
    assert [await state_of(at, case_id) for case_id in cases] == ["decided", "consolidated"]
    council = {"body": "gemeinderat", "session_on": until, "ends_on": until}
    assert code(await at.post("finn", "/sessions", council)) == (422, "evaluation.circular_not_allowed")


@pytest.mark.parametrize(
    ("changes", "refusal", "field"),
    [
        ({"body": "leitung"}, "evaluation.body_does_not_meet", "body"),
        ({"body": "niemand"}, "evaluation.body_does_not_meet", "body"),
        ({"place": " "}, "evaluation.session_invalid", "place"),
        ({"starts_at": None}, "evaluation.session_invalid", "starts_at"),
        ({"ends_on": "2026-01-01"}, "evaluation.session_invalid", "ends_on"),
    ],
)
async def test_a_session_that_cannot_be(at: Desk, changes: dict[str, Any], refusal: str, field: str) -> None:
    body = {"body": BK, "session_on": "2026-03-12", **ROOM, **changes}
    refused = await at.post("finn", "/sessions", body)
    assert (*code(refused), refused.json()["field"]) == (422, refusal, field)


async def test_only_what_waits_for_the_body_comes_on_its_agenda(at: Desk) -> None:
    _, of_unit = await waiting_case(at, cents=100)
    _, of_council = await waiting_case(at, cents=100_000_000)
    session_id = await planned(at)
    for case_id in (of_unit, of_council):
        refused = await at.post("finn", f"/sessions/{session_id}/items", {"case_id": case_id})
        assert code(refused) == (409, "evaluation.not_for_this_body")
    council = await planned(at, body="gemeinderat")
    path = f"/sessions/{council}/items"
    assert code(await at.post("finn", path, {"case_id": of_council})) == (409, "evaluation.paper_missing")
    paper = {"paper_number": "2026/112", "session_on": (await today(at)).isoformat()}
    assert (await at.post("finn", f"/cases/{of_council}/council-paper", paper)).status_code == 204
    await do(at, "POST", path, {"case_id": of_council})
    assert (await seen(at, council))["public"]
    unknown = "019cad6d-b100-7000-8000-000000000000"
    assert code(await at.post("finn", path, {"case_id": unknown})) == (404, "evaluation.case_unknown")
    assert code(await at.get("finn", f"/sessions/{unknown}")) == (404, "evaluation.session_unknown")
    assert code(await attempt(at, "DELETE", f"{path}/{of_unit}")) == (404, "evaluation.agenda_item_unknown")


async def test_coordinators_run_sessions_deciders_read_them_nobody_else_does(at: Desk) -> None:
    session_id = await planned(at)
    assert (await at.get("eva", "/sessions")).status_code == 200
    assert (await at.post("eva", f"/sessions/{session_id}/closing")).status_code == 403
    for user in ("ada", "gesa", "hans"):
        assert (await at.get(user, f"/sessions/{session_id}")).status_code == 403


async def test_two_who_enter_the_same_vote_end_in_one_decision(at: Desk) -> None:
    impulse_id, case_id = await waiting_case(at)
    session_id = await opened(at, case_id)
    answers = await asyncio.gather(*(vote(at, session_id, case_id) for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [204] + [409] * 7
    assert {code(answer)[1] for answer in answers if answer.status_code == 409} == {"evaluation.agenda_item_settled"}
    assert [kind for kind, _ in await at.facts(impulse_id)].count("decided") == 1


async def test_two_sessions_take_the_same_case_once(at: Desk) -> None:
    _, case_id = await waiting_case(at)
    sessions = [await planned(at) for _ in range(4)]
    numbers = [(await seen(at, session_id))["label"] for session_id in sessions]
    assert len(set(numbers)) == 4
    answers = await asyncio.gather(
        *(at.post("finn", f"/sessions/{session_id}/items", {"case_id": case_id}) for session_id in sessions)
    )
    assert sorted(answer.status_code for answer in answers) == [204, 409, 409, 409]


async def test_an_agenda_loses_nothing_when_many_write_it(at: Desk) -> None:
    cases = [(await waiting_case(at))[1] for _ in range(6)]
    session_id = await planned(at)
    path = f"/sessions/{session_id}/items"
    await asyncio.gather(*(do(at, "POST", path, {"case_id": case_id}) for case_id in cases))
    items = (await seen(at, session_id))["items"]
    assert {item["case_id"] for item in items} == set(cases)
    assert [item["position"] for item in items] == [1, 2, 3, 4, 5, 6]


async def test_erased_words_are_gone_from_agendas_too(at: Desk) -> None:
    impulse_id, case_id = await waiting_case(at)
    session_id = await planned(at, case_id)
    await at.deliver(ImpulseRedacted(impulse_id=impulse_id, cause="request", up_to_text_version=9))
    [item] = (await seen(at, session_id))["items"]
    assert (item["title"], item["proposal"]["reasons"]) == ("", "")
    kept = await at.pool.fetchval("SELECT proposal::text FROM agenda_items WHERE case_id = $1", UUID(case_id))
    assert ACCEPT["confirmation"] not in kept


async def test_on_pages_every_refusal_keeps_what_was_typed(at: Desk) -> None:
    _, case_id = await waiting_case(at, title="Bank am Neckar")
    async with at.browser_of("finn") as browser:
        page = "/bewertung/sitzungen"
        refused = await submit(browser, page, {"body": BK, "place": "Am Neckar"}, f"{page}/neu")
        assert refused.status_code == 422
        assert 'value="Am Neckar"' in refused.text
        answer = await submit(
            browser, page, {"body": BK, "session_on": (await today(at)).isoformat(), **ROOM}, f"{page}/neu"
        )
        session = answer.headers["location"].partition("?")[0]
        assert "Bank am Neckar" in (await browser.get(f"{session}/punkte")).text
        await submit(browser, f"{session}/punkte", {"cases": case_id})
        item = f"{session}/punkte/{case_id}"
        refused = await submit(browser, f"{session}/anwesenheit", {"present": "Anna Amsel\nAnna Amsel"})
        assert "Ein Name steht zweimal da" in refused.text
        await submit(browser, f"{session}/anwesenheit", {"present": "\n".join(MEMBERS), "absent": "Falk Fichte"})
        fields = {
            **VOTES,
            "action": "vote",
            "decision": "accepted",
            "reasons": "Weil sie fehlt.",
            "promised_for": "2099-01-01",
            "in_the_room": "true",
        }
        refused = await submit(browser, item, {name: str(value) for name, value in fields.items()})
        assert refused.status_code == 422
        assert "kein Ausschlusskriterium entgegensteht" in refused.text
        assert "Weil sie fehlt." in refused.text
        assert 'name="in_favour" value="4"' in refused.text
        assert await state_of(at, case_id) == "consolidated"
        done = await submit(
            browser,
            item,
            {name: str(value) for name, value in fields.items()} | {"confirmation": "Nichts steht entgegen."},
        )
        assert done.status_code == 303
        shown = unescape((await browser.get(item)).text)
        assert "4 dafür, 1 dagegen, 0 enthalten" in shown
        case = unescape((await browser.get(f"/bewertung/{case_id}")).text)
        assert f'href="{item}"' in case
        assert "Falk Fichte" in (await browser.get(session)).text
        assert session in (await browser.get(page)).text
