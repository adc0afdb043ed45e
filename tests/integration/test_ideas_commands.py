"""The commands of ideas on a real PostgreSQL: what is stored, what is announced, what stays inside."""

import asyncio
import hashlib
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from time import monotonic
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import orjson
import pytest
from uuid6 import uuid7

from services.ideas import store, vault
from services.ideas.commands.declare_inadmissible import DeclareInadmissible, declare_inadmissible
from services.ideas.commands.follow_facts import follow_fact, learn_profiles
from services.ideas.commands.import_impulses import ImportedImpulse, ImportImpulses, import_impulses
from services.ideas.commands.release_impulse import ReleaseImpulse, release_impulse
from services.ideas.commands.submit_impulses import Receipt, SubmitImpulse, submit_impulses
from services.ideas.commands.take_up_portal_events import TakeUpPortalEvent, take_up_portal_events
from services.ideas.domain.access_code import access_code, code_hash
from services.ideas.domain.errors import (
    AccessCodeTaken,
    ImpulseNotFound,
    ImpulseNotInScreening,
    ReasonInvalid,
    ReferenceReused,
)
from services.ideas.domain.marks import submitter_mark
from services.ideas.domain.profiles import FULL, Profile
from services.ideas.domain.release import Choice
from services.ideas.domain.submission import Submission
from services.ideas.file_import.mapping import load_mapping
from services.ideas.file_import.rows import read_rows
from services.ideas.file_import.table import open_table
from services.ideas.main import MIGRATIONS
from services.ideas.queries.list_impulses import list_impulses
from services.ideas.queries.status_by_code import status_by_code
from services.ideas.setup import Setup
from shared.contracts.case_sheet import CaseSheet
from shared.contracts.cloudevents import Envelope
from shared.contracts.facts import (
    CatalogueActivated,
    Costs,
    ImpulseReceived,
    MeasurePlanned,
    SubmittedToCouncil,
    TextRef,
)
from shared.contracts.topics import FactTopic, TextTopic
from shared.messaging.service import prepare_database
from shared.messaging.transactions import Transactions
from shared.messaging.unit_of_work import Origin
from shared.runtime.database import open_pool
from tests.conftest import NewSettings
from tests.proposals import proposals_file, why_missing

pytestmark = pytest.mark.servers

MAPPING = Path(__file__).parent.parent / "data" / "proposals.toml"
CODE_KEY = "an-idempotency-key-1"
CONTENT = Submission("Mehr Bäume", "Am Marktplatz fehlt Schatten.", "citizens", "Klima und Energie", "Marktplatz")


class Ideas:
    """The service's database and keys, without Kafka."""

    def __init__(self, pool: asyncpg.Pool, setup: Setup) -> None:
        self.pool = pool
        self.setup = setup
        self.transactions = Transactions(pool, "ideas", wake=lambda: None)

    async def submit(self, content: Submission = CONTENT, **more: Any) -> Receipt:
        command = SubmitImpulse(content, "form", CODE_KEY, **more)
        async with self.transactions.begin("s.yilmaz") as work:
            (receipt,) = await submit_impulses([command], work, self.setup.keys)
        return receipt

    async def take_up(self, reference: str, **more: Any) -> UUID:
        given: dict[str, Any] = {"source": "/portal", "reference": reference, "content": CONTENT}
        command = TakeUpPortalEvent(**(given | more))
        async with self.transactions.begin() as work:
            (impulse_id,) = await take_up_portal_events([command], work, self.setup.keys)
        return impulse_id

    async def release(self, impulse_id: UUID, choice: Choice | None = None) -> None:
        async with self.transactions.begin("s.yilmaz") as work:
            offer = self.setup.offer(await store.load_profiles(work.connection))
            await release_impulse(ReleaseImpulse(impulse_id, choice or Choice()), work, offer)

    async def refuse(self, impulse_id: UUID, reason: str) -> None:
        async with self.transactions.begin("s.yilmaz") as work:
            await declare_inadmissible(DeclareInadmissible(impulse_id, reason), work)

    async def bring_in(self, rows: list[ImportedImpulse], *, released: bool = False, source: str = "file") -> int:
        async with self.transactions.begin("import") as work:
            offer = self.setup.offer((FULL,))
            return await import_impulses(ImportImpulses(source, rows, released), work, offer)

    async def told(self, impulse_id: UUID) -> dict[str, list[dict[str, Any]]]:
        """What waits in the outbox about an impulse, by topic."""
        rows = await self.pool.fetch(
            "SELECT topic, value FROM outbox WHERE partition_key = $1 ORDER BY position", str(impulse_id)
        )
        told: dict[str, list[dict[str, Any]]] = {}
        for row in rows:
            told.setdefault(row["topic"], []).append(orjson.loads(row["value"]))
        return told

    async def state(self, impulse_id: UUID) -> str:
        state: str = await self.pool.fetchval("SELECT state FROM impulses WHERE id = $1", impulse_id)
        return state

    async def everything(self) -> str:
        """Every row of every table, as text."""
        tables = await self.pool.fetch(
            "SELECT table_schema || '.' || table_name AS name FROM information_schema.tables "
            "WHERE table_schema IN ('public', 'vault') AND table_type = 'BASE TABLE'"
        )
        written = [await self.pool.fetch(f"SELECT t::text AS row FROM {table['name']} AS t") for table in tables]
        outbox = await self.pool.fetch(
            "SELECT convert_from(value, 'UTF8') AS value FROM outbox WHERE value IS NOT NULL"
        )
        return "\n".join([*(row["row"] for rows in written for row in rows), *(row["value"] for row in outbox)])


