"""A catalogue is changed: from the file over what it would do to its activation, by page and by command."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.evaluation.catalogue_files import read_catalogue_file
from services.evaluation.catalogues import Catalogues
from services.evaluation.domain.catalogue_file import load_catalogue
from services.evaluation.queries.what_if import recompute
from shared.messaging.transactions import transaction
from shared.runtime.database import connect
from tests.conftest import NewSettings
from tests.integration.evaluation_desk import Desk, desk, submit

pytestmark = pytest.mark.servers

PAGE = "/bewertung/katalog"
REASON = "Der Gemeinderat hat die Schwelle am 2. März erhöht."


@pytest.fixture(scope="module")
async def at(new_settings: NewSettings, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    async with desk(await new_settings(), tmp_path_factory.mktemp("evaluation")) as running:
        yield running


def changed(version: str, **limits: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(read_catalogue_file())
    document["version"] = version
    document["method"] |= limits
    return document


async def upload(browser: httpx.AsyncClient, content: bytes) -> httpx.Response:
    shown = await browser.get(PAGE)
    token = shown.text.split('name="form_token" value="', 1)[1].split('"', 1)[0]
    return await browser.post(
        f"{PAGE}/pruefung", data={"form_token": token}, files={"file": ("katalog.json", content, "application/json")}
    )


def seen(answer: httpx.Response) -> str:
    return " ".join(unescape(answer.text).split())


async def test_a_new_version_is_shown_with_all_it_would_change_and_activated_with_a_reason(at: Desk) -> None:
    _, assessed = await at.assessed("G1")
    open_case = await at.case_of(await at.released())
    document = changed("1.2.0", t_hi="4/5")
    document["criteria"][5]["question_de"] = "Wird es für die Menschen in der Stadt besser?"
    content = json.dumps(document).encode()
    async with at.browser_of("ines") as browser:
        found = await upload(browser, content)
        assert found.status_code == 303
        page = found.headers["location"]
        shown = seen(await browser.get(page))
        assert "L1: Frage" in shown
        assert "Wird es für die Menschen in der Stadt besser?" in shown
        assert "obere Schwelle für S" in shown
        assert "Begutachtete Fälle, neu gerechnet: 1. Mit anderer Empfehlung: 1." in shown
        assert "umsetzen → mit Bedingungen umsetzen" in shown
        assert "Der Gesamtwert +0,763 liegt unter der oberen Schwelle +0,8." in shown
        assert "Das liegt an den Schwellen." in shown

        refused = await submit(browser, f"{page}/aktivierung", {"reason": "zu kurz"}, page)
        assert refused.status_code == 422
        assert 'href="#feld-reason"' in refused.text
        assert "zu kurz" in refused.text
        done = await submit(browser, f"{page}/aktivierung", {"reason": REASON}, page)
        assert done.headers["location"] == f"{PAGE}?getan=katalog"
        current = seen(await browser.get(done.headers["location"]))
        assert "Katalog aktiviert" in current
        assert f"ines: {REASON}" in current
        assert "Diese Fassung gilt schon." in seen(await browser.get(page))

    fact, kept = await at.pool.fetch(
        "SELECT stream, data, actor FROM events WHERE type LIKE '%catalogue%activated%' ORDER BY time DESC, stream LIMIT 2"
    )
    assert {fact["stream"], kept["stream"]} == {"impulswerk.assessments.v1", "internal"}
    told = fact if fact["stream"] != "internal" else kept
    assert REASON not in json.dumps(told["data"])
    versions = [
        (await at.get("ada", f"/cases/{case_id}")).json()["catalogue"]["version"]
        for case_id in (assessed, open_case, await at.case_of(await at.released()))
    ]
    assert versions == ["1.1.0", "1.1.0", "1.2.0"]


@pytest.mark.parametrize(
    ("content", "path", "reason"),
    [
        (b"\xff", "$", "Die Datei ist nicht in UTF-8 geschrieben (Byte 0)."),
        (b"{", "$", "Das ist kein JSON: der Fehler steht in Zeile 1, Spalte 2."),
        (
            json.dumps(changed("1.3.0", t_hi="-1")).encode(),
            "$.method.t_hi",
            "-1 liegt nicht über t_lo, also 0.",
        ),
    ],
)
async def test_a_wrong_file_is_refused_with_path_and_reason(at: Desk, content: bytes, path: str, reason: str) -> None:
    async with at.browser_of("finn") as browser:
        refused = await upload(browser, content)
    assert refused.status_code == 422
    assert f"<code>{path}</code>" in refused.text
    assert reason in unescape(refused.text)
    assert 'href="#feld-file"' in refused.text


async def test_nothing_uploaded_nothing_kept(at: Desk) -> None:
    async with at.browser_of("finn") as browser:
        assert "Bitte wählen Sie eine Datei." in seen(await upload(browser, b""))
        assert (await browser.get(f"{PAGE}/{'0' * 64}")).status_code == 404


@pytest.mark.parametrize("user", ["ada", "eva", "gesa", "hans"])
async def test_only_those_responsible_see_the_pages(at: Desk, user: str) -> None:
    async with at.browser_of(user) as browser:
        assert (await browser.get(PAGE)).status_code == 403
        assert (await browser.get(f"{PAGE}/{'0' * 64}")).status_code == 403


async def test_a_version_cannot_come_back_with_other_content(at: Desk) -> None:
    content = json.dumps(changed("1.1.0", t_hi="3/5")).encode()
    async with at.browser_of("finn") as browser:
        page = (await upload(browser, content)).headers["location"]
        refused = await submit(browser, f"{page}/aktivierung", {"reason": REASON}, page)
    assert refused.status_code == 422
    assert "schon mit anderem Inhalt" in unescape(refused.text)


async def test_what_people_activated_survives_a_restart(new_settings: NewSettings, tmp_path: Path) -> None:
    settings = await new_settings()
    own = tmp_path / "own.json"
    own.write_text(json.dumps(changed("2.0.0")))
    other = json.dumps(changed("3.0.0")).encode()
    async with desk(settings, tmp_path, catalogue=own) as first, first.browser_of("ines") as browser:
        page = (await upload(browser, other)).headers["location"]
        await submit(browser, f"{page}/aktivierung", {"reason": REASON}, page)
    active = "SELECT version FROM catalogues ORDER BY activation DESC LIMIT 1"
    async with desk(settings, tmp_path, catalogue=own) as again:
        assert await again.pool.fetchval(active) == "3.0.0"
    async with desk(settings, tmp_path) as without_setting:
        assert await without_setting.pool.fetchval(active) == "3.0.0"


class Command:
    """`impulswerk catalogue` on the system that the environment names."""

    def __init__(self, at: Desk, folder: Path) -> None:
        self._environment = {
            "IMPULSWERK_DATABASE_URL": at.settings.database_url.get_secret_value(),
            "IMPULSWERK_KAFKA": at.settings.kafka,
            "IMPULSWERK_SECRETS_FILE": str(at.settings.secrets_file),
        }
        self._file = folder / "catalogue.json"

    async def __call__(self, verb: str, document: dict[str, Any], *options: str) -> tuple[int, str, str]:
        await asyncio.to_thread(self._file.write_text, json.dumps(document))
        return await self.run(verb, str(self._file), *options)

    async def run(self, *words: str) -> tuple[int, str, str]:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "deploy.cli", "catalogue", *words),
            env=self._environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        output, errors = await process.communicate()
        return process.returncode or 0, output.decode(), errors.decode()


async def test_the_commands_do_the_same(new_settings: NewSettings, tmp_path: Path) -> None:
    async with desk(await new_settings(), tmp_path) as at:
        run = Command(at, tmp_path)
        await at.assessed("G1")
        document = changed("1.2.0", t_hi="4/5")

        code, output, _ = await run("diff", document)
        assert (code, output.splitlines()) == (
            0,
            [
                "ludwigsburg-default 1.1.0 → ludwigsburg-default 1.2.0",
                "Die Schwellen ändern sich.",
                "",
                "# Schwellen",
                "obere Schwelle für S",
                "  bisher: 0,5",
                "  neu:    0,8",
            ],
        )
        code, output, _ = await run("what-if", document, "--json")
        told = json.loads(output)
        assert (code, told["cases"]) == (0, 1)
        assert told["steps"] == [{"before": "UMSETZEN", "after": "MIT_AUFLAGEN", "cases": 1}]
        [moved] = told["moved"]
        assert (moved["number"], moved["origin"], moved["why"]["after"]) == ("2026-0412", "limits", ["S<t_hi"])
        code, output, _ = await run("what-if", changed("1.2.0"))
        assert (code, output) == (0, "Begutachtete Fälle, neu gerechnet: 1. Mit anderer Empfehlung: 0.\n")

        code, output, _ = await run("activate", document, "--dry-run")
        assert code == 0
        assert "obere Schwelle für S" in output
        assert "umsetzen → mit Bedingungen umsetzen: 1" in output
        assert output.endswith("Nichts geändert: das war eine Probe.\n")
        versions = "SELECT version FROM catalogues ORDER BY activation"
        assert [row["version"] for row in await at.pool.fetch(versions)] == ["1.1.0"]

        assert (await run("activate", document, "--reason", REASON))[0] == 2
        code, _, errors = await run("activate", document, "--by", "k.okafor", "--reason", "weil")
        assert (code, "mindestens 20 Zeichen" in errors) == (1, True)
        code, output, _ = await run("activate", document, "--by", "k.okafor", "--reason", REASON)
        assert (code, "gilt ab jetzt für neue Fälle" in output) == (0, True)
        assert "gilt schon" in (await run("activate", document, "--by", "k.okafor", "--reason", REASON))[1]
        kept = await at.pool.fetchrow(
            "SELECT actor, data FROM events WHERE stream = 'internal' ORDER BY time DESC LIMIT 1"
        )
        assert kept is not None
        assert kept["actor"] == "k.okafor"
        assert kept["data"] == {"version": "1.2.0", "by": "k.okafor", "reason": REASON}


async def test_progress_is_told_and_few_cases_are_in_memory_at_a_time(
    new_settings: NewSettings, tmp_path: Path
) -> None:
    async with desk(await new_settings(), tmp_path) as at:
        await at.assessed("G1")
        await at.copy_cases(120)
        connection = await connect(at.settings)
        try:
            async with transaction(connection, reads_one_moment=True):
                new = load_catalogue(json.dumps(changed("1.2.0", t_hi="4/5")))
                seen_steps = [
                    (tally.done, tally.total, len(moved))
                    async for tally, moved in recompute(connection, new, Catalogues())
                ]
        finally:
            await connection.close()
    assert seen_steps == [(50, 121, 50), (100, 121, 50), (121, 121, 21)]
