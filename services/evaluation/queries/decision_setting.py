"""What decisions are taken in: who is competent, whether the submitter was heard, what is being reviewed."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import asyncpg

from services.evaluation.domain.case import Case
from services.evaluation.domain.competence import Competence, EarlierDecision, Hearing, body_of_round
from services.evaluation.domain.decision import Setting
from services.evaluation.domain.decision_routes import Body, Matter
from services.evaluation.store import QUERIES
from services.evaluation.stored.decisions import load_decisions, taken
from services.evaluation.surroundings import Surroundings
from shared.contracts.days import city_day
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.city import Unit


async def settings_of(case_ids: Sequence[UUID], work: UnitOfWork, surroundings: Surroundings) -> Mapping[UUID, Setting]:
    """The setting of each case, read with one statement (and one more for each that is being reviewed)."""
    bodies = _Bodies(surroundings)
    rows = await work.connection.fetch(QUERIES["decision_settings"], case_ids)
    return {row["case_id"]: await _setting(row, bodies, work, surroundings) for row in rows}


async def setting_of(case: Case, work: UnitOfWork, surroundings: Surroundings) -> Setting:
    """The setting of one case."""
    return (await settings_of([case.id], work, surroundings))[case.id]


class _Bodies:
    """Who is competent for a matter by the city's routes, and which units decide for it; like matters are asked once."""

    def __init__(self, surroundings: Surroundings) -> None:
        self.units = {unit.id: unit for unit in surroundings.city.units}
        self._routes = surroundings.decision_routes
        self._known: dict[Matter, tuple[Body, frozenset[str] | None]] = {}

    def of(self, matter: Matter) -> tuple[Body, frozenset[str] | None]:
        """The competent body and the deciding units."""
        if matter not in self._known:
            self._known[matter] = (self._routes.competent_body(matter), _deciding_units(matter.unit, self.units))
        return self._known[matter]


async def _setting(row: asyncpg.Record, bodies: _Bodies, work: UnitOfWork, surroundings: Surroundings) -> Setting:
    matter = _matter(row)
    reviewed = None
    if row["appealed"]:
        reviewed = taken(await load_decisions(work.connection, row["case_id"]))
    return Setting(
        today=city_day(work.now),
        matter=matter,
        competence=_competence(matter, row, bodies, surroundings),
        hearing=_hearing(row, surroundings),
        units=bodies.units.keys(),
        reviewed=reviewed,
    )


def _competence(matter: Matter, row: asyncpg.Record, bodies: _Bodies, surroundings: Surroundings) -> Competence:
    routes = surroundings.decision_routes
    earlier = tuple(EarlierDecision(**decision) for decision in row["earlier"])
    competent, units = bodies.of(matter)
    body = body_of_round(competent, row["cause"], earlier, routes)
    return Competence(
        body=body,
        above=routes.next_level(body),
        units=units,
        cause=row["cause"],
        earlier=earlier,
        council_paper=row["council_paper"],
    )


def _matter(row: asyncpg.Record) -> Matter:
    return Matter(
        origin=row["origin"],
        motion=row["motion"],
        one_off_cents=row["one_off_cents"],
        yearly_cents=row["yearly_cents"],
        subjects=tuple(row["subjects"]),
        unit=row["unit"],
        field_of_action=row["field_of_action"],
    )


def _deciding_units(unit_id: str | None, units: Mapping[str, Unit]) -> frozenset[str] | None:
    """The competent unit and those above it; None, which is all, while no unit is named or the city knows it no more."""
    if unit_id is None or unit_id not in units:
        return None
    found = {unit_id}
    parent = units[unit_id].parent
    while parent is not None:
        found.add(parent)
        parent = units[parent].parent
    return frozenset(found)


def _hearing(row: asyncpg.Record, surroundings: Surroundings) -> Hearing:
    if row["hearing"] is not None:
        hearing: Hearing = row["hearing"]
        return hearing
    return "missing" if surroundings.city.deadlines.hearing_before_rejection else "not_needed"
