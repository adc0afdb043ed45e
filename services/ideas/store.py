"""The tables of ideas: the only place that knows their columns. Everything is written in sets, one impulse is a set of one."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

import asyncpg

from services.ideas.domain.errors import AccessCodeTaken, ImpulseNotFound
from services.ideas.domain.impulse import Impulse, ImpulseState
from services.ideas.domain.numbers import number
from services.ideas.domain.profiles import Limits, Profile
from services.ideas.domain.release import Release
from services.ideas.domain.submission import Submission
from services.ideas.domain.timeline import later
from shared.contracts.days import city_day
from shared.contracts.event import Fact
from shared.contracts.impulses import ImpulseReceived
from shared.contracts.lists import Channel, Visibility
from shared.contracts.status import StatusParts
from shared.contracts.texts import Text
from shared.contracts.topics import TextTopic
from shared.messaging.journal import format_time
from shared.messaging.texts import store_texts
from shared.messaging.unit_of_work import Origin, UnitOfWork
from shared.runtime.queries import load_queries

QUERIES = load_queries(Path(__file__).parent / "sql")

_CODE_LOOKUP_CONSTRAINT = "impulses_code_lookup_key"


Reference = tuple[str, str]
"""A source and what it calls one of its impulses: together unique within a channel."""


@dataclass(frozen=True, slots=True)
class NewImpulse:
    """An impulse that has just arrived; `source` and `reference` together make it unique within its channel.

    `origin` is given where several people's impulses arrive together.
    """

    id: UUID
    number: str
    channel: Channel
    content: Submission
    received_on: date
    state: ImpulseState = ImpulseState.SCREENING
    visibility: Visibility = "public"
    has_contact: bool = False
    source: str | None = None
    reference: str | None = None
    source_url: str | None = None
    licence: str | None = None
    code_lookup: bytes | None = None
    submitter_marks: tuple[str, ...] = ()
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class StoredReference:
    """What came before under a reference."""

    id: UUID
    number: str
    title: str
    text: str
    origin: str
    field_of_action: str | None


async def new_numbers(work: UnitOfWork, count: int) -> list[str]:
    """The next numbers of this year, in the city's time; no writer waits for another but for the first of a year."""
    year = city_day(work.now).year
    rows = await work.connection.fetch(QUERIES["allocate_numbers"], year, count)
    if not rows:
        await work.connection.execute(QUERIES["begin_year"], year)
        rows = await work.connection.fetch(QUERIES["allocate_numbers"], year, count)
    return [number(year, row["count"]) for row in rows]


async def insert(work: UnitOfWork, impulses: Sequence[NewImpulse]) -> set[UUID]:
    """Store impulses as received; returns the ids of those that did not come before by the same source and reference.

    Raises: AccessCodeTaken.
    """
    received = ImpulseReceived.event_type
    try:
        rows = await work.connection.fetch(
            QUERIES["insert_impulses"],
            [new.id for new in impulses],
            [new.number for new in impulses],
            [new.state for new in impulses],
            [new.content.origin for new in impulses],
            [new.channel for new in impulses],
            [new.visibility for new in impulses],
            [new.content.title for new in impulses],
            [new.content.text for new in impulses],
            [new.content.place for new in impulses],
            [new.content.field_of_action for new in impulses],
            [new.received_on for new in impulses],
            [new.has_contact for new in impulses],
            [new.source for new in impulses],
            [new.reference for new in impulses],
            [new.source_url for new in impulses],
            [new.licence for new in impulses],
            [new.code_lookup for new in impulses],
            [new.content.motion for new in impulses],
            work.now,
            StatusParts().after(received, {}).as_json(),
            later({}, received, format_time(work.now)),
        )
    except asyncpg.UniqueViolationError as error:
        if error.constraint_name == _CODE_LOOKUP_CONSTRAINT:
            raise AccessCodeTaken from error
        raise
    return {row["id"] for row in rows}


async def by_reference(
    connection: asyncpg.Connection, channel: Channel, references: Collection[Reference]
) -> dict[Reference, StoredReference]:
    """What came before by these references, by reference."""
    rows = await connection.fetch(
        QUERIES["load_by_reference"],
        channel,
        [source for source, _ in references],
        [reference for _, reference in references],
    )
    return {
        (row["source"], row["reference"]): StoredReference(
            row["id"], row["number"], row["title"], row["text"], row["origin"], row["field_of_action"]
        )
        for row in rows
    }


