"""What would be published about a case now: the fact and its texts. The publication itself and its preview are made of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from services.evaluation import store
from services.evaluation.domain.case import Case
from services.evaluation.domain.decision import TakenDecision
from services.evaluation.domain.publication import published_result
from services.evaluation.store import Impulse
from services.evaluation.stored.case_sheets import current_sheet, load_case_sheets
from services.evaluation.stored.decisions import KeptDecision, load_decisions, pending, published
from services.evaluation.stored.queries import publishable_hearing
from services.evaluation.surroundings import Surroundings
from shared.contracts.facts import Ballot, Condition, DecisionPublished
from shared.contracts.fields import TextRef
from shared.contracts.lists import Recommendation as RecommendationKey
from shared.contracts.lists import TextKind
from shared.contracts.texts import Text, new_text
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.city import City

FEW = 5
"""A unit with fewer evaluators is published as its department. Source: privacy-and-security.md, 4."""


@dataclass(frozen=True, slots=True)
class Publication:
    """The decision that waits, as which number; the fact, all its texts by part, and those of them that are new."""

    number: int
    decision: TakenDecision
    fact: DecisionPublished
    refs: Mapping[str, TextRef]
    new_texts: tuple[Text, ...]


async def publication_of(case: Case, work: UnitOfWork, surroundings: Surroundings) -> Publication | None:
    """What a publication would say now; None where no decision waits for one.

    A correction refers to the texts that it does not change as the publication before it did.
    """
    decisions = await load_decisions(work.connection, case.id)
    kept = pending(decisions)
    if kept is None:
        return None
    decision = kept.decision
    impulse = await store.load_impulse(work.connection, case.impulse_id)
    before = published(decisions) if decision.occasion == "correction" else None
    refs, texts = _texts(decision, before, impulse.id)
    if before is None:
        texts |= await _texts_beside(case, impulse, work)
        refs = {name: text.ref for name, text in texts.items()}
    else:
        refs |= {name: ref for name, ref in before.texts.items() if name in {"case_sheet", "hearing", "indicator"}}
    return Publication(
        kept.number, decision, await _fact(case, kept, refs, work, surroundings), refs, tuple(texts.values())
    )


def _texts(
    decision: TakenDecision, before: KeptDecision | None, impulse_id: UUID
) -> tuple[dict[str, TextRef], dict[str, Text]]:
    """References by part, and the texts among them that have to be published."""
    earlier = {} if before is None else _words(before.decision)
    refs: dict[str, TextRef] = {}
    texts: dict[str, Text] = {}
    for name, (kind, body) in _words(decision).items():
        if before is not None and earlier.get(name) == (kind, body) and name in before.texts:
            refs[name] = before.texts[name]
        else:
            texts[name] = _text(impulse_id, kind, body)
            refs[name] = texts[name].ref
    return refs, texts


def _words(decision: TakenDecision) -> dict[str, tuple[TextKind, str]]:
    words: dict[str, tuple[TextKind, str | None]] = {
        "reasons": ("decision_reasons", decision.reasons),
        "deviation_reason": ("deviation_reason", decision.deviation_reason),
        "minority_view": ("minority_view", decision.minority_view),
        "correction": ("decision_reasons", decision.correction),
        "indicator": ("indicator", decision.indicator),
    }
    conditions: dict[str, tuple[TextKind, str | None]] = {
        f"conditions.{position}": ("conditions", condition.text)
        for position, condition in enumerate(decision.conditions)
    }
    return {name: (kind, body) for name, (kind, body) in (words | conditions).items() if body is not None}


def _text(impulse_id: UUID, kind: TextKind, words: str) -> Text:
    """An indicator's name is a title, everything else a body."""
    return new_text(impulse_id, kind, title=words) if kind == "indicator" else new_text(impulse_id, kind, body=words)


async def _texts_beside(case: Case, impulse: Impulse, work: UnitOfWork) -> dict[str, Text]:
    """What was assessed, and what the submitter had to say, where it may be printed."""
    texts: dict[str, Text] = {}
    sheet = current_sheet(impulse.case_sheet, await load_case_sheets(work.connection, case.id))
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
    hearing = await publishable_hearing(work.connection, case.id)
    if hearing is not None:
        texts["hearing"] = new_text(impulse.id, "answer", body=hearing)
    return texts


async def _fact(
    case: Case, kept: KeptDecision, refs: Mapping[str, TextRef], work: UnitOfWork, surroundings: Surroundings
) -> DecisionPublished:
    decision, resolution = kept.decision, kept.decision.resolution
    ballot = None if resolution is None else resolution.ballot
    catalogue = await surroundings.catalogue_of(case, work)
    return DecisionPublished(
        impulse_id=case.impulse_id,
        case_id=case.id,
        round=case.round,
        occasion=decision.occasion,
        correction=refs.get("correction"),
        decision=decision.decision,
        deviation=decision.deviation,
        reasons=refs["reasons"],
        conditions=tuple(
            Condition(
                text=refs[f"conditions.{position}"],
                unit=condition.unit,
                due_on=condition.due_on,
                budget_year=condition.budget_year,
                debate_on=condition.debate_on,
            )
            for position, condition in enumerate(decision.conditions)
        ),
        deviation_reason=refs.get("deviation_reason"),
        minority_view=refs.get("minority_view"),
        case_sheet=refs.get("case_sheet"),
        hearing=refs.get("hearing"),
        body=decision.body,
        session_on=resolution and resolution.session_on,
        resolution=resolution and resolution.number,
        ballot=ballot and Ballot(in_favour=ballot.in_favour, against=ballot.against, abstained=ballot.abstained),
        oparl_url=resolution and resolution.oparl_url,
        addressee=decision.addressee,
        until=decision.until,
        promised_for=decision.promised_for,
        unit=decision.unit,
        one_off_cents=decision.one_off_cents,
        yearly_cents=decision.yearly_cents,
        indicator=refs.get("indicator"),
        result=None if case.result is None else published_result(case.result, case, catalogue),
        evaluators=len(case.submitted),
        units=await _units(case, work, surroundings.city),
        catalogue_id=case.catalogue_id,
        catalogue_version=case.catalogue_version,
        track=case.track,
        third_opinion=bool(case.third_opinion),
        short_class=cast("RecommendationKey | None", case.short_class),
    )


async def _units(case: Case, work: UnitOfWork, city: City) -> tuple[str, ...]:
    """The evaluators' units, or their departments; a unit that the city's data no longer name is left out."""
    known = {unit.id for unit in city.units}
    units = {seat.evaluator.unit for seat in case.submitted} & known
    evaluators = await store.evaluators_by_unit(work, sorted(units))
    return tuple(sorted({unit if evaluators.get(unit, 0) >= FEW else city.department(unit).id for unit in units}))
