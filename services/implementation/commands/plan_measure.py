"""Somebody plans a measure for an accepted impulse."""

from dataclasses import dataclass
from uuid import UUID

from uuid6 import uuid7

from services.implementation import store
from services.implementation.domain.errors import UnitUnknown
from services.implementation.domain.measure import Measure
from services.implementation.domain.plan import Plan
from shared.contracts.days import city_day
from shared.contracts.facts import MeasurePlanned
from shared.contracts.measures import Costs, Indicator
from shared.contracts.texts import new_text
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.city import City


@dataclass(frozen=True, slots=True)
class PlanMeasure:
    """A measure with its plan, for one impulse."""

    impulse_id: UUID
    plan: Plan


async def plan_measure(command: PlanMeasure, work: UnitOfWork, city: City) -> UUID:
    """Keep and announce the measure; returns its id. An impulse may have several measures.

    Raises: ImpulseUnknown, ImpulseNotAccepted, UnitUnknown, DueInPast.
    """
    plan = command.plan
    decision = await store.load_decision(work, command.impulse_id)
    measure = Measure.planned(uuid7(), command.impulse_id, decision, plan, city_day(work.now))
    if plan.unit not in {unit.id for unit in city.units}:
        raise UnitUnknown
    title = new_text(measure.impulse_id, "measure", title=plan.title)
    await store.publish_text(work, title)
    indicator = await _publish_indicator(work, measure.impulse_id, plan)
    await store.insert_measure(
        work, measure, plan, title.text_id, None if indicator is None else indicator.text.text_id
    )
    work.record(
        MeasurePlanned(
            impulse_id=measure.impulse_id,
            measure_id=measure.id,
            text=title.ref,
            unit=plan.unit,
            due_on=plan.due_on,
            costs=Costs(
                planned_cents=plan.costs.planned_cents,
                own_share_cents=plan.costs.own_share_cents,
                funding_cents=plan.costs.funding_cents,
            ),
            indicator=indicator,
        )
    )
    return measure.id


async def _publish_indicator(work: UnitOfWork, impulse_id: UUID, plan: Plan) -> Indicator | None:
    if plan.indicator is None:
        return None
    name = new_text(impulse_id, "indicator", title=plan.indicator.name)
    await store.publish_text(work, name)
    return Indicator(text=name.ref, baseline=plan.indicator.baseline, target=plan.indicator.target)