@pytest.fixture(scope="module")
async def ideas(new_settings: NewSettings) -> AsyncIterator[Ideas]:
    settings = await new_settings()
    await prepare_database(settings, *MIGRATIONS)
    pool = await open_pool(settings)
    yield Ideas(pool, Setup.of(settings))
    await pool.close()


# Numbers


async def test_numbers_are_given_once_and_no_writer_waits_for_another(ideas: Ideas) -> None:
    await ideas.submit()  # opens the year, the one moment when others wait
    async with ideas.transactions.begin() as first:
        mine = await store.new_numbers(first, 3)
        async with asyncio.timeout(2), ideas.transactions.begin() as second:
            others = await store.new_numbers(second, 2)
    assert len({*mine, *others}) == 5
    assert all(number.startswith(f"{first.now.astimezone(UTC).year}-") for number in mine)
    assert sorted(mine) == mine


async def test_the_count_begins_anew_every_year(ideas: Ideas) -> None:
    async with ideas.transactions.begin() as work:
        work.now = datetime(2031, 12, 31, 23, 30, tzinfo=UTC)
        assert await store.new_numbers(work, 2) == ["2032-0001", "2032-0002"]
        work.now = datetime(2033, 6, 1, tzinfo=UTC)
        assert await store.new_numbers(work, 1) == ["2033-0001"]


# Submission


async def test_a_submission_is_announced_without_a_word_of_it(ideas: Ideas) -> None:
    receipt = await ideas.submit(contact={"email": "canary@example.org"}, submitter=("demo", "canary.subject"))
    told = await ideas.told(receipt.id)
    assert set(told) == {FactTopic.IMPULSES}
    (received,) = told[FactTopic.IMPULSES]
    mark = submitter_mark(ideas.setup.keys.match, receipt.id, "demo", "canary.subject")
    assert received == {
        "impulse_id": str(receipt.id),
        "number": receipt.number,
        "origin": "citizens",
        "channel": "form",
        "visibility": "public",
        "received_on": received["received_on"],
        "imported": False,
        "has_contact": True,
        "submitter_marks": [mark],
    }


async def test_contact_and_submitter_are_readable_in_the_vault_only(ideas: Ideas) -> None:
    contact = {"name": "Canary Person", "email": "canary@example.org", "phone": "0711 4711"}
    receipt = await ideas.submit(contact=contact, submitter=("issuer-canary", "subject-canary"))
    written = await ideas.everything()
    assert all(secret not in written for secret in (*contact.values(), "issuer-canary", "subject-canary"))
    async with ideas.transactions.begin() as work:
        found = await vault.look_up(work.connection, ideas.setup.keys.vault, receipt.id)
    assert found == {"contact": contact, "submitter": {"issuer": "issuer-canary", "subject": "subject-canary"}}


