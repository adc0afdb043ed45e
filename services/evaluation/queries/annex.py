"""What the „Anlage zur Vorlage“ of a case is made from."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from services.evaluation.domain import errors
from services.evaluation.domain.decision import AnyDecision
from services.evaluation.domain.people import Person
from services.evaluation.queries.case_view import CaseView, view_case
from services.evaluation.queries.decision_setting import setting_of
from services.evaluation.store import QUERIES
from services.evaluation.stored.sessions import proposal_on_agenda
from services.evaluation.surroundings import Surroundings
from shared.messaging.unit_of_work import UnitOfWork
from shared.web.sign_in import Role


@dataclass(frozen=True, slots=True)
class AnnexMatter:
    """A revealed case as somebody in charge sees it, and the name of the body that decides.

    `proposed` is the decision that was taken, before there is one what stands on an agenda. `units`: names by key. The
    amounts are what screening took the impulse to cost.
    """

    view: CaseView
    body: str
    proposed: AnyDecision | None
    units: Mapping[str, str]
    one_off_cents: int | None
    yearly_cents: int | None


async def annex_matter(
    case_id: UUID, person: Person, role: Role, work: UnitOfWork, surroundings: Surroundings
) -> AnnexMatter:
    """Raises: CaseUnknown, NotRevealed."""
    view = await view_case(case_id, person, role, work, surroundings)
    if not view.revealed:
        raise errors.NotRevealed
    setting = await setting_of(view.case, work, surroundings)
    costs = await work.connection.fetchrow(QUERIES["impulse_costs"], view.case.impulse_id)
    assert costs is not None
    units = {unit.id: unit.name for unit in surroundings.city.units}
    decision = view.decision
    decided_by = decision and decision.body and surroundings.decision_routes.body(decision.body)
    return AnnexMatter(
        view=view,
        body=(decided_by or setting.competence.body).name,
        proposed=decision or await proposal_on_agenda(work.connection, case_id),
        units=units,
        **costs,
    )
