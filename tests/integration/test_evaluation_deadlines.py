"""Deadlines at the desks: reminders, late cases, postponement, absences, other rules tried; through API, pages and command."""

import asyncio
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

import city
from deploy.local.sample.clock import SampleClock, sample_clock
from services.evaluation import store
from services.evaluation.commands.change_deadline import resume_clock, stop_clock
from tests.conftest import NewSettings
from tests.integration.evaluation_desk import PEOPLE, Desk, desk, submit

pytestmark = pytest.mark.servers

OPENED = datetime(2026, 3, 2, 9, tzinfo=UTC)
RULES = (Path(city.__file__).parent / "deadlines.toml").read_text()
WHY = {"reason": "coordination", "note": "Das Landratsamt antwortet erst im April."}


@pytest.fixture(scope="module")
async def at(new_settings: NewSettings, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    async with desk(await new_settings(), tmp_path_factory.mktemp("deadlines")) as running:
        yield running


@pytest.fixture
async def clock(at: Desk) -> AsyncIterator[SampleClock]:
    async with sample_clock({"evaluation": at.settings.database_url.get_secret_value()}) as moved:
        await moved.set(OPENED)
        yield moved
        await at.pool.execute("UPDATE cases SET state = 'closed'")
        await at.pool.execute("DELETE FROM absences")


def march(day: int) -> datetime:
    return datetime(2026, 3, day, 9, tzinfo=UTC)


async def changes(at: Desk, impulse_id: UUID) -> list[tuple[str, str]]:
    return [(data["cause"], data["due_on"]) for kind, data in await at.facts(impulse_id) if kind == "deadline_changed"]


async def postpone(at: Desk, case_id: str, due_on: str, **more: str) -> tuple[int, Any]:
    answer = await at.post("finn", f"/cases/{case_id}/postponement", {"due_on": due_on, **WHY, **more})
    return answer.status_code, None if answer.status_code == 204 else answer.json()


async def test_a_query_moves_the_due_date_and_both_changes_are_told(at: Desk, clock: SampleClock) -> None:
    impulse_id = await at.released()
    case_id = UUID(await at.case_of(impulse_id))
    near = at.app.state.surroundings
    await clock.set(march(9))
    async with at.transactions.begin() as work:
        case = await store.lock_case(work, case_id)
        await stop_clock(case, march(30).date(), work, near)
    assert (await postpone(at, str(case_id), "2026-04-20"))[1]["code"] == "evaluation.deadline_stands"
    await clock.set(march(11))
    async with at.transactions.begin() as work:
        await resume_clock(await store.lock_case(work, case_id), "query_answered", work, near)
        await resume_clock(await store.lock_case(work, case_id), "query_answered", work, near)
    assert await changes(at, impulse_id) == [("query_requested", "2026-04-15"), ("query_answered", "2026-03-25")]
    assert (await at.get("finn", f"/cases/{case_id}")).json()["due_on"] == "2026-03-25"


async def test_the_coordination_postpones_with_a_reason_that_stays_inside(at: Desk, clock: SampleClock) -> None:
    impulse_id = await at.released()
    case_id = await at.case_of(impulse_id)
    assert await postpone(at, case_id, "2026-03-30") == (204, None)
    assert (await at.facts(impulse_id))[-1] == (
        "deadline_changed",
        {
            "impulse_id": str(impulse_id),
            "case_id": case_id,
            "round": 1,
            "due_on": "2026-03-30",
            "cause": "extended",
        },
    )
    queue = (await at.get("ada", f"/queue?impulse_id={impulse_id}")).json()
    assert queue["items"][0]["due_on"] == "2026-03-30"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"due_on": "2026-03-23"}, "due_on"),
        ({"due_on": "2026-03-28"}, "due_on"),
        ({"due_on": "2026-05-29"}, "due_on"),
        ({"due_on": "bald"}, "due_on"),
        ({"reason": "laune"}, "reason"),
        ({"note": " "}, "note"),
    ],
)
async def test_a_refused_postponement_names_the_field_and_changes_nothing(
    at: Desk, clock: SampleClock, change: dict[str, str], field: str
) -> None:
    impulse_id = await at.released()
    status, problem = await postpone(at, await at.case_of(impulse_id), **{"due_on": "2026-03-30", **change})
    assert status == 422
    named = [error["field"] for error in problem["errors"]] if "errors" in problem else [problem["field"]]
    assert named == [field]
    assert await changes(at, impulse_id) == []


@pytest.mark.parametrize("user", [user for user, (role, _) in PEOPLE.items() if role != "coordinator"])
async def test_only_the_coordination_postpones_and_sees_what_is_late(at: Desk, clock: SampleClock, user: str) -> None:
    case_id = await at.case_of(await at.released())
    assert (await at.post(user, f"/cases/{case_id}/postponement", {"due_on": "2026-03-30", **WHY})).status_code == 403
    assert (await at.get(user, "/late-cases")).status_code == 403


