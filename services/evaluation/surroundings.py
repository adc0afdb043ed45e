"""What the use cases of evaluation need besides their transaction; put together once, at start."""

from dataclasses import dataclass

from services.evaluation.catalogues import Catalogues
from services.evaluation.domain.case import Case
from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.people import Keys
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.city import City


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The city's data, the keys of marks and pseudonyms, and the catalogues."""

    city: City
    keys: Keys
    catalogues: Catalogues

    async def catalogue_of(self, case: Case, work: UnitOfWork) -> Catalogue:
        """The version that the case is pinned to."""
        return await self.catalogues.get(work.connection, case.catalogue_id, case.catalogue_version)
