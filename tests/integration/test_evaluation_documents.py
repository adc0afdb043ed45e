"""„Anlage zur Vorlage“ and exports of whole cases, from a case that has everything."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from docx import Document
from pypdf import PdfReader
from typer.testing import CliRunner, Result

from deploy.cli import app as impulswerk
from services.evaluation.presentation import export_columns as columns
from shared.contracts.facts import QueryAnswered
from shared.contracts.texts import new_text
from shared.contracts.topics import TextTopic
from shared.runtime.running import file_beside
from tests.conftest import NewSettings
from tests.integration.evaluation_desk import PEOPLE, Desk, desk, sheet

pytestmark = pytest.mark.servers

IN_CHARGE = {user for user, (role, _) in PEOPLE.items() if role in ("decider", "coordinator")}

NUMBER = "2026-0777"
TITLE = '#import "x": Brunnen $1 \\ [a] <b>'
STATEMENT = "Das Wasser am Markt ist sauber."
QUESTION = "An welcher Ecke des Marktplatzes?"
ANSWER = "Neben dem Brunnen im Norden."
NOTE = "Unter uns: das war knapp beraten."
REASONS = "Die Stadt braucht Trinkwasser im Sommer."
OWN_REASON = "Nur ein Gutachten sieht es genau so, mit vielen Worten."
NAMED = re.compile(r"\b(Ada|Ben|Eva|Finn|Gesa|Olga)\b", re.IGNORECASE)
NAMES = ("Ada", "Ben", "Eva", "Finn")


@dataclass(frozen=True)
class Play:
    """A case that has everything, and one that is not decided."""

    at: Desk
    impulse_id: UUID
    case_id: str
    ready: Path

    async def run(self, *arguments: str) -> Result:
        environment = {"IMPULSWERK_READY_FILE": str(self.ready), "LOGNAME": "xaver", "USER": "xaver"}
        return await asyncio.to_thread(CliRunner().invoke, impulswerk, ["case", "export", *arguments], env=environment)

    async def exported(self, purpose: str, folder: Path, number: str = NUMBER) -> tuple[str, dict[str, Any]]:
        """The words of the PDF and the JSON."""
        result = await self.run(number, "--for", purpose, "--out", str(folder))
        assert result.exit_code == 0, result.output
        pdf, structured = (folder / f"{number}-{purpose}.{suffix}" for suffix in ("pdf", "json"))
        assert [Path(line) for line in result.output.split()] == [pdf, structured]
        return read(PdfReader(pdf)), json.loads(structured.read_text())


def read(reader: PdfReader) -> str:
    """The words of a PDF without ends of lines."""
    lines = "\n".join(page.extract_text() for page in reader.pages)
    return " ".join(re.sub(r"(?<=[a-zäöüß])-\n(?=[a-zäöüß])", "", lines).split())


@pytest.fixture(scope="module")
async def play(new_settings: NewSettings, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Play]:
    folder = tmp_path_factory.mktemp("documents")
    async with desk(await new_settings(), folder) as at:
        ready = folder / "ready.json"
        databases = {"evaluation": at.settings.database_url.get_secret_value()}
        ready.write_text(json.dumps({"kafka": at.settings.kafka, "postgres": databases}))
        file_beside(ready).write_text(json.dumps({"secrets_file": str(at.settings.secrets_file), "partitions": 3}))
        impulse_id = await at.released(number=NUMBER, title=TITLE)
        case_id = await at.case_of(impulse_id)
        await sign_in(at)
        await tell(at, impulse_id, case_id)
        yield Play(at, impulse_id, case_id, ready)


async def sign_in(at: Desk) -> None:
    """Evaluation knows the names of who signs in."""
    for user in ("ada", "ben", "eva", "finn"):
        async with at.browser_of(user):
            pass


async def tell(at: Desk, impulse_id: UUID, case_id: str) -> None:
    """From the first claim to the publication, with everything on the way."""
    await at.claim("ada", case_id)
    asked = await at.post("finn", f"/cases/{case_id}/statements", {"unit": "gleichstellung", "criteria": ["L1"]})
    answered = await at.post(
        "olga", f"/cases/{case_id}/statements/{asked.json()['statement_id']}/answer", {"text": STATEMENT}
    )
    assert answered.status_code == 204, answered.text
    query = (await at.post("ada", f"/cases/{case_id}/queries", {"question": QUESTION})).json()["query_id"]
    text = new_text(impulse_id, "answer", body=ANSWER)
    fact = QueryAnswered(impulse_id=impulse_id, query_id=UUID(query), stage="assessment", text=text.ref)
    await at.deliver(fact, (TextTopic.IMPULSE_CASE_TEXTS, text))
    own = sheet("G1", "A")
    own["ratings"]["L1"]["reason"] = OWN_REASON
    await at.assess("ada", case_id, own)
    blind = await at.get("eva", f"/cases/{case_id}/annex.pdf")
    assert (blind.status_code, blind.json()["code"]) == (409, "evaluation.not_revealed")
    await at.assess("ben", case_id, sheet("G1", "B"))
    assert (await at.post("ada", f"/cases/{case_id}/notes", {"note": NOTE})).status_code == 204
    decided = await at.post("eva", f"/cases/{case_id}/decision", {"decision": "accepted", "reasons": REASONS})
    assert decided.status_code == 204, decided.text
    assert (await at.post("finn", f"/cases/{case_id}/publication")).status_code == 204


async def test_an_annex_has_two_pages_and_no_name(play: Play) -> None:
    answer = await play.at.get("finn", f"/cases/{play.case_id}/annex.pdf")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == f'attachment; filename="anlage-{NUMBER}.pdf"'
    reader = PdfReader(BytesIO(answer.content))
    assert len(reader.pages) == 2
    words = read(reader)
    for said in (TITLE, "Ein Brunnen, einmalig 15.000 Euro.", "Z41 Klimaschutz und Energie", "K4", STATEMENT, REASONS):
        assert said in words
    assert f"beschließt: Der Impuls {NUMBER} „{TITLE}“ wird angenommen." in words
    assert not NAMED.search(words)
    assert all(said not in words for said in ("Gutachten A", OWN_REASON, NOTE))


async def test_the_annex_can_be_edited_and_says_the_same(play: Play) -> None:
    answer = await play.at.get("eva", f"/cases/{play.case_id}/annex.docx")
    document = Document(BytesIO(answer.content))
    paragraphs = [paragraph.text for paragraph in document.paragraphs]
    assert paragraphs[0] == f"Anlage zur Vorlage: Impuls {NUMBER}"
    assert {TITLE, STATEMENT, REASONS} <= set(paragraphs)
    assert not NAMED.search("\n".join(paragraphs))


async def test_the_annex_is_for_those_in_charge(play: Play) -> None:
    for path in ("annex.pdf", "annex.docx"):
        codes = {user: (await play.at.get(user, f"/cases/{play.case_id}/{path}")).status_code for user in PEOPLE}
        assert {user for user, code in codes.items() if code == 200} == IN_CHARGE
        assert set(codes.values()) == {200, 403}


async def test_the_page_of_the_case_leads_to_the_annex(play: Play) -> None:
    async with play.at.browser_of("finn") as browser:
        page = (await browser.get(f"/bewertung/{play.case_id}")).text
        for suffix in ("pdf", "docx"):
            address = f"/bewertung/{play.case_id}/anlage.{suffix}"
            assert f'href="{address}"' in page
            assert (await browser.get(address)).status_code == 200
    async with play.at.browser_of("ada") as browser:
        assert "anlage.pdf" not in (await browser.get(f"/bewertung/{play.case_id}")).text
        assert (await browser.get(f"/bewertung/{play.case_id}/anlage.pdf")).status_code == 403


def written(folder: Path) -> list[Path]:
    return list(folder.iterdir())


ALWAYS = (TITLE, "Ein Brunnen, einmalig 15.000 Euro.", STATEMENT, QUESTION, ANSWER, REASONS, "Handlungsleitbild")
SHOWN = {
    "council": {},
    "inspection": {OWN_REASON},
    "archive": {OWN_REASON, NOTE, "Ada", "Ben", "Eva", "Finn"},
}
HIDDEN_FROM_SOMEBODY = {OWN_REASON, NOTE, *NAMES}


@pytest.mark.parametrize("purpose", list(SHOWN))
async def test_each_purpose_gets_what_it_may(play: Play, purpose: str, tmp_path: Path) -> None:
    words, structured = await play.exported(purpose, tmp_path)
    told = json.dumps(structured, ensure_ascii=False)
    for said in ALWAYS:
        assert said in words
        assert json.dumps(said, ensure_ascii=False)[1:-1] in told
    for said in HIDDEN_FROM_SOMEBODY:
        found = [bool(re.search(rf"\b{re.escape(said)}", each)) for each in (words, told)]
        assert found == [said in SHOWN[purpose]] * 2, said
    marks = await play.at.pool.fetch(
        "SELECT DISTINCT data ->> 'by' AS mark FROM events WHERE subject = $1 AND data ->> 'by' IS NOT NULL",
        str(play.impulse_id),
    )
    assert len(marks) >= 3
    assert all((row["mark"] in told) == (purpose == "archive") for row in marks)
    assert ("[geschwärzt: Name]" in words) == (purpose != "archive")
    assert ("[Name: Ada]" in words) == (purpose == "archive")


async def test_an_export_tells_the_whole_course(play: Play, tmp_path: Path) -> None:
    words, structured = await play.exported("archive", tmp_path)
    assert (structured["number"], structured["purpose"]) == (NUMBER, "archive")
    parts = {section["key"]: section for section in structured["sections"]}
    assert list(parts) == ["impulse", "round", "appeals", "published_texts", "course"]
    rounds = {section["key"] for section in parts["round"]["sections"]}
    assert rounds >= {"statements", "queries", "assessments", "comparison", "result", "notes", "decisions"}
    assert [each["key"] for each in parts["course"]["sections"]] == [
        kind for kind, _ in await play.at.facts(play.impulse_id)
    ]
    assert "Gutachten zusammengeführt" in words
    reader = PdfReader(tmp_path / f"{NUMBER}-archive.pdf")
    root: Any = reader.trailer["/Root"]
    assert "<pdfaid:part>2</pdfaid:part>" in root["/Metadata"].get_data().decode()
    assert root["/MarkInfo"]["/Marked"]
    assert (tmp_path / f"{NUMBER}-archive.json").stat().st_mode & 0o077 == 0


async def test_exports_are_kept_without_what_was_in_them(play: Play, tmp_path: Path) -> None:
    await play.run(NUMBER, "--for", "inspection", "--out", str(tmp_path), "--by", "Yvonne Amt")
    await play.exported("council", tmp_path)
    rows = await play.at.pool.fetch("SELECT * FROM exports WHERE impulse_id = $1 ORDER BY export_id", play.impulse_id)
    assert [(row["purpose"], row["exported_by"]) for row in rows][-2:] == [
        ("inspection", "Yvonne Amt"),
        ("council", "xaver"),
    ]
    entries = await play.at.pool.fetch("SELECT stream, data FROM events WHERE type = 'case.exported' ORDER BY sequence")
    assert (entries[-1]["stream"], entries[-1]["data"]) == (
        "internal",
        {
            "export_id": str(rows[-1]["export_id"]),
            "impulse_id": str(play.impulse_id),
            "purpose": "council",
            "by": "xaver",
        },
    )


async def test_assessments_stay_blind_in_an_export(play: Play, tmp_path: Path) -> None:
    case_id = await play.at.case_of(await play.at.released(number="2026-0778"))
    own = sheet("G1", "A")
    own["ratings"]["L1"]["reason"] = OWN_REASON
    await play.at.assess("ada", case_id, own)
    for purpose in SHOWN:
        words, structured = await play.exported(purpose, tmp_path, "2026-0778")
        assert OWN_REASON not in words
        assert OWN_REASON not in json.dumps(structured, ensure_ascii=False)
        assert "noch nicht aufgedeckt" in words


async def test_a_confidential_impulse_needs_a_second_word(play: Play, tmp_path: Path) -> None:
    await play.at.released(number="2026-0779", visibility="confidential")
    command = ("2026-0779", "--for", "archive", "--out", str(tmp_path))
    refused = await play.run(*command)
    assert (refused.exit_code, "--confirm-confidential" in refused.output) == (1, True)
    assert not written(tmp_path)
    kept = "SELECT count(*) FROM exports JOIN impulses USING (impulse_id) WHERE number = '2026-0779'"
    assert await play.at.pool.fetchval(kept) == 0
    assert (await play.run(*command, "--confirm-confidential")).exit_code == 0


async def test_an_unknown_number_is_a_clear_error(play: Play, tmp_path: Path) -> None:
    result = await play.run("2026-9999", "--for", "council", "--out", str(tmp_path))
    assert result.exit_code == 1
    assert "Einen Impuls mit der Vorgangsnummer 2026-9999 kennt die Bewertung nicht." in result.output
    assert not written(tmp_path)


COLUMNS = {
    "impulses": columns.IMPULSE,
    "cases": columns.CASE,
    "case_sheets": columns.CASE_SHEET,
    "statements": columns.STATEMENT_REQUEST,
    "office_questions": columns.OFFICE_QUESTION,
    "queries": columns.QUERY,
    "discussion_notes": columns.DISCUSSION_NOTE,
    "consensus_meetings": columns.CONSENSUS,
    "postponements": columns.POSTPONEMENT,
    "council_papers": columns.COUNCIL_PAPER,
    "agenda_items": columns.AGENDA_ITEM,
    "committee_sessions": columns.AGENDA_ITEM,
    "decisions": columns.DECISION_VERSION,
    "follow_ups": columns.FOLLOW_UP,
    "appeals": columns.APPEAL,
}
ELSEWHERE = {
    "impulses": {"text_id", "text_version", "case_sheet_id", "case_sheet_version", "decided_words"},
    "cases": {"claims", "result"},
    "queries": {"question_id", "answer_id"},
    "appeals": {"text_id"},
}
"""What an export tells in other words, or what means nothing outside."""
IDS = {"impulse_id", "session_id", "case_id", "statement_id", "query_id", "note_id", "postponement_id", "appeal_id"}


@pytest.mark.parametrize("table", list(COLUMNS))
async def test_no_column_is_left_out_in_silence(play: Play, table: str) -> None:
    stored = await play.at.pool.fetch("SELECT column_name FROM information_schema.columns WHERE table_name = $1", table)
    told = {column.name.removesuffix("_name") for column in COLUMNS[table]}
    kept = {row["column_name"] for row in stored} - IDS - ELSEWHERE.get(table, set())
    assert kept - told == set()
