"""An impulse ended outside assessment: its open case is closed, and what has to be erased is erased."""

from uuid import UUID

from services.evaluation import store
from services.evaluation.store import QUERIES
from shared.contracts.facts import CaseClosed, ImpulseRedacted
from shared.contracts.lists import ClosingCause
from shared.contracts.topics import TextTopic
from shared.messaging.texts import ErasedText, store_texts
from shared.messaging.unit_of_work import UnitOfWork


async def end_impulse(impulse_id: UUID, cause: ClosingCause, work: UnitOfWork) -> None:
    """Close the case unless its decision is published; claims end with it. Source: lifecycle.md, "Rules"."""
    closed = await store.end_impulse(work, impulse_id, cause)
    if closed is not None:
        case_id, round_ = closed
        work.record(CaseClosed(impulse_id=impulse_id, case_id=case_id, round=round_, cause=cause))


async def erase_impulse(fact: ImpulseRedacted, work: UnitOfWork) -> None:
    """Close the case and remove every word: copies of texts, our published ones, everything typed in the case."""
    await end_impulse(fact.impulse_id, "redacted", work)
    await work.connection.execute(QUERIES["forget_texts"], fact.impulse_id, fact.up_to_text_version)
    await work.connection.execute(QUERIES["forget_words"], fact.impulse_id)
    await work.connection.execute(QUERIES["forget_agenda_words"], fact.impulse_id)
    published = await work.connection.fetch(QUERIES["forget_published_texts"], fact.impulse_id)
    await store_texts(
        [(row["topic"], ErasedText(fact.impulse_id, row["text_id"], row["text_version"])) for row in published], work
    )
    for row in published:
        work.erase_text(TextTopic(row["topic"]), fact.impulse_id, row["text_id"], row["text_version"])