async def test_whoever_says_nothing_leaves_no_row_in_the_vault(ideas: Ideas) -> None:
    receipt = await ideas.submit()
    async with ideas.transactions.begin() as work:
        assert await vault.look_up(work.connection, ideas.setup.keys.vault, receipt.id) is None


async def test_the_code_opens_the_status_and_is_stored_nowhere(ideas: Ideas) -> None:
    receipt = await ideas.submit()
    keys = ideas.setup.keys
    code = access_code(keys.access_code, CODE_KEY, receipt.id)
    status = await status_by_code(ideas.pool, keys.lookup, f" {code.lower()} ")
    assert status is not None
    assert (status.number, status.title, status.label) == (receipt.number, "Mehr Bäume", "in der Vorprüfung")
    assert not status.on_public_page
    written = await ideas.everything()
    assert code not in written
    assert code_hash(code).hex() not in written
    assert await status_by_code(ideas.pool, keys.lookup, "0" * 27) is None
    assert await status_by_code(ideas.pool, keys.lookup, "") is None


async def test_what_is_handed_in_together_is_told_apart_by_person_and_trace(ideas: Ideas) -> None:
    traces = [f"00-{letter * 32}-{letter * 16}-01" for letter in "abc"]
    people = ["one", None, "three"]
    commands = [
        SubmitImpulse(CONTENT, "form", CODE_KEY, {"name": "N"}, ("demo", str(who)), Origin(who, trace))
        for who, trace in zip(people, traces, strict=True)
    ]
    async with ideas.transactions.begin("nobody of them") as work:
        receipts = await submit_impulses(commands, work, ideas.setup.keys)
    assert [receipt.number for receipt in receipts] == sorted(receipt.number for receipt in receipts)
    subjects = [str(receipt.id) for receipt in receipts]
    for subject, who, trace in zip(subjects, people, traces, strict=True):
        assert await ideas.pool.fetchval("SELECT actor FROM events WHERE subject = $1", subject) == who
        headers = await ideas.pool.fetchval("SELECT headers FROM outbox WHERE partition_key = $1", subject)
        assert dict(headers)["traceparent"] == trace
    async with ideas.transactions.begin() as work:
        vaulted = [await vault.look_up(work.connection, ideas.setup.keys.vault, receipt.id) for receipt in receipts]
    assert [found["submitter"]["subject"] for found in vaulted if found] == [str(who) for who in people]


async def test_an_aggregate_begins_once(ideas: Ideas) -> None:
    receipt = await ideas.submit()
    again = ImpulseReceived(
        impulse_id=receipt.id,
        number=receipt.number,
        origin="citizens",
        channel="form",
        visibility="public",
        received_on=date(2026, 1, 1),
    )
    with pytest.raises(asyncpg.UniqueViolationError):
        async with ideas.transactions.begin() as work:
            work.record(again, first=True)
    assert len((await ideas.told(receipt.id))[FactTopic.IMPULSES]) == 1


# Portal


async def test_a_portal_event_becomes_one_impulse_however_often_it_comes(ideas: Ideas) -> None:
    reference = f"portal-{uuid4()}"
    marks = ("a" * 64, "b" * 64)
    first = await ideas.take_up(reference, own_marks=marks, received_on=date(2026, 3, 1))
    assert await ideas.take_up(reference, own_marks=marks, received_on=date(2026, 3, 1)) == first
    assert await ideas.take_up(reference, source="/another-portal") != first
    (received,) = (await ideas.told(first))[FactTopic.IMPULSES]
    assert received["channel"] == "portal"
    assert received["portal_reference"] == reference
    assert received["submitter_marks"] == list(marks)
    assert received["received_on"] == "2026-03-01"


async def test_the_same_event_from_two_partitions_at_once_becomes_one_impulse(ideas: Ideas) -> None:
    reference = f"portal-{uuid4()}"
    assert len(set(await asyncio.gather(*(ideas.take_up(reference) for _ in range(5))))) == 1


def events(*references: str, **more: Any) -> list[TakeUpPortalEvent]:
    given: dict[str, Any] = {"source": f"/portal/{uuid4()}", "content": CONTENT} | more
    return [TakeUpPortalEvent(reference=reference, **given) for reference in references]


