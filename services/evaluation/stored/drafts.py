"""The drafts in the table of places, and who is barred from a case."""

from uuid import UUID

from services.evaluation.domain.case import Case, Seat
from services.evaluation.store import QUERIES, rating_json
from shared.messaging.unit_of_work import UnitOfWork


async def save_draft(work: UnitOfWork, case_id: UUID, seat: Seat) -> None:
    """Keep draft, version, confirmation and the end of the claim."""
    await work.connection.execute(
        QUERIES["save_draft"],
        case_id,
        seat.evaluator.id,
        {criterion: rating_json(rating) for criterion, rating in seat.draft.ratings.items()},
        seat.draft.exclusions,
        seat.draft_version,
        seat.unconfirmed,
        seat.expires_at,
    )


async def release_draft(work: UnitOfWork, case_id: UUID, seat: Seat) -> None:
    """Keep that whoever claims the freed place may take the draft over."""
    await work.connection.execute(QUERIES["release_draft"], case_id, seat.evaluator.id)


async def bar_evaluator(work: UnitOfWork, case: Case, person_id: str) -> None:
    """Take the person's place away, if there is one, and keep that there will never be another."""
    await work.connection.execute(QUERIES["bar_evaluator"], case.id, case.impulse_id, person_id)
