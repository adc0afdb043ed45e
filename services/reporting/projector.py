"""Folds facts and texts into the views: the rows of a batch are loaded, folded in memory and written together."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID, uuid4

from services.reporting.errors import RecordMalformed
from services.reporting.fold import apply_records, by_impulse
from services.reporting.remembered import RememberedRows
from services.reporting.rows import Change, stored_rows, written
from services.reporting.views.impulse import ImpulseRow
from services.reporting.views.totals import NOTHING, Counts, counts, difference
from shared.contracts.assessments import CatalogueActivated
from shared.contracts.topics import FactTopic, TextTopic
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

    def __init__(self) -> None:
        self._remembered = RememberedRows()

    async def process(self, accepted: Sequence[Accepted], work: UnitOfWork) -> None:
        """Fold the records in the order given; reads no clock and asks nobody.

        Raises: RecordMalformed.
        """
        catalogues = [each for each in accepted if each.envelope.type == CatalogueActivated.event_type]
        with _malformed():
            runs = by_impulse(accepted)
        if catalogues:
            await _save_catalogues(catalogues, work)
        if not runs:
            return
        stored = await self._stored(runs, work)
        with _malformed():
            changes = list(_changes(runs, stored))
        if changes:
            token = uuid4()
            await _save(changes, token, work)
            self._remembered.remember(token, stored | {change.impulse_id: change.after for change in changes})

    async def _stored(self, wanted: Iterable[str], work: UnitOfWork) -> dict[str, Counts]:
        """The rows that are there; nobody else writes any until this transaction ends."""
        stored = self._remembered.valid(await work.connection.fetchval(QUERIES["hold_views"]), wanted)
        unknown = [impulse_id for impulse_id in wanted if impulse_id not in stored]
        if unknown:
            stored |= stored_rows(await work.connection.fetch(QUERIES["load_rows"], unknown))
        return stored


def _changes(runs: Mapping[str, Sequence[Accepted]], stored: Mapping[str, Counts]) -> Iterator[Change]:
    """The rows that are new or differ from what is stored."""
    for impulse_id, records in runs.items():
        before = stored.get(impulse_id)
        after = apply_records(ImpulseRow() if before is None else before.row, records)
        if before is None or after != before.row:
            yield Change(impulse_id, before, counts(after))


async def _save(changes: Sequence[Change], token: UUID, work: UnitOfWork) -> None:
    totals = difference((change.before or NOTHING, change.after) for change in changes)
    await work.connection.execute(
        QUERIES["save_batch"],
        token,
        [written(change) for change in changes],
        [{"what": what, "scope": scope, "value": value, "by": by} for (what, scope, value), by in totals.items()],
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


@contextmanager
def _malformed() -> Iterator[None]:
    """Tell at once that a record can never be folded, instead of trying it again and again."""
    try:
        yield
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise RecordMalformed from error