async def test_references_are_unique_within_a_batch_too(ideas: Ideas) -> None:
    batch = events("ref-1", "ref-2", "ref-1", "ref-3", "ref-2")
    async with ideas.transactions.begin() as work:
        one, two, one_again, three, two_again = await take_up_portal_events(batch, work, ideas.setup.keys)
    assert (one, two) == (one_again, two_again)
    assert len({one, two, three}) == 3
    async with ideas.transactions.begin() as work:
        later = await take_up_portal_events([*events("ref-4", source=batch[0].source), *batch], work, ideas.setup.keys)
    assert later[1:] == [one, two, one, three, two]
    assert await ideas.pool.fetchval("SELECT count(*) FROM impulses WHERE source = $1", batch[0].source) == 4
    assert len((await ideas.told(one))[FactTopic.IMPULSES]) == 1


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"content": Submission("Anderes", "Text", "citizens")}, ReferenceReused),
        ({"reference": "ref-2", "code_hash": b"c" * 32}, AccessCodeTaken),
    ],
)
async def test_one_bad_event_of_a_batch_stops_the_whole_batch(
    ideas: Ideas, changed: dict[str, Any], error: type[Exception]
) -> None:
    (first,) = events("ref-1", code_hash=b"c" * 32)
    with pytest.raises(error):
        async with ideas.transactions.begin() as work:
            await take_up_portal_events([first, replace(first, **changed)], work, ideas.setup.keys)
    assert await ideas.pool.fetchval("SELECT count(*) FROM impulses WHERE source = $1", first.source) == 0


async def test_a_reference_cannot_be_used_for_another_impulse(ideas: Ideas) -> None:
    reference = f"portal-{uuid4()}"
    await ideas.take_up(reference)
    with pytest.raises(ReferenceReused):
        await ideas.take_up(reference, content=Submission("Anderes", "Text", "citizens"))


async def test_a_code_that_the_portal_made_opens_the_status_page(ideas: Ideas) -> None:
    code = access_code(b"a portal has a secret of its own", "its key for the person", uuid4())
    sent = hashlib.sha256(code.encode()).digest()
    await ideas.take_up(f"portal-{uuid4()}", code_hash=sent)
    assert await status_by_code(ideas.pool, ideas.setup.keys.lookup, code) is not None
    with pytest.raises(AccessCodeTaken):
        await ideas.take_up(f"portal-{uuid4()}", code_hash=sent)


# Screening


async def test_a_release_publishes_the_text_and_keeps_the_case_sheet_for_staff(ideas: Ideas) -> None:
    receipt = await ideas.submit()
    choice = Choice(
        title="Bäume am Markt", strategic_goals=[4], unit="gruenflaechen", case_sheet=CaseSheet(problem="Hitze")
    )
    await ideas.release(receipt.id, choice)
    told = await ideas.told(receipt.id)
    (text,), (sheet,) = told[TextTopic.IMPULSE_TEXTS], told[TextTopic.IMPULSE_CASE_TEXTS]
    assert (text["kind"], text["title"], text["body"], text["place"]) == (
        "impulse",
        "Bäume am Markt",
        CONTENT.text,
        "Marktplatz",
    )
    assert (sheet["kind"], sheet["body"]) == ("case_sheet", "Problem: Hitze")
    _, released = told[FactTopic.IMPULSES]
    assert released["text"]["text_id"] == text["text_id"]
    assert released["case_sheet"]["text_id"] == sheet["text_id"]
    assert (released["track"], released["profile"], released["unit"]) == ("full", "full", "gruenflaechen")
    assert (released["field_of_action"], released["strategic_goals"]) == ("Klima und Energie", [4])
    assert await ideas.state(receipt.id) == "released"


async def test_an_impulse_is_released_once(ideas: Ideas) -> None:
    receipt = await ideas.submit()
    await ideas.release(receipt.id)
    with pytest.raises(ImpulseNotInScreening):
        await ideas.release(receipt.id)
    with pytest.raises(ImpulseNotInScreening):
        await ideas.refuse(receipt.id, "Zu spät.")
    assert len((await ideas.told(receipt.id))[FactTopic.IMPULSES]) == 2


