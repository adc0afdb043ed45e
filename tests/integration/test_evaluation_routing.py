"""Pools and the queue: who sees which case, filtered and late, and what other rules would do."""

import asyncio
import json
import re
import shutil
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from uuid6 import uuid7

import city
from deploy.local.sample.clock import sample_clock
from tests.conftest import NewSettings
from tests.integration.evaluation_desk import Desk, desk, sheet

pytestmark = pytest.mark.servers

PAGE = "/bewertung/zuteilung"
GREEN = "Grün in der Stadt"


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The city's data, with a pool for green of which only Ben's unit is part."""
    folder = tmp_path_factory.mktemp("city")
    for file in Path(city.__file__).parent.glob("*.toml"):
        shutil.copy(file, folder)
    rules = folder / "routing.toml"
    before = 'name = "Klima, Energie und Grün"\nall_units = true'
    text = rules.read_text()
    assert before in text
    rules.write_text(text.replace(before, 'name = "Klima, Energie und Grün"\nunits = ["klima-umwelt"]'))
    return folder


@pytest.fixture(scope="module")
async def at(new_settings: NewSettings, tmp_path_factory: pytest.TempPathFactory, rules: Path) -> AsyncIterator[Desk]:
    async with desk(await new_settings(), tmp_path_factory.mktemp("evaluation"), city=rules) as running:
        yield running


async def queue(at: Desk, user: str, **shown: Any) -> list[dict[str, Any]]:
    async with at.as_(user) as client:
        found: list[dict[str, Any]] = (await client.get("/api/evaluation/v1/queue", params=shown)).json()["items"]
    return found


async def test_only_evaluators_of_the_pool_see_and_claim_a_case(at: Desk) -> None:
    impulse_id = await at.released(title="Mehr Bäume", field_of_action=GREEN)
    case_id = await at.case_of(impulse_id)
    assert [item["case_id"] for item in await queue(at, "ben", impulse_id=impulse_id)] == [case_id]
    assert await queue(at, "ada", impulse_id=impulse_id) == []
    refused = await at.claim("ada", case_id)
    assert (refused.status_code, refused.json()["code"]) == (403, "evaluation.not_in_pool")
    assert (await at.claim("ben", case_id)).status_code == 200


async def test_a_pool_that_is_gone_is_everybodys(at: Desk) -> None:
    impulse_id = await at.released(title="Vergessener Kreis", field_of_action=GREEN)
    case_id = await at.case_of(impulse_id)
    await at.pool.execute("UPDATE cases SET pool = 'aufgeloest' WHERE case_id = $1", case_id)
    assert [item["case_id"] for item in await queue(at, "ada", impulse_id=impulse_id)] == [case_id]
    assert (await at.claim("ada", case_id)).status_code == 200


async def test_the_queue_is_filtered_and_says_what_is_late_and_why(at: Desk) -> None:
    late = await at.case_of(await at.released(title="Zebrastreifen", field_of_action="Mobilität"))
    await at.assess("ada", late, sheet("G1", "A"))
    short = await at.case_of(
        await at.released(title="Lesebank", field_of_action="Kulturelles Leben", track="short", profile="short")
    )
    await at.pool.execute(
        "UPDATE cases SET due_on = (service_now() AT TIME ZONE 'Europe/Berlin')::date - 14 WHERE case_id = $1", late
    )
    [found] = [item for item in await queue(at, "ben", late_only=True) if item["case_id"] == late]
    assert 8 <= found["late_working_days"] <= 10
    assert found["waits_for"] == "more_claims"
    assert (await queue(at, "ben"))[0]["case_id"] == late
    assert [item["case_id"] for item in await queue(at, "ben", track="short")] == [short]
    by_field = await queue(at, "ben", field_of_action="Kulturelles Leben")
    assert [item["case_id"] for item in by_field] == [short]
    assert late in [item["case_id"] for item in await queue(at, "ben", pool="stadtraum")]
    assert short not in [item["case_id"] for item in await queue(at, "ben", pool="stadtraum")]

    async with at.browser_of("ben") as browser:
        shown = unescape((await browser.get("/bewertung?nur_ueberfaellig=true&kreis=stadtraum")).text)
        assert "Zebrastreifen" in shown
        assert "Lesebank" not in shown
        assert "Arbeitstage überfällig" in shown
        assert "ein weiteres Gutachten fehlt" in shown
        assert "1 davon überfällig" in shown
        assert '<option value="stadtraum" selected>' in shown


async def test_a_long_queue_says_that_there_are_more_than_it_counts(at: Desk) -> None:
    case_id = await at.case_of(await at.released(title="Viele Bäume", field_of_action=GREEN))
    await at.pool.execute("UPDATE cases SET due_on = '2026-01-05' WHERE case_id = $1", case_id)
    await at.pool.execute(
        """
        WITH copies AS (
            INSERT INTO impulses (impulse_id, number) SELECT gen_random_uuid(), n::text FROM generate_series(1, 1000) AS n
            RETURNING impulse_id
        )
        INSERT INTO cases (case_id, impulse_id, round, state, catalogue_id, catalogue_version, track, profile,
            evaluators_required, due_on, pool)
        SELECT copies.impulse_id, copies.impulse_id, 1, state, catalogue_id, catalogue_version, track, profile,
            evaluators_required, '2200-01-06', pool
        FROM copies, cases
        WHERE case_id = $1
        """,
        case_id,
    )
    async with at.browser_of("ben") as browser:
        shown = unescape((await browser.get("/bewertung?nur_ueberfaellig=true")).text)
    assert "sind mehr als 1.000 Vorgänge offen" in shown
    assert re.search(r"offen, \d{1,2} davon überfällig", shown)
    await at.pool.execute("UPDATE cases SET state = 'closed' WHERE due_on = '2200-01-06'")


@pytest.mark.parametrize(("day", "late"), [(29, 0), (30, 1)], ids=["Sunday", "Monday"])
async def test_over_a_weekend_nothing_gets_late(new_settings: NewSettings, tmp_path: Path, day: int, late: int) -> None:
    async with desk(await new_settings(), tmp_path) as at:
        case_id = await at.case_of(await at.released(title="Am Freitag fällig"))
        await at.pool.execute("UPDATE cases SET due_on = '2026-03-27' WHERE case_id = $1", case_id)
        async with sample_clock({"evaluation": at.settings.database_url.get_secret_value()}) as clock:
            await clock.set(datetime(2026, 3, day, 10, tzinfo=UTC))
            [found] = await queue(at, "ben")
            assert found["late_working_days"] == late
            assert len(await queue(at, "ben", late_only=True)) == late
            async with at.browser_of("ben") as browser:
                assert f"{late} davon überfällig" in (await browser.get("/bewertung")).text


async def test_a_filter_stays_on_the_next_page(at: Desk) -> None:
    for position in range(51):
        await at.released(title=f"Theater {position}", field_of_action="Kulturelles Leben")
    async with at.browser_of("cem") as browser:
        shown = unescape((await browser.get("/bewertung?handlungsfeld=Kulturelles+Leben")).text)
        following = shown.split('rel="next" href="', 1)[1].split('"', 1)[0]
        assert following.startswith("/bewertung?handlungsfeld=Kulturelles+Leben&cursor=")
        assert "Theater 50" in (await browser.get(following)).text


async def test_the_page_shows_what_rules_do_and_what_others_would_do(at: Desk, rules: Path) -> None:
    await at.released(title="Noch ein Baum", field_of_action=GREEN, number="2026-0777")
    text = (rules / "routing.toml").read_text()
    tried = text.replace('pool = "klima-und-gruen"\nfields_of_action', 'pool = "stadtraum"\nfields_of_action', 1)
    async with at.browser_of("finn") as browser:
        shown = unescape((await browser.get(PAGE)).text)
        assert "Handlungsfeld Klima und Energie oder Grün in der Stadt" in shown
        assert "Klima, Energie und Umwelt" in shown
        assert "2026-0777</span>: Regel 1<" in shown
        token = shown.split('name="form_token" value="', 1)[1].split('"', 1)[0]

        async def upload(content: str) -> Any:
            return await browser.post(
                f"{PAGE}/probe", data={"form_token": token}, files={"file": ("routing.toml", content.encode())}
            )

        answer = unescape((await upload(tried)).text)
        assert "Nur eine Probe" in answer
        assert "2026-0777</span>: Stadtraum, Mobilität und Wohnen statt Klima, Energie und Grün" in answer
        wrong = await upload(text.replace("strategic_goals = [1, 3]", "strategic_goals = [9]"))
        assert (wrong.status_code, "rule[8].strategic_goals" in wrong.text) == (422, True)
    for user, status in (("ines", 200), ("ada", 403), ("eva", 403), ("gesa", 403)):
        async with at.browser_of(user) as browser:
            assert (await browser.get(PAGE)).status_code == status


async def test_the_command_does_the_same(at: Desk, rules: Path, tmp_path: Path) -> None:
    environment = {
        "IMPULSWERK_DATABASE_URL": at.settings.database_url.get_secret_value(),
        "IMPULSWERK_KAFKA": at.settings.kafka,
        "IMPULSWERK_SECRETS_FILE": str(at.settings.secrets_file),
        "IMPULSWERK_CITY": str(rules),
    }

    async def run(*words: str) -> tuple[int, str, str]:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "deploy.cli", "routing", "try", *words),
            env=environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        output, errors = await process.communicate()
        return process.returncode or 0, output.decode(), errors.decode()

    await at.released(title="Wieder ein Baum", field_of_action=GREEN, number="2026-0778")
    code, output, _ = await run("--last", "1", "--json")
    assert (code, json.loads(output)["rules"][0]["fired"]) == (0, 1)
    assert json.loads(output)["load"] == {"klima-umwelt": "2"}
    assert json.loads(output)["impulses"] == [{"number": "2026-0778", "rule_today": 1, "rule_tried": 1}]
    tried = tmp_path / "routing.toml"
    text = (rules / "routing.toml").read_text()
    tried.write_text(
        text.replace('pool = "klima-und-gruen"\nfields_of_action', 'pool = "stadtraum"\nfields_of_action', 1)
    )
    await at.released(title="Dieser auch", field_of_action=GREEN, number="2026-0779")
    twice = await at.released(title="Zwei Runden", field_of_action=GREEN, number="2026-0780")
    await at.pool.execute(
        """
        INSERT INTO cases (case_id, impulse_id, round, state, catalogue_id, catalogue_version, track, profile,
            evaluators_required, due_on)
        SELECT $2, impulse_id, 2, state, catalogue_id, catalogue_version, track, profile, evaluators_required, due_on
        FROM cases
        WHERE impulse_id = $1
        """,
        twice,
        uuid7(),
    )
    code, output, _ = await run("--file", str(tried), "--last", "2", "--json")
    assert json.loads(output)["moved"] == ["2026-0780", "2026-0779"]
    code, output, _ = await run("--file", str(tried), "--last", "3")
    assert code == 0
    assert "2026-0778: Stadtraum, Mobilität und Wohnen statt Klima, Energie und Grün" in output
    tried.write_text("version = ")
    code, _, errors = await run("--file", str(tried))
    assert (code, "is not TOML" in errors) == (1, True)