async def test_a_refused_page_keeps_every_word_and_a_good_one_shows_the_history(at: Desk, clock: SampleClock) -> None:
    case_id = await at.case_of(await at.released())
    page = f"/bewertung/{case_id}/frist"
    async with at.browser_of("finn") as browser:
        assert page in (await browser.get(f"/bewertung/{case_id}")).text
        refused = await submit(browser, page, {"due_on": "2026-03-28", **WHY})
        assert refused.status_code == 422
        assert WHY["note"] in refused.text
        assert "Arbeitstag nach der jetzigen Frist" in refused.text
        done = await submit(browser, page, {"due_on": "2026-03-30", **WHY})
        assert done.status_code == 303
        shown = (await browser.get(done.headers["location"])).text
        assert "Von 23. März 2026 auf 30. März 2026" in shown
        assert "10 Arbeitstage" in shown


async def test_a_claim_is_on_the_desk_two_working_days_before_it_is_due(at: Desk, clock: SampleClock) -> None:
    case_id = await at.case_of(await at.released())
    await clock.set(march(18))
    await at.claim("ada", case_id)
    async with at.browser_of("ada") as browser, at.browser_of("dora") as other:
        assert "Bald fällig" not in (await browser.get("/bewertung")).text
        await clock.set(march(19))
        assert "Gutachten, fällig am 23. März 2026" in (await browser.get("/bewertung")).text
        assert "Bald fällig" not in (await other.get("/bewertung")).text
        await clock.set(march(24))
        assert "1 Arbeitstag überfällig" in (await browser.get("/bewertung")).text
    found = (await at.get("ada", "/reminders")).json()["items"]
    assert [(each["case_id"], each["waits_for"], each["late"]) for each in found] == [(case_id, "assessment", 1)]


async def test_the_coordination_sees_what_is_late_and_that_somebody_is_away_but_not_who(
    at: Desk, clock: SampleClock
) -> None:
    case_id = await at.case_of(await at.released())
    await clock.set(march(18))
    await at.claim("ada", case_id)
    for user in ("ada", "dora"):
        async with at.browser_of(user):
            pass
    await clock.set(march(26))
    away = {"first_day": "2026-03-26", "last_day": "2026-03-27", "deputy": "demo|dora"}
    assert (await at.post("ada", "/absences", away)).status_code == 201
    found = (await at.get("finn", "/late-cases")).json()
    assert found["items"] == [
        {
            "case_id": case_id,
            "number": "2026-0412",
            "waits_for": "assessment",
            "due_on": "2026-03-23",
            "late": 3,
            "level": "Leitung der Organisationseinheit",
            "absence": True,
        }
    ]
    async with at.browser_of("finn") as browser:
        shown = (await browser.get("/bewertung")).text
    assert "Leitung der Organisationseinheit" in shown
    assert "jemand ist abwesend" in shown
    assert "Ada" not in shown


async def test_an_absence_is_entered_and_removed_on_its_page(at: Desk, clock: SampleClock) -> None:
    for user in ("dora", "ben", "eva"):
        async with at.browser_of(user):
            pass
    page = "/bewertung/abwesenheit"
    async with at.browser_of("ada") as browser:
        form = (await browser.get(page)).text
        assert "Dora" in form
        assert "Eva" not in form  # another role
        typed = {"first_day": "2026-03-10", "last_day": "2026-03-09", "deputy": "demo|dora"}
        refused = await submit(browser, page, typed)
        assert refused.status_code == 422
        assert 'value="2026-03-10"' in refused.text
        assert (await submit(browser, page, typed | {"last_day": "2026-03-12"})).status_code == 303
        assert "10. März 2026" in (await browser.get(page)).text
    own = (await at.get("ada", "/absences")).json()["items"]
    assert (await at.get("ben", "/absences")).json()["items"] == []
    async with at.as_("ben") as client:
        gone = await client.delete(f"/api/evaluation/v1/absences/{own[0]['id']}")
    assert (gone.status_code, gone.json()["code"]) == (404, "evaluation.absence_unknown")
    async with at.browser_of("ada") as browser:
        assert (await submit(browser, f"{page}/{own[0]['id']}/loeschung", {}, page=page)).status_code == 303
    assert (await at.get("ada", "/absences")).json()["items"] == []


