"""Invitation and minutes of a session as PDF, and what exports and annexes take from sessions."""

import asyncio
import json
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from typer.testing import CliRunner

from deploy.cli import app as impulswerk
from shared.runtime.running import file_beside
from shared.web.formats import written_date
from tests.conftest import NewSettings
from tests.integration.evaluation_desk import PEOPLE, Desk, desk
from tests.integration.test_evaluation_documents import IN_CHARGE, read
from tests.integration.test_evaluation_sessions import MEMBERS, do, opened, planned, today, vote, waiting_case

pytestmark = pytest.mark.servers

SECRET = "Umzug des Vereins an einen ungenannten Ort"


@pytest.fixture(scope="module")
async def at(new_settings: NewSettings, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    async with desk(await new_settings(), tmp_path_factory.mktemp("evaluation")) as running:
        yield running


async def paper(at: Desk, session_id: str, name: str) -> str:
    """The words of a paper that is archivable and tagged."""
    answer = await at.get("finn", f"/sessions/{session_id}/{name}.pdf")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf"), answer.text
    reader = PdfReader(BytesIO(answer.content))
    root: Any = reader.trailer["/Root"]
    about = root["/Metadata"].get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in about
    assert root["/Lang"] == "de-DE"
    return read(reader)


async def test_an_invitation_names_day_place_and_what_may_be_known(at: Desk) -> None:
    _, first = await waiting_case(at, number="2026-0501")
    _, second = await waiting_case(at, number="2026-0502", title=SECRET, visibility="confidential")
    session_id = await planned(at, first, second, public=True)
    words = await paper(at, session_id, "invitation")
    for said in (
        "Einladung: Bewertungskommission",
        written_date(await today(at)),
        "18:00 Uhr",
        "Rathaus, Saal 2",
        "4 von 7 Mitgliedern",
        "TOP 1: 2026-0501 Trinkbrunnen am Marktplatz",
        "Bewertungskommission beschließt: Der Impuls 2026-0501 „Trinkbrunnen am Marktplatz“ wird angenommen.",
        "Nichtöffentlicher Teil TOP 2: Vorgang 2026-0502",
    ):
        assert said in words
    assert SECRET not in words


async def test_minutes_tell_who_was_there_who_left_and_how_it_was_voted(at: Desk) -> None:
    _, case_id = await waiting_case(at, number="2026-0503")
    session_id = await planned(at, case_id)
    early = await at.get("finn", f"/sessions/{session_id}/minutes.pdf")
    assert (early.status_code, early.json()["code"]) == (409, "evaluation.session_not_open")
    await do(at, "PUT", f"/sessions/{session_id}/attendance", {"present": MEMBERS, "absent": ["Felix Fink"]})
    await do(at, "PUT", f"/sessions/{session_id}/items/{case_id}/conflicts", {"left_room": ["Edda Esche"]})
    assert (await vote(at, session_id, case_id, in_favour=3)).status_code == 204
    await do(at, "POST", f"/sessions/{session_id}/closing")
    words = await paper(at, session_id, "minutes")
    [item] = (await at.get("eva", f"/sessions/{session_id}")).json()["items"]
    for said in (
        "Niederschrift: Bewertungskommission",
        f"Anwesend {', '.join(MEMBERS)}",
        "Abwesend Felix Fink",
        "ja: 5 anwesend, nötig sind 4",
        "Befangen, nicht im Raum Edda Esche",
        "Stimmberechtigt 4",
        "3 dafür, 1 dagegen, 0 enthalten",
        "Ergebnis angenommen",
        f"Beschluss {item['resolution']}",
        "Der Impuls 2026-0503 „Trinkbrunnen am Marktplatz“ wird angenommen.",
        "Begründung Der Brunnen fehlt in der Stadt.",
        "Vorsitz Schriftführung",
    ):
        assert said in words


async def test_a_circular_resolution_has_no_place_and_no_attendance(at: Desk) -> None:
    _, case_id = await waiting_case(at, number="2026-0504")
    day = await today(at)
    session_id = await opened(at, case_id, ends_on=day.isoformat(), starts_at=None, place=None)
    for name in ("invitation", "minutes"):
        words = await paper(at, session_id, name)
        assert "schriftlich, ohne Sitzung" in words
        assert f"Antwort bis {written_date(day)}" in words
        assert "Anwesend" not in words


async def test_papers_of_sessions_are_for_those_in_charge(at: Desk) -> None:
    session_id = await opened(at)
    for name in ("invitation", "minutes"):
        codes = {user: (await at.get(user, f"/sessions/{session_id}/{name}.pdf")).status_code for user in PEOPLE}
        assert {user for user, code in codes.items() if code == 200} == IN_CHARGE
        assert set(codes.values()) == {200, 403}
    async with at.browser_of("finn") as browser:
        page = (await browser.get(f"/bewertung/sitzungen/{session_id}")).text
        for name in ("einladung", "niederschrift"):
            address = f"/bewertung/sitzungen/{session_id}/{name}.pdf"
            assert f'href="{address}"' in page
            assert (await browser.get(address)).headers["content-type"] == "application/pdf"


async def test_an_annex_proposes_what_stands_on_the_agenda(at: Desk) -> None:
    _, case_id = await waiting_case(at, number="2026-0505")
    before = read(PdfReader(BytesIO((await at.get("finn", f"/cases/{case_id}/annex.pdf")).content)))
    assert "Die Verwaltung schlägt noch keinen Beschluss vor." in before
    await planned(at, case_id)
    words = read(PdfReader(BytesIO((await at.get("finn", f"/cases/{case_id}/annex.pdf")).content)))
    assert (
        "Bewertungskommission beschließt: Der Impuls 2026-0505 „Trinkbrunnen am Marktplatz“ wird angenommen." in words
    )
    assert "Begründung Der Brunnen fehlt in der Stadt." in words


@pytest.mark.parametrize("purpose", ["council", "inspection", "archive"])
async def test_an_export_tells_of_sessions_and_names_their_members_to_the_archive_alone(
    at: Desk, purpose: str, tmp_path: Path
) -> None:
    number = {"council": "2026-0506", "inspection": "2026-0507", "archive": "2026-0508"}[purpose]
    _, case_id = await waiting_case(at, number=number)
    session_id = await opened(at, case_id)
    assert (await vote(at, session_id, case_id)).status_code == 204
    ready = tmp_path / "ready.json"
    databases = {"evaluation": at.settings.database_url.get_secret_value()}
    ready.write_text(json.dumps({"kafka": at.settings.kafka, "postgres": databases}))
    file_beside(ready).write_text(json.dumps({"secrets_file": str(at.settings.secrets_file), "partitions": 3}))
    arguments = ["case", "export", number, "--for", purpose, "--out", str(tmp_path), "--ready-file", str(ready)]
    result = await asyncio.to_thread(CliRunner().invoke, impulswerk, arguments)
    assert result.exit_code == 0, result.output
    words = read(PdfReader(tmp_path / f"{number}-{purpose}.pdf"))
    told = (tmp_path / f"{number}-{purpose}.json").read_text()
    assert "Ja-Stimmen 4" in words
    assert "Beschlussvorschlag Entscheidung: angenommen" in words
    assert (MEMBERS[0] in words, MEMBERS[0] in told) == (purpose == "archive",) * 2
