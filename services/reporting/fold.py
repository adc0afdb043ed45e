"""Folds records into rows: pure, and fast because the records of one impulse are folded together."""

from collections.abc import Iterable, Sequence
from functools import lru_cache, partial
from uuid import UUID

from services.reporting.views.impulse import Folding, ImpulseRow, changes_rows
from shared.contracts.topics import FactTopic
from shared.messaging.journal import format_time
from shared.messaging.records import Accepted

FACTS = frozenset(FactTopic)


def by_impulse(records: Iterable[Accepted]) -> dict[str, list[Accepted]]:
    """The records of each impulse in their order; facts that no row can change by are left out.

    Raises: ValueError, KeyError or TypeError for a record that names an impulse wrongly or, being a text, not at all.
    """
    found: dict[str, list[Accepted]] = {}
    for each in records:
        if each.record.topic in FACTS and not changes_rows(each.envelope.type):
            continue
        impulse_id = impulse_id_of(each)
        if impulse_id in found:
            found[impulse_id].append(each)
        else:
            found[impulse_id] = [each]
    return found


def impulse_id_of(each: Accepted) -> str:
    """The impulse that a fact, a text or a tombstone is about. Raises: ValueError or KeyError when it names none."""
    if each.data is None:
        return _canonical((each.record.key or b"").decode().partition("/")[0])
    return _canonical(each.data["impulse_id"])


@lru_cache(maxsize=10_000)
def _canonical(impulse_id: str) -> str:
    return str(UUID(impulse_id))


def apply_records(row: ImpulseRow, records: Sequence[Accepted]) -> ImpulseRow:
    """The row after some more records of its impulse; what did not change is the same object as before."""
    folding = Folding(row)
    for record, envelope, data in records:
        if data is None:
            assert envelope.text_version is not None
            folding.erasure((record.key or b"").decode().partition("/")[2], envelope.text_version)
        elif record.topic in FACTS:
            folding.fact(envelope.type, data, partial(format_time, envelope.time))
        else:
            folding.text(data)
    return folding.row()


def apply_record(row: ImpulseRow, each: Accepted) -> ImpulseRow:
    """The row after one more record."""
    return apply_records(row, [each])
