"""Folds facts and texts into the views: a batch is loaded, folded in memory and written with one statement per view."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

import asyncpg

from services.reporting.errors import RecordMalformed
from services.reporting.views.impulse import ImpulseRow, shown
from services.reporting.views.parts import Step
from services.reporting.views.totals import difference
from shared.contracts.assessments import CatalogueActivated
from shared.contracts.status import StatusParts
from shared.contracts.topics import FactTopic, TextTopic, TopicKind, topic
from shared.messaging.journal import format_time
from shared.messaging.records import Accepted
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.queries import load_queries

QUERIES = load_queries(Path(__file__).parent / "sql")

TOPICS = (
    *(name.value for name in FactTopic),
    TextTopic.IMPULSE_TEXTS.value,
    TextTopic.ASSESSMENT_TEXTS.value,
    TextTopic.MEASURE_TEXTS.value,
)
"""All that the public may see: never intake, never case texts."""


class Projector:
    """Applies records to the views of the schema that the connection's search path names first."""

    async def process(self, accepted: Sequence[Accepted], work: UnitOfWork) -> None:
        """Fold the records in the order given; reads no clock and asks nobody.

        Raises: RecordMalformed.
        """
        catalogues = [each for each in accepted if each.envelope.type == CatalogueActivated.event_type]
        about_impulses = [each for each in accepted if _is_about_an_impulse(each)]
        if catalogues:
            await _save_catalogues(catalogues, work)
        if about_impulses:
            await _fold_impulses(about_impulses, work)


def _is_about_an_impulse(each: Accepted) -> bool:
    if topic(each.record.topic).kind is TopicKind.FACTS:
        return each.data is not None and "impulse_id" in each.data
    return True


async def _fold_impulses(records: Sequence[Accepted], work: UnitOfWork) -> None:
    with _malformed():
        ids = [impulse_id_of(each) for each in records]
    loaded = await work.connection.fetch(QUERIES["load_impulses"], list(set(ids)))
    before = {str(row["impulse_id"]): _row(row) for row in loaded}
    after = dict(before)
    with _malformed():
        for impulse_id, each in zip(ids, records, strict=True):
            after[impulse_id] = apply_record(after.get(impulse_id, ImpulseRow()), each)
    await _save_impulses(after, work)
    changes = difference((shown(before.get(i, ImpulseRow())), shown(row)) for i, row in after.items())
    if changes:
        await work.connection.execute(
            QUERIES["add_totals"],
            [what for what, _ in changes],
            [value for _, value in changes],
            list(changes.values()),
        )
        # A total that came and went must leave no trace: a rebuild in other batches may never have seen it.
        await work.connection.execute("DELETE FROM totals WHERE number = 0")


@contextmanager
def _malformed() -> Iterator[None]:
    """Tell at once that a record can never be folded, instead of trying it again and again."""
    try:
        yield
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise RecordMalformed from error


def impulse_id_of(each: Accepted) -> str:
    """The impulse that a fact, a text or a tombstone is about. Raises: ValueError or KeyError when it names none."""
    if each.data is None:
        return str(UUID((each.record.key or b"").decode().partition("/")[0]))
    return str(UUID(each.data["impulse_id"]))


def apply_record(row: ImpulseRow, each: Accepted) -> ImpulseRow:
    """The row after one more record; pure."""
    if topic(each.record.topic).kind is TopicKind.FACTS:
        assert each.data is not None
        return row.after(Step(each.envelope.type, format_time(each.envelope.time), each.data))
    if each.data is None:
        return row.without_text((each.record.key or b"").decode().partition("/")[2])
    return row.with_text(each.data)


def _row(row: asyncpg.Record) -> ImpulseRow:
    return ImpulseRow(
        row["impulse"], row["assessment"], row["measure"], row["texts"], StatusParts.from_json(row["status_parts"])
    )


async def _save_impulses(rows: Mapping[str, ImpulseRow], work: UnitOfWork) -> None:
    derived = [shown(row) for row in rows.values()]
    await work.connection.execute(
        QUERIES["save_impulses"],
        list(rows),
        [row.impulse for row in rows.values()],
        [row.assessment for row in rows.values()],
        [row.measure for row in rows.values()],
        [row.texts for row in rows.values()],
        [row.status_parts.as_json() for row in rows.values()],
        [each.number for each in derived],
        [each.status for each in derived],
        [each.sub_state for each in derived],
        [each.visibility for each in derived],
        [each.listed for each in derived],
        [each.title for each in derived],
        [each.body for each in derived],
        [each.decision for each in derived],
        [each.origin for each in derived],
        [each.field_of_action for each in derived],
        [None if each.received_on is None else date.fromisoformat(each.received_on) for each in derived],
        [None if each.updated_at is None else datetime.fromisoformat(each.updated_at) for each in derived],
    )


async def _save_catalogues(records: Sequence[Accepted], work: UnitOfWork) -> None:
    last = {(each.data["catalogue_id"], each.data["catalogue_version"]): each for each in records if each.data}
    await work.connection.execute(
        QUERIES["save_catalogues"],
        [catalogue_id for catalogue_id, _ in last],
        [version for _, version in last],
        [each.envelope.time for each in last.values()],
        [each.data["catalogue"] for each in last.values() if each.data],
    )
