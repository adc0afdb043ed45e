"""What the use cases of evaluation need besides their transaction; put together once, at start."""

from dataclasses import dataclass
from datetime import date, datetime

from services.evaluation.catalogues import Catalogues
from services.evaluation.domain.asked_units import AskedUnits
from services.evaluation.domain.case import Case
from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.decision_routes import DecisionRoutes
from services.evaluation.domain.people import Keys, Person, labels
from services.evaluation.domain.routing import Routing
from services.evaluation.domain.text_templates import TextTemplates
from shared.contracts.days import city_day, end_of_day
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.city import City
from shared.runtime.working_days import add_working_days


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The city's data, its routing rules, decision routes and texts, the keys of marks and pseudonyms, the catalogues.

    `preview_key` seals what a public page would show, for reporting.
    About every `short_cases_checked`-th short case is also assessed in full (0: none).
    """

    city: City
    routing: Routing
    decision_routes: DecisionRoutes
    text_templates: TextTemplates
    keys: Keys
    catalogues: Catalogues
    short_cases_checked: int
    preview_key: bytes

    def lease_until(self, now: datetime) -> datetime:
        """When a claim ends that is made or worked on now: with the end of the fifth working day, or as the city has it."""
        deadlines = self.city.deadlines
        return end_of_day(add_working_days(city_day(now), deadlines.lease, deadlines.state))

    def assessment_due(self, now: datetime) -> date:
        """Until which day an assessment is due that begins now."""
        deadlines = self.city.deadlines
        return add_working_days(city_day(now), deadlines.assessment, deadlines.state)

    def asked_units(self, office: Person) -> AskedUnits:
        """For which units this member of an office answers."""
        own = frozenset(unit.id for unit in self.city.units) if office.for_every_unit else frozenset([office.unit])
        return AskedUnits(own, frozenset(unit.id for unit in self.city.units if unit.deputy in own))

    def labels_of(self, case: Case) -> dict[str, str]:
        """„A, B ...“ by person, of those whose assessment of the case is in."""
        return labels(self.keys, [seat.evaluator.id for seat in case.submitted], case.id)

    async def catalogue_of(self, case: Case, work: UnitOfWork) -> Catalogue:
        """The version that the case is pinned to."""
        return await self.catalogues.get(work.connection, case.catalogue_id, case.catalogue_version)
