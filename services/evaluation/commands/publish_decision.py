"""A second person publishes the decision: the only fact with content leaves evaluation, and the texts with it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import cast
from uuid import UUID

from services.evaluation import store
from services.evaluation.domain.case import Case, CaseState
from services.evaluation.domain.decision import TakenDecision, check_publication
from services.evaluation.domain.people import Person
from services.evaluation.domain.publication import published_result
from services.evaluation.store import Impulse
from services.evaluation.stored.case_sheets import current_sheet, load_case_sheets
from services.evaluation.surroundings import Surroundings
from shared.contracts.facts import Condition, DecisionPublished
from shared.contracts.lists import Recommendation as RecommendationKey
from shared.contracts.lists import TextKind
from shared.contracts.texts import Text, new_text
from shared.contracts.topics import TextTopic
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.city import City

FEW = 5
"""A unit with fewer evaluators is published as its department. Source: privacy-and-security.md, 4."""


@dataclass(frozen=True, slots=True)
class PublishDecision:
    """Who publishes the decision about which case."""

    case_id: UUID
    publisher: Person


async def publish_decision(command: PublishDecision, work: UnitOfWork, surroundings: Surroundings) -> None:
    """Publish decision, texts and the anonymous result.

    Raises: CaseUnknown, NotDecided, FourEyes.
    Source: lifecycle.md, "Facts" and "Visibility" (texts of impulses that are not public stay on case-text topics).
    """
    case = await store.lock_case(work, command.case_id)
    decision = check_publication(case, await store.load_decision(work.connection, case.id), command.publisher)
    catalogue = await surroundings.catalogue_of(case, work)
    impulse = await store.load_impulse(work.connection, case.impulse_id)
    texts = _texts(
        decision, impulse, current_sheet(impulse.case_sheet, await load_case_sheets(work.connection, case.id))
    )
    await _publish_texts(texts.values(), impulse, work)
    await store.make_findable(work, impulse)
    await store.save_case_state(work, replace(case, state=CaseState.PUBLISHED))
    refs = {name: text.ref for name, text in texts.items()}
    work.record(
        DecisionPublished(
            impulse_id=case.impulse_id,
            case_id=case.id,
            round=case.round,
            decision=decision.decision,
            deviation=decision.deviation,
            reasons=refs["decision_reasons"],
            conditions=(Condition(text=refs["conditions"]),) if "conditions" in refs else (),
            deviation_reason=refs.get("deviation_reason"),
            minority_view=refs.get("minority_view"),
            case_sheet=refs.get("case_sheet"),
            addressee=decision.addressee,
            until=decision.until,
            result=None if case.result is None else published_result(case.result, case, catalogue),
            evaluators=len(case.submitted),
            units=await _units(case, work, surroundings.city),
            catalogue_id=case.catalogue_id,
            catalogue_version=case.catalogue_version,
            track=case.track,
            third_opinion=bool(case.third_opinion),
            short_class=cast("RecommendationKey | None", case.short_class),
        )
    )


def _texts(decision: TakenDecision, impulse: Impulse, sheet: Text | None) -> dict[TextKind, Text]:
    words: Mapping[TextKind, str | None] = {
        "decision_reasons": decision.reasons,
        "conditions": decision.conditions,
        "deviation_reason": decision.deviation_reason,
        "minority_view": decision.minority_view,
    }
    texts = {kind: new_text(impulse.id, kind, body=body) for kind, body in words.items() if body is not None}
    if sheet is not None:
        texts["case_sheet"] = new_text(
            impulse.id,
            "case_sheet",
            title=sheet.title,
            summary=sheet.summary,
            body=sheet.body,
            place=sheet.place,
            source_url=sheet.source_url,
            licence=sheet.licence,
            lang=sheet.lang,
        )
    return texts


async def _publish_texts(texts: Iterable[Text], impulse: Impulse, work: UnitOfWork) -> None:
    published = list(texts)
    topic = TextTopic.ASSESSMENT_TEXTS if impulse.visibility == "public" else TextTopic.ASSESSMENT_CASE_TEXTS
    for text in published:
        work.publish_text(topic, text)
    await store.keep_published_texts(work, topic, published)


async def _units(case: Case, work: UnitOfWork, city: City) -> tuple[str, ...]:
    """The evaluators' units, or their departments; a unit that the city's data no longer name is left out."""
    known = {unit.id for unit in city.units}
    units = {seat.evaluator.unit for seat in case.submitted} & known
    evaluators = await store.evaluators_by_unit(work, sorted(units))
    return tuple(sorted({unit if evaluators.get(unit, 0) >= FEW else city.department(unit).id for unit in units}))
