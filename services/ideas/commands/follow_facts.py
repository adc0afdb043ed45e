"""Other services say what became of an impulse; the status page follows them."""

from services.ideas import store
from services.ideas.domain.profiles import profiles_of
from shared.contracts.facts import CatalogueActivated, Fact
from shared.messaging.unit_of_work import UnitOfWork


async def follow_fact(fact: Fact, work: UnitOfWork) -> None:
    """Fold the fact into the status of its impulse, dated by the record that brought it."""
    assert work.cause is not None
    await store.follow(work, [fact], work.cause.time)


async def learn_profiles(fact: CatalogueActivated, work: UnitOfWork) -> None:
    """Offer the profiles of the activated catalogue to the screening desk."""
    assert work.cause is not None
    await store.save_profiles(work.connection, profiles_of(fact.catalogue), work.cause.time)
