"""The desk of implementation as a person uses it: sign in, read, fill in forms."""

import re
from collections.abc import AsyncIterator
from html import unescape
from uuid import UUID

import httpx
import pytest
from uuid6 import uuid7

from shared.contracts.texts import new_text
from shared.contracts.topics import TextTopic
from tests.conftest import NewSettings
from tests.eventually import eventually
from tests.histories import History
from tests.integration.implementation_service import (
    DUE_ON,
    Service,
    implementation,
    plan_body,
    published,
    received,
    released,
)

pytestmark = pytest.mark.servers

BROWSER = {"Accept": "text/html"}


@pytest.fixture(scope="module")
async def service(new_settings: NewSettings, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    async with implementation(await new_settings(), tmp_path_factory.mktemp("implementation")) as service:
        yield service


class Person:
    """Somebody with a browser."""

    def __init__(self, service: Service) -> None:
        transport = httpx.ASGITransport(service.app)
        self.client = httpx.AsyncClient(transport=transport, base_url="http://impulswerk.test", headers=BROWSER)

    async def sign_in(self, user: str) -> None:
        answer = await self.send("/umsetzung/anmelden", {"user": user, "weiter": "/umsetzung"})
        assert answer.status_code == 303

    async def read(self, path: str, status: int = 200) -> str:
        answer = await self.client.get(path)
        assert answer.status_code == status, answer.text
        return unescape(answer.text)

    async def read_waiting(self) -> str:
        """All pages of the list of impulses that wait: Kafka keeps those of other tests, too."""
        number, pages = 1, ""
        while True:
            page = await self.read(f"/umsetzung?wartend={number}")
            pages += page.partition("Laufende Maßnahmen")[0]
            number += 1
            if f"wartend={number}" not in page:
                return pages

    async def send(self, path: str, typed: dict[str, str], page: str | None = None) -> httpx.Response:
        """Fill in the form of a page and send it."""
        return await self.client.post(path, data=await self.hidden(page or path) | typed)

    async def hidden(self, page: str) -> dict[str, str]:
        """The hidden fields of a page's first own form."""
        found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', (await self.client.get(page)).text)
        return dict(found)


@pytest.fixture
async def implementer(service: Service) -> AsyncIterator[Person]:
    person = Person(service)
    async with person.client:
        await person.sign_in("i1")
        yield person


def typed_plan(**changes: str) -> dict[str, str]:
    return {
        "title": "Vier Bänke am Fluss",
        "unit": "tiefbau",
        "due_on": DUE_ON.isoformat(),
        "planned_cents": "12.500,50",
        "own_share_cents": "",
        "funding_cents": "8.000",
        "indicator.name": "",
        "indicator.baseline": "",
        "indicator.target": "",
    } | changes


async def test_the_desk_asks_to_sign_in(service: Service) -> None:
    answer = await service.caller.get("/umsetzung", headers=BROWSER)
    assert answer.status_code == 303
    assert "/umsetzung/anmelden" in answer.headers["location"]


async def test_the_whole_way_at_the_desk(service: Service, implementer: Person) -> None:
    impulse_id = await service.accepted_impulse("accepted_with_conditions")
    form = f"/umsetzung/planen/{impulse_id}"
    assert form in await implementer.read_waiting()
    page = await implementer.read(form)
    assert "Bitte stellen Sie Bänke auf." in page
    assert "Der Uferweg bleibt frei." in page
    assert '<option value="gruenflaechen" selected>' in page

    answer = await implementer.send(form, typed_plan())
    assert answer.status_code == 303
    measure = answer.headers["location"]
    page = await implementer.read(measure)
    for words in ("Vier Bänke am Fluss", "12.500,50", "8.000", "noch nicht bekannt", "geplant"):
        assert words in page
    assert form not in await implementer.read_waiting()

    answer = await implementer.send(f"{measure}/fortschritt", {"percent": "60 %"}, page=measure)
    assert (answer.status_code, answer.headers["location"]) == (303, measure)
    assert "in der Umsetzung, 60" in await implementer.read(measure)

    unconfirmed = await implementer.send(f"{measure}/abschluss", {}, page=measure)
    assert unconfirmed.status_code == 422
    assert "Bitte bestätigen Sie" in unescape(unconfirmed.text)
    answer = await implementer.send(f"{measure}/abschluss", {"confirmed": "true"}, page=measure)
    assert answer.status_code == 303
    page = await implementer.read(measure)
    assert "Umgesetzt am" in page
    assert "Stand melden" not in page
    assert measure in (await implementer.read("/umsetzung")).partition("Beendete Maßnahmen")[2]


async def test_the_form_begins_with_what_the_decision_says(service: Service, implementer: Person) -> None:
    impulse_id = uuid7()
    history = History()
    received(history, impulse_id)
    released(history, impulse_id)
    indicator = history.text(TextTopic.ASSESSMENT_TEXTS, new_text(impulse_id, "indicator", title="Gäste am Fluss"))
    frame = {"unit": "hauptamt", "one_off_cents": 1_250_050, "yearly_cents": 20_000, "indicator": indicator.ref}
    published(history, impulse_id, "accepted_with_conditions", **frame)
    await service.tell(history)
    await service.decided(impulse_id, "accepted_with_conditions")
    await eventually(lambda: service.has_title(impulse_id))
    form = f"/umsetzung/planen/{impulse_id}"
    page = (await implementer.read(form)).replace("\N{NO-BREAK SPACE}", " ")
    for words in (
        '<option value="hauptamt" selected>',
        'value="12.500,50 €"',
        'value="Gäste am Fluss"',
        "Kostenrahmen pro Jahr",
        "200 €",
        "Zuständig: Tiefbau",
        "3. Mai 2027",
        "Haushaltsvorbehalt: Haushalt 2027",
    ):
        assert words in page, words
    typed = typed_plan(planned_cents="12.500,50 €", **{"indicator.name": "Gäste am Fluss", "indicator.baseline": "1"})
    assert (await implementer.send(form, typed)).status_code == 422
    answer = await implementer.send(form, typed | {"indicator.target": "2"})
    assert answer.status_code == 303
    assert "Kostenrahmen einmal" in await implementer.read(answer.headers["location"])


async def test_an_abandonment_shows_its_reason(service: Service, implementer: Person) -> None:
    measure = f"/umsetzung/{await service.plan(await service.accepted_impulse())}"
    refused = await implementer.send(f"{measure}/abbruch", {"reason": " "}, page=measure)
    assert refused.status_code == 422
    assert 'href="#feld-reason"' in refused.text
    answer = await implementer.send(
        f"{measure}/abbruch", {"reason": "Der Platz fehlt.\r\n<b>Schade.</b>"}, page=measure
    )
    assert answer.status_code == 303
    raw = (await implementer.client.get(measure)).text
    assert "Der Platz fehlt.\n&lt;b&gt;Schade.&lt;/b&gt;" in raw


async def test_a_refused_form_keeps_what_was_typed(service: Service, implementer: Person) -> None:
    impulse_id = await service.accepted_impulse()
    form = f"/umsetzung/planen/{impulse_id}"
    typed = typed_plan(due_on="2020-01-01", title='Bänke "am" Fluss', planned_cents="12.500,50")
    answer = await implementer.send(form, typed)
    assert answer.status_code == 422
    page = unescape(answer.text)
    assert 'href="#feld-due_on"' in page
    assert "Die Frist liegt in der Vergangenheit" in page
    assert 'value="Bänke "am" Fluss"' in page
    assert 'value="12.500,50"' in page
    assert "<title>Fehler: " in page
    answer = await implementer.send(form, typed_plan(planned_cents="viel", title="", unit=""))
    for field in ("title", "unit", "planned_cents"):
        assert f'href="#feld-{field}"' in answer.text


async def test_a_form_sent_twice_is_carried_out_once(service: Service, implementer: Person) -> None:
    impulse_id = await service.accepted_impulse()
    form = f"/umsetzung/planen/{impulse_id}"
    fields = await implementer.hidden(form) | typed_plan()
    first, second = [await implementer.client.post(form, data=fields) for _ in range(2)]
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["location"] == second.headers["location"]
    changed = await implementer.client.post(form, data=fields | {"title": "Fünf Bänke"})
    assert changed.status_code == 422
    assert "schon einmal mit anderem Inhalt abgesendet" in changed.text
    assert len((await service.get(f"/measures?impulse_id={impulse_id}"))["items"]) == 1


async def test_a_form_without_its_token_is_refused(service: Service, implementer: Person) -> None:
    impulse_id = await service.accepted_impulse()
    answer = await implementer.client.post(f"/umsetzung/planen/{impulse_id}", data=typed_plan())
    assert answer.status_code == 403


async def test_an_impulse_that_is_not_accepted_has_no_form(service: Service, implementer: Person) -> None:
    impulse_id = uuid7()
    history = History()
    received(history, impulse_id)
    released(history, impulse_id)
    published(history, impulse_id, "rejected")
    await service.tell(history)
    await service.decided(impulse_id, "rejected")
    page = await implementer.read(f"/umsetzung/planen/{impulse_id}", 409)
    assert "Nur angenommene Impulse werden umgesetzt" in page
    await implementer.read(f"/umsetzung/planen/{uuid7()}", 404)
    await implementer.read(f"/umsetzung/{uuid7()}", 404)
    await implementer.read("/umsetzung/keine-kennung", 404)


async def test_late_and_overruled_measures_say_so(service: Service, implementer: Person) -> None:
    impulse_id = uuid7()
    history = History()
    received(history, impulse_id)
    published(history, impulse_id, "accepted")
    await service.tell(history)
    await service.decided(impulse_id, "accepted")
    measure_id = await service.plan(impulse_id)
    await service.app.state.pool.execute(
        "UPDATE measures SET due_on = (now() - make_interval(days => 2))::date WHERE measure_id = $1", UUID(measure_id)
    )
    assert "überfällig" in await implementer.read("/umsetzung")
    assert "Die Frist ist vorbei" in await implementer.read(f"/umsetzung/{measure_id}")

    published(history, impulse_id, "rejected")
    await service.tell(history)
    await service.decided(impulse_id, "rejected")
    page = await implementer.read(f"/umsetzung/{measure_id}")
    assert "Die Annahme gilt nicht mehr" in page
    assert "Stand melden" not in page
    assert "Maßnahme abbrechen" in page
    assert "Annahme zurückgenommen" in await implementer.read("/umsetzung")


async def test_an_auditor_reads_and_changes_nothing(service: Service) -> None:
    impulse_id = await service.accepted_impulse()
    measure_id = await service.plan(impulse_id)
    person = Person(service)
    async with person.client:
        await person.sign_in("a1")
        page = await person.read(f"/umsetzung/{measure_id}")
        assert "Stand melden" not in page
        assert "/umsetzung/planen/" not in await person.read("/umsetzung")
        await person.read(f"/umsetzung/planen/{impulse_id}", 403)
        answer = await person.send(f"/umsetzung/{measure_id}/fortschritt", {"percent": "5"}, page="/umsetzung")
        assert answer.status_code == 403


async def test_each_list_of_the_desk_has_pages(service: Service, implementer: Person) -> None:
    impulse_id = await service.accepted_impulse()
    for _ in range(26):
        answer = await service.post("/measures", plan_body(impulse_id), key=str(uuid7()))
        assert answer.status_code == 201
    assert 'href="?laufend=2#laufend"' in await implementer.read("/umsetzung")
    second = await implementer.read("/umsetzung?laufend=2")
    assert 'href="?laufend=1#laufend"' in second
    await implementer.read("/umsetzung?laufend=0", 422)