async def lock_impulse(connection: asyncpg.Connection, impulse_id: UUID) -> Impulse:
    """The impulse, locked until commit. Raises: ImpulseNotFound."""
    row = await connection.fetchrow(QUERIES["lock_impulse"], impulse_id)
    if row is None:
        raise ImpulseNotFound
    return Impulse(
        id=row["id"],
        number=row["number"],
        state=ImpulseState(row["state"]),
        channel=row["channel"],
        visibility=row["visibility"],
        content=Submission(
            row["title"], row["text"], row["origin"], row["field_of_action"], row["place"], row["motion"]
        ),
        source_url=row["source_url"],
        licence=row["licence"],
    )


async def set_state(connection: asyncpg.Connection, impulse_id: UUID, state: ImpulseState) -> None:
    """Move an impulse that is locked."""
    await connection.execute(QUERIES["set_states"], [impulse_id], state)


async def save_releases(work: UnitOfWork, releases: Sequence[tuple[UUID, Release, Text, Text]]) -> None:
    """Keep what was released: impulse, decision, text, case sheet."""
    await work.connection.execute(
        QUERIES["insert_releases"],
        [
            {
                "impulse_id": str(impulse_id),
                "text_id": str(text.text_id),
                "text_version": text.text_version,
                "case_sheet_id": str(sheet.text_id),
                "case_sheet_version": sheet.text_version,
                "field_of_action": release.field_of_action,
                "strategic_goals": release.strategic_goals,
                "unit": release.unit,
                "track": release.track,
                "track_reason": release.track_reason,
                "profile": release.profile,
                "one_off_cents": release.one_off_cents,
                "yearly_cents": release.yearly_cents,
                "motion": release.motion,
                "subjects": release.subjects,
                "released_at": work.now,
            }
            for impulse_id, release, text, sheet in releases
        ],
    )


async def save_refusal(work: UnitOfWork, impulse_id: UUID, reason: Text) -> None:
    """Keep why an impulse is inadmissible."""
    await work.connection.execute(QUERIES["insert_refusal"], impulse_id, reason.text_id, reason.text_version, work.now)


async def publish_texts(work: UnitOfWork, texts: Sequence[tuple[TextTopic, Text]]) -> None:
    """Publish texts of our own and keep a copy: the topic can be compacted, lost or told anew."""
    for topic, text in texts:
        work.publish_text(topic, text)
    await store_texts(texts, work)


async def follow(work: UnitOfWork, facts: Sequence[Fact], time: datetime) -> None:
    """Fold facts into the status of their impulses; facts of one impulse in their order, `time` is when they happened."""
    ids = sorted({UUID(fact.subject) for fact in facts})
    rows = await work.connection.fetch(QUERIES["lock_statuses"], ids)
    parts = {row["impulse_id"]: StatusParts.from_json(row["parts"]) for row in rows}
    times: dict[UUID, dict[str, str]] = {row["impulse_id"]: row["times"] for row in rows}
    written = format_time(time)
    for fact in facts:
        impulse_id = UUID(fact.subject)
        parts[impulse_id] = parts[impulse_id].after(fact.event_type, fact.data())
        times[impulse_id] = later(times[impulse_id], fact.event_type, written)
    await work.connection.execute(
        QUERIES["save_statuses"], ids, [parts[each].as_json() for each in ids], [times[each] for each in ids]
    )


async def lock_statuses(work: UnitOfWork, impulse_ids: Sequence[UUID]) -> dict[UUID, StatusParts]:
    """What each topic said about these impulses, locked until commit; the ids in ascending order."""
    rows = await work.connection.fetch(QUERIES["lock_statuses"], impulse_ids)
    return {row["impulse_id"]: StatusParts.from_json(row["parts"]) for row in rows}


async def load_profiles(connection: asyncpg.Connection | asyncpg.Pool) -> tuple[Profile, ...]:
    """The profiles of the activated catalogue, none before one arrived."""
    rows = await connection.fetch(QUERIES["load_profiles"])
    return tuple(
        Profile(row["id"], row["label"], row["track"], row["limits"] and Limits(**row["limits"])) for row in rows
    )


async def save_profiles(connection: asyncpg.Connection, profiles: Sequence[Profile], activated_at: datetime) -> None:
    """Replace the profiles, unless those of a catalogue that was activated later are here already."""
    if await connection.fetchval(QUERIES["remove_profiles"], activated_at):
        return
    await connection.execute(
        QUERIES["insert_profiles"],
        [profile.id for profile in profiles],
        [profile.label for profile in profiles],
        [profile.track for profile in profiles],
        [profile.limits and asdict(profile.limits) for profile in profiles],
        activated_at,
    )
