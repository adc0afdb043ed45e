"""An impulse was redacted: every word about it goes, decision and measure stay."""

from services.implementation import store
from shared.contracts.facts import ImpulseRedacted
from shared.contracts.topics import TextTopic
from shared.messaging.unit_of_work import UnitOfWork


async def erase_impulse(fact: ImpulseRedacted, work: UnitOfWork) -> None:
    """Remove the copies of other services' texts and our own ones everywhere. Source: lifecycle.md, "Erasure"."""
    await store.redact_impulse(work, fact)
    for text_id, text_version in await store.remove_texts(work, fact):
        work.erase_text(TextTopic.MEASURE_TEXTS, fact.impulse_id, text_id, text_version)