async def test_a_deputy_is_known_has_the_same_role_and_is_there(at: Desk, clock: SampleClock) -> None:
    for user in ("ada", "dora", "eva"):
        async with at.browser_of(user):
            pass
    away = {"first_day": "2026-03-10", "last_day": "2026-03-12"}
    for deputy in ("demo|eva", "demo|ada", "demo|niemand"):
        refused = await at.post("ada", "/absences", {**away, "deputy": deputy})
        assert (refused.status_code, refused.json()["code"]) == (422, "evaluation.absence_invalid")
    assert (await at.post("dora", "/absences", {**away, "deputy": "demo|ada"})).status_code == 201
    assert (await at.post("ada", "/absences", {**away, "deputy": "demo|dora"})).status_code == 422


async def test_who_signs_in_is_remembered_and_stands_in_no_fact(at: Desk, clock: SampleClock) -> None:
    async with at.browser_of("gesa"):
        pass
    row = await at.pool.fetchrow("SELECT issuer, subject, name, unit, role FROM staff WHERE person = 'demo|gesa'")
    assert row is not None
    assert tuple(row) == ("demo", "gesa", "Gesa", "rechtsamt", "office")
    told = await at.pool.fetchval("SELECT count(*) FROM events WHERE data::text ILIKE '%demo|gesa%'")
    assert told == 0


async def test_the_page_shows_the_rules_and_tries_a_file(at: Desk, clock: SampleClock) -> None:
    await at.released()
    page = "/bewertung/fristen"
    async with at.browser_of("ines") as browser:
        shown = (await browser.get(page)).text
        assert "15 Arbeitstage" in shown
        token = shown.split('name="form_token" value="', 1)[1].split('"', 1)[0]
        for content, status, sentence in [
            (RULES.replace("assessment = 15", "assessment = 10"), 200, "16. März 2026"),
            (RULES.replace("assessment = 15", "assessment = 0"), 422, "working_days.assessment"),
            ("", 422, "Bitte wählen Sie eine Datei."),
        ]:
            tried = await browser.post(
                f"{page}/probe", data={"form_token": token}, files={"file": ("neu.toml", content.encode())}
            )
            assert tried.status_code == status
            assert sentence in tried.text
    assert await at.pool.fetchval("SELECT count(*) FROM cases WHERE due_on = '2026-03-16'") == 0


async def test_a_trial_keeps_the_days_by_which_a_case_was_postponed(
    at: Desk, clock: SampleClock, tmp_path: Path
) -> None:
    case_id = await at.case_of(await at.released(number="2026-0601"))
    assert (await postpone(at, case_id, "2026-03-30"))[0] == 204
    rules = tmp_path / "neu.toml"
    rules.write_text(RULES.replace("assessment = 15", "assessment = 10"))
    said = await command(at, "deadlines", "try", str(rules))
    assert "Offene Vorgänge: 1. Früher fällig: 1, später: 0, gleich: 0." in said
    assert "2026-0601" in said
    assert "30. März 2026 → 23. März 2026" in said


async def test_the_command_shows_the_digest_of_the_day_without_addresses(at: Desk, clock: SampleClock) -> None:
    case_id = await at.case_of(await at.released())
    async with at.browser_of("ada"):
        pass
    await at.pool.execute("UPDATE staff SET email = 'ada@stadt.example' WHERE person = 'demo|ada'")
    await clock.set(march(20))
    await at.claim("ada", case_id)
    said = await command(at, "evaluation", "digest", "--dry-run")
    assert "Gutachten, fällig am 23. März 2026" in said
    assert "E-Mails: 1" in said
    assert "ada@" not in said


async def command(at: Desk, *words: str) -> str:
    """What `impulswerk` prints on this database; it has to succeed."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "deploy.cli", *words),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={
            "IMPULSWERK_DATABASE_URL": at.settings.database_url.get_secret_value(),
            "IMPULSWERK_KAFKA": at.settings.kafka,
            "IMPULSWERK_SECRETS_FILE": str(at.settings.secrets_file),
        },
    )
    output, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()
    return output.decode()


async def test_a_case_that_is_raised_during_a_query_keeps_its_new_date_when_the_answer_comes(
    at: Desk, clock: SampleClock
) -> None:
    impulse_id = await at.released(track="short", profile="short")
    case_id = UUID(await at.case_of(impulse_id))
    near = at.app.state.surroundings
    await at.claim("ada", str(case_id))
    async with at.transactions.begin() as work:
        await stop_clock(await store.lock_case(work, case_id), march(9).date(), work, near)
    await clock.set(march(4))
    assert (await at.post("ada", f"/cases/{case_id}/track", {"profile": "full"})).status_code == 204
    raised = (await at.get("finn", f"/cases/{case_id}")).json()["due_on"]
    async with at.transactions.begin() as work:
        await resume_clock(await store.lock_case(work, case_id), "query_answered", work, near)
    assert raised == "2026-03-25"
    assert (await changes(at, impulse_id))[-1] == ("query_answered", "2026-03-27")
