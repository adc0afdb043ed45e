"""The public page of a decision before its publication, sealed for the browser to carry to reporting.

Source: issue "Decide": four eyes, with a preview of exactly the public page; docs/decisions/preview-in-a-sealed-form.md.
"""

from datetime import timedelta
from typing import Final

from services.evaluation.domain.case import Case
from services.evaluation.queries.publication import publication_of
from services.evaluation.surroundings import Surroundings
from shared.messaging.unit_of_work import UnitOfWork
from shared.web.preview import SealedPreview, seal

VALID: Final = timedelta(hours=1)


async def preview_of(case: Case, work: UnitOfWork, surroundings: Surroundings) -> SealedPreview | None:
    """What a publication would say now; None where no decision waits for one."""
    publication = await publication_of(case, work, surroundings)
    if publication is None:
        return None
    return seal(
        surroundings.preview_key,
        case.impulse_id,
        publication.fact.event_type,
        publication.fact.data(),
        work.now,
        [text.data() for text in publication.new_texts],
        work.now + VALID,
    )
