"""What evaluation does by itself: tell lateness, free the claims of who is away, send digests; with the clock moved."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from deploy.local.sample.clock import SampleClock, sample_clock
from services.evaluation.digests import due_digests
from services.evaluation.duties import LOCK, alone_on_duty, do_duties
from services.evaluation.settings import EvaluationSettings
from shared.contracts.days import city_day
from tests.conftest import NewSettings
from tests.integration.evaluation_desk import Desk, desk, sheet
from tests.mailbox import Mailbox, mailbox_at_work

pytestmark = pytest.mark.servers

OPENED = datetime(2026, 3, 2, 9, tzinfo=UTC)
"""A Monday; an assessment is due on 23 March."""

ADDRESSES = {"ada": "ada@stadt.example", "dora": "dora@stadt.example", "gesa": "gesa@stadt.example"}


@pytest.fixture
async def at(new_settings: NewSettings, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    async with desk(await new_settings(), tmp_path_factory.mktemp("duties")) as running:
        yield running


@pytest.fixture
async def clock(at: Desk) -> AsyncIterator[SampleClock]:
    async with sample_clock({"evaluation": at.settings.database_url.get_secret_value()}) as moved:
        await moved.set(OPENED)
        yield moved


def march(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=UTC)


async def duties(at: Desk, settings: EvaluationSettings | None = None) -> None:
    await do_duties(at.transactions, at.app.state.surroundings, settings or at.settings)


async def late_facts(at: Desk, impulse_id: UUID) -> list[tuple[str, str, str]]:
    return [
        (kind, data["cause"], data["due_on"])
        for kind, data in await at.facts(impulse_id)
        if kind in ("overdue", "escalated")
    ]


async def sign_in(at: Desk, *users: str) -> None:
    for user in users:
        async with at.browser_of(user):
            pass
        await at.pool.execute("UPDATE staff SET email = $2 WHERE person = $1", f"demo|{user}", ADDRESSES.get(user))


async def test_overdue_is_told_once_and_every_level_once(at: Desk, clock: SampleClock) -> None:
    impulse_id = await at.released()
    overdue = ("overdue", "assessment", "2026-03-23")
    escalated = ("escalated", "assessment", "2026-03-23")
    expected = {23: [], 24: [overdue], 25: [overdue], 26: [overdue, escalated]}
    for day, told in expected.items():
        await clock.set(march(day))
        await duties(at)
        await duties(at)
        assert await late_facts(at, impulse_id) == told
    await clock.set(datetime(2026, 4, 1, 9, tzinfo=UTC))  # seven working days late
    await duties(at)
    assert await late_facts(at, impulse_id) == [overdue, escalated]
    await clock.set(datetime(2026, 4, 2, 9, tzinfo=UTC))
    await duties(at)
    assert await late_facts(at, impulse_id) == [overdue, escalated, escalated]


async def test_levels_that_were_passed_while_the_service_stood_still_are_told_together(
    at: Desk, clock: SampleClock
) -> None:
    impulse_id = await at.released()
    await clock.set(datetime(2026, 5, 29, 9, tzinfo=UTC))
    await duties(at)
    assert [kind for kind, _, _ in await late_facts(at, impulse_id)] == [
        "overdue",
        "escalated",
        "escalated",
        "escalated",
    ]


async def test_a_decision_and_a_statement_are_late_by_their_own_dates(at: Desk, clock: SampleClock) -> None:
    decided, _ = await at.assessed("G1")
    asked = await at.released()
    case_id = await at.case_of(asked)
    in_doubt = sheet("G1", "A")
    in_doubt["exclusions"]["K1"] = "offen"
    await at.assess("ada", case_id, in_doubt)
    await at.assess("ben", case_id, sheet("G1", "B"))
    await clock.set(march(17))
    await duties(at)
    assert await late_facts(at, asked) == [("overdue", "statement", "2026-03-16")]
    assert await late_facts(at, decided) == []
    await clock.set(march(24))
    await duties(at)
    assert await late_facts(at, decided) == [("overdue", "decision", "2026-03-23")]


async def test_whoever_is_away_for_longer_than_a_lease_gives_the_claims_back(at: Desk, clock: SampleClock) -> None:
    impulse_id = await at.released()
    case_id = await at.case_of(impulse_id)
    await sign_in(at, "ada", "dora")
    claim = (await at.claim("ada", case_id)).json()["token"]
    draft = {"ratings": {"L1": {"value": 1}}, "exclusions": {}}
    assert (await at.put("ada", f"/cases/{case_id}/assessment", {"token": claim, **draft})).status_code == 200
    away = {"first_day": "2026-03-04", "last_day": "2026-03-20", "deputy": "demo|dora"}
    assert (await at.post("ada", "/absences", away)).status_code == 201
    await duties(at)
    assert [kind for kind, _ in await at.facts(impulse_id)] == ["case_opened", "claimed"]
    await clock.set(march(4, 5))
    await duties(at)
    await duties(at)
    assert [kind for kind, _ in await at.facts(impulse_id)] == ["case_opened", "claimed", "handed_back"]
    assert (await at.claim("dora", case_id)).status_code == 200
    kept = await at.pool.fetchval("SELECT ratings FROM seats WHERE evaluator = 'demo|ada'")
    assert kept == {"L1": {"value": 1}}
    await clock.set(march(21))
    await duties(at)
    assert await at.pool.fetchval("SELECT count(*) FROM absences") == 0


@asynccontextmanager
async def mail_server(at: Desk) -> AsyncIterator[tuple[Mailbox, EvaluationSettings]]:
    async with mailbox_at_work() as (mailbox, changes):
        yield mailbox, at.settings.model_copy(update=changes)


async def held_by_ada(at: Desk, clock: SampleClock, **received: Any) -> str:
    """A case that is due on 23 March and held by Ada until the day before it is late."""
    case_id = await at.case_of(await at.released(**received))
    await clock.set(march(18))
    assert (await at.claim("ada", case_id)).status_code == 200
    return case_id


async def test_the_digest_goes_out_at_seven_once_a_day_to_whom_something_waits_for(
    at: Desk, clock: SampleClock
) -> None:
    await sign_in(at, "ada", "gesa")
    await held_by_ada(at, clock, number="2026-0417")
    async with mail_server(at) as (mailbox, settings):
        await clock.set(march(18, 9))  # three working days before
        await duties(at, settings)
        assert mailbox.arrived == []
        await clock.set(datetime(2026, 3, 19, 5, 59, tzinfo=UTC))  # 6:59 in the city
        await duties(at, settings)
        assert mailbox.arrived == []
        for minute in (0, 1, 2):
            await clock.set(datetime(2026, 3, 19, 6, minute, tzinfo=UTC))
            await duties(at, settings)
        assert [to for to, _ in mailbox.arrived] == [ADDRESSES["ada"]]
        assert mailbox.arrived[0][1]["Subject"] == "Bewertung: 1 Vorgang bald fällig"
        assert "2026-0417 Trinkbrunnen am Marktplatz: Gutachten, fällig am 23. März 2026" in mailbox.text()
        await clock.set(march(21))  # a Saturday
        await duties(at, settings)
        assert len(mailbox.arrived) == 1
        await clock.set(march(24))
        await duties(at, settings)
        assert "1 Arbeitstag überfällig" in mailbox.text(1)


async def test_a_confidential_impulse_has_no_title_in_the_digest(at: Desk, clock: SampleClock) -> None:
    await sign_in(at, "ada")
    await held_by_ada(at, clock, visibility="confidential")
    await clock.set(march(20))
    async with mail_server(at) as (mailbox, settings):
        await duties(at, settings)
        assert "Vertraulicher Impuls" in mailbox.text()
        assert "Trinkbrunnen" not in mailbox.text()


async def test_the_deputy_is_reminded_of_a_short_absence(at: Desk, clock: SampleClock) -> None:
    await sign_in(at, "ada", "dora")
    await held_by_ada(at, clock)
    away = {"first_day": "2026-03-19", "last_day": "2026-03-20", "deputy": "demo|dora"}
    assert (await at.post("ada", "/absences", away)).status_code == 201
    await clock.set(march(20))
    async with mail_server(at) as (mailbox, settings):
        await duties(at, settings)
        assert [to for to, _ in mailbox.arrived] == [ADDRESSES["dora"]]
        assert "in Vertretung" in mailbox.text()


async def test_nothing_is_lost_while_the_mail_server_is_away_and_nobody_gets_two(
    at: Desk, clock: SampleClock, capfd: pytest.CaptureFixture[str]
) -> None:
    await sign_in(at, "ada", "gesa")
    await held_by_ada(at, clock)
    await at.pool.execute("UPDATE staff SET role = 'decider' WHERE person = 'demo|gesa'")
    await at.pool.execute("UPDATE cases SET state = 'consolidated' WHERE case_id = $1", await _other_case(at))
    await clock.set(march(20))
    async with mail_server(at) as (mailbox, settings):
        await duties(at, settings.model_copy(update={"smtp_port": 1}))
        assert await at.pool.fetchval("SELECT count(*) FROM digests") == 0
        mailbox.refused = {ADDRESSES["ada"]}
        await duties(at, settings)
        await duties(at, settings)
        assert [to for to, _ in mailbox.arrived] == [ADDRESSES["gesa"]]
        assert await at.pool.fetchval("SELECT count(*) FROM digests") == 2
    said = capfd.readouterr()
    assert "ada@" not in said.out + said.err


async def _other_case(at: Desk) -> UUID:
    """A case that waits for its decision since 2 March."""
    other = await at.released(number="2026-0500")
    await at.pool.execute("UPDATE cases SET state_since = $1 WHERE impulse_id = $2", OPENED, other)
    return UUID(await at.case_of(other))


async def test_a_digest_that_was_claimed_before_a_crash_is_not_sent_again(at: Desk, clock: SampleClock) -> None:
    await sign_in(at, "ada")
    await held_by_ada(at, clock)
    await clock.set(march(20))
    await at.pool.execute("INSERT INTO digests (person, day) VALUES ('demo|ada', '2026-03-20')")
    async with at.transactions.begin() as work:
        deadlines = at.app.state.surroundings.city.deadlines
        assert await due_digests(city_day(work.now), work, deadlines, at.settings.links_evaluation) == []


async def test_only_one_instance_does_the_duties(at: Desk, clock: SampleClock) -> None:
    async with at.pool.acquire() as other:
        assert await other.fetchval("SELECT pg_try_advisory_lock($1)", LOCK)
        async with alone_on_duty(at.pool) as alone:
            assert not alone
        await other.execute("SELECT pg_advisory_unlock($1)", LOCK)
    async with alone_on_duty(at.pool) as alone:
        assert alone


async def test_a_statement_that_is_asked_for_beside_the_assessment_is_late_by_its_own_date(
    at: Desk, clock: SampleClock
) -> None:
    impulse_id = await at.released()
    case_id = await at.case_of(impulse_id)
    await at.claim("ada", case_id)
    question = {"unit": "rechtsamt", "criteria": ["L1"], "question": "Ist das rechtlich möglich?"}
    asked = await at.post("ada", f"/cases/{case_id}/statements", question)
    assert asked.status_code == 201, asked.text
    await sign_in(at, "gesa")
    await clock.set(march(13))
    assert [each["waits_for"] for each in (await at.get("gesa", "/reminders")).json()["items"]] == ["statement"]
    await clock.set(march(17))
    await duties(at)
    assert await late_facts(at, impulse_id) == [("overdue", "statement", "2026-03-16")]
    [late] = (await at.get("finn", "/late-cases")).json()["items"]
    assert (late["waits_for"], late["late"]) == ("statement", 1)
    await clock.set(march(24))
    await duties(at)
    assert {cause for _, cause, _ in await late_facts(at, impulse_id)} == {"statement", "assessment"}