async def test_two_coordinators_at_once_release_once(ideas: Ideas) -> None:
    receipt = await ideas.submit()
    outcomes = await asyncio.gather(*(ideas.release(receipt.id) for _ in range(4)), return_exceptions=True)
    assert Counter(type(outcome) for outcome in outcomes) == {type(None): 1, ImpulseNotInScreening: 3}


async def test_an_inadmissible_impulse_publishes_its_reason_and_nothing_else(ideas: Ideas) -> None:
    receipt = await ideas.submit(Submission("Canary Titel", "Canary Text", "citizens", place="Canary Ort"))
    await ideas.refuse(receipt.id, " Dafür ist das Land zuständig. ")
    told = await ideas.told(receipt.id)
    assert set(told) == {FactTopic.IMPULSES, TextTopic.IMPULSE_TEXTS}
    assert "Canary" not in orjson.dumps(told).decode()
    (reason,) = told[TextTopic.IMPULSE_TEXTS]
    assert (reason["kind"], reason["body"]) == ("inadmissible_reason", "Dafür ist das Land zuständig.")
    code = access_code(ideas.setup.keys.access_code, CODE_KEY, receipt.id)
    status = await status_by_code(ideas.pool, ideas.setup.keys.lookup, code)
    assert status is not None
    assert (status.label, status.refusal) == ("nicht zulässig", "Dafür ist das Land zuständig.")


async def test_screening_of_nothing_or_without_a_reason_is_refused(ideas: Ideas) -> None:
    receipt = await ideas.submit()
    with pytest.raises(ReasonInvalid):
        await ideas.refuse(receipt.id, " \n ")
    with pytest.raises(ImpulseNotFound):
        await ideas.refuse(uuid4(), "Gibt es nicht.")
    with pytest.raises(ImpulseNotFound):
        await ideas.release(uuid4())
    assert await ideas.state(receipt.id) == "screening"


async def test_the_queue_is_read_page_by_page_in_the_order_of_arrival(ideas: Ideas) -> None:
    numbers = [(await ideas.submit()).number for _ in range(5)]
    seen: list[str] = []
    cursor = None
    while True:
        page = await list_impulses(ideas.pool, None, cursor, limit=3)
        seen += [item.number for item in page.items]
        if page.next is None:
            break
        cursor = page.next
    assert seen[-5:] == numbers
    assert len(seen) == len(set(seen))


# Import


def rows(count: int, prefix: str) -> list[ImportedImpulse]:
    return [
        ImportedImpulse(f"{prefix}-{number}", Submission(f"Vorschlag {number}", "", "citizens"), date(2017, 9, 13))
        for number in range(count)
    ]


async def test_a_second_import_changes_nothing(ideas: Ideas) -> None:
    prefix = str(uuid4())
    assert await ideas.bring_in(rows(3, prefix)) == 3
    before = await ideas.everything()
    assert await ideas.bring_in(rows(3, prefix), released=True) == 0
    assert await ideas.everything() == before
    assert await ideas.bring_in(rows(5, prefix)) == 2
    assert await ideas.bring_in(rows(3, prefix), source="another") == 3


async def test_two_imports_at_once_take_up_every_row_once(ideas: Ideas) -> None:
    prefix = str(uuid4())
    counts = await asyncio.gather(*(ideas.bring_in(rows(50, prefix), released=True) for _ in range(3)))
    assert sum(counts) == 50


async def test_a_reference_that_stands_twice_counts_once_and_its_first_row_wins(ideas: Ideas) -> None:
    prefix = str(uuid4())
    twice = [*rows(2, prefix), ImportedImpulse(f"{prefix}-0", Submission("Später", "", "citizens"))]
    assert await ideas.bring_in(twice) == 2
    title = await ideas.pool.fetchval("SELECT title FROM impulses WHERE reference = $1", f"{prefix}-0")
    assert title == "Vorschlag 0"


async def test_imported_impulses_are_released_at_once_if_wished(ideas: Ideas) -> None:
    prefix = str(uuid4())
    (row,) = rows(1, prefix)
    with_source = replace(row, source_url="https://e.org/1", licence="CC BY 4.0")
    await ideas.bring_in([with_source], released=True)
    impulse_id = await ideas.pool.fetchval("SELECT id FROM impulses WHERE reference = $1", row.reference)
    told = await ideas.told(impulse_id)
    received, released = told[FactTopic.IMPULSES]
    assert (received["imported"], received["channel"], received["received_on"]) == (True, "import", "2017-09-13")
    assert (released["track"], released["profile"], "field_of_action" in released) == ("full", "full", False)
    (text,) = told[TextTopic.IMPULSE_TEXTS]
    assert (text["title"], text["body"]) == ("Vorschlag 0", "")
    assert (text["source_url"], text["licence"]) == ("https://e.org/1", "CC BY 4.0")


@pytest.mark.skipif(why_missing() is not None, reason=why_missing() or "")
async def test_the_real_proposals_come_in_complete(ideas: Ideas) -> None:
    mapping = load_mapping(MAPPING)
    read = list(
        read_rows(open_table(proposals_file(), list(mapping.columns.values())), mapping, ideas.setup.fields_of_action)
    )
    proposals = [row for row in read if isinstance(row, ImportedImpulse)]
    assert len(proposals) == len(read) == 2866
    begin = monotonic()
    new = 0
    for at in range(0, len(proposals), 500):
        new += await ideas.bring_in(proposals[at : at + 500], released=True, source=mapping.source)
    print(f"\nimport and release of {new} proposals: {monotonic() - begin:.2f} s")  # noqa: T201
    assert new == 2866
    found = await ideas.pool.fetchrow(
        """
        SELECT count(*) AS impulses, count(*) FILTER (WHERE text = '') AS without_text, count(DISTINCT number) AS numbers
        FROM impulses
        WHERE source = $1
        AND state = 'released'
        """,
        mapping.source,
    )
    assert found is not None
    assert tuple(found) == (2866, 35, 2866)


# What other services tell


def cause(time: datetime) -> Envelope:
    return Envelope(id=str(uuid7()), type="-", source="/impulswerk/evaluation", subject="-", time=time)


async def test_facts_of_other_services_move_the_status_in_any_order(ideas: Ideas) -> None:
    receipt = await ideas.submit()
    planned = MeasurePlanned(
        impulse_id=receipt.id,
        measure_id=uuid7(),
        text=TextRef(text_id=uuid7(), text_version=1, text_hash="0" * 64),
        unit="tiefbau",
        due_on=date(2027, 1, 1),
        costs=Costs(planned_cents=100),
    )
    council = SubmittedToCouncil(
        impulse_id=receipt.id,
        case_id=uuid7(),
        round=1,
        body="gemeinderat",
        paper_number="12/2026",
        session_on=date(2026, 12, 1),
    )
    for fact in (planned, council):
        async with ideas.transactions.begin() as work:
            work.cause = cause(datetime(2026, 11, 20, tzinfo=UTC))
            await follow_fact(fact, work)
    await ideas.release(receipt.id)
    code = access_code(ideas.setup.keys.access_code, CODE_KEY, receipt.id)
    status = await status_by_code(ideas.pool, ideas.setup.keys.lookup, code)
    assert status is not None
    assert status.label == "liegt dem Gemeinderat vor"
    assert status.on_public_page


async def test_the_profiles_of_the_latest_catalogue_are_offered(ideas: Ideas) -> None:
    async def activate(day: int, *profiles: str) -> None:
        catalogue = {"profiles": [{"id": name, "label_de": name.title(), "track": "full"} for name in profiles]}
        fact = CatalogueActivated(catalogue_id="city", catalogue_version="1.0.0", sha256="0" * 64, catalogue=catalogue)
        async with ideas.transactions.begin() as work:
            work.cause = cause(datetime(2026, 11, day, tzinfo=UTC))
            await learn_profiles(fact, work)

    assert await store.load_profiles(ideas.pool) == ()
    await activate(3, "full", "building")
    await activate(2, "old")
    await activate(4, "full", "internal")
    assert await store.load_profiles(ideas.pool) == (
        Profile("full", "Full", "full"),
        Profile("internal", "Internal", "full"),
    )
