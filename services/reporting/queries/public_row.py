"""From the row of an impulse to what the public may know of it."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.reporting.public_impulse import (
    Ballot,
    Condition,
    Council,
    EarlierDecision,
    EffectReview,
    Exit,
    Indicator,
    Measure,
    Milestone,
    PublicImpulse,
    PublishedDecision,
    RelatedImpulse,
    Removal,
    Source,
    TimelineStep,
)
from services.reporting.views.impulse import ImpulseRow, text_of
from services.reporting.views.parts import Part
from shared.contracts.status import public_status, sub_state

Related = Mapping[str, RelatedImpulse]
"""Listed impulses by id."""


def related_ids(row: ImpulseRow) -> list[str]:
    """The impulses that this one has to do with, listed or not."""
    linked = [each["linked_to"] for each in row.measure.get("measures", {}).values() if "linked_to" in each]
    return [*row.impulse.get("went_into", ()), *row.impulse.get("stands_for", ()), *linked]


def public_impulse(
    impulse_id: UUID, row: ImpulseRow, updated_at: datetime, related: Related | None = None
) -> PublicImpulse:
    """Everything public about a listed impulse, texts put in the places of their references.

    `related` are those of `related_ids` that the public may see.
    """
    related = related or {}
    part, text = row.impulse, text_of(row, row.impulse.get("text"))
    status = public_status(row.status_parts)
    assert status is not None, "only what was received is listed"
    published = row.assessment.get("published")
    measures = tuple(
        _measure(measure_id, measure, row, related)
        for measure_id, measure in sorted(row.measure.get("measures", {}).items())
    )
    return PublicImpulse(
        id=impulse_id,
        number=part["number"],
        title=text.get("title"),
        status=status,
        sub_state=sub_state(row.status_parts),
        updated_at=updated_at,
        text=text.get("body"),
        summary=text.get("summary"),
        place=text.get("place"),
        source=_source(text),
        origin=part["origin"],
        imported=bool(part.get("imported")),
        received_on=date.fromisoformat(part["received_on"]),
        field_of_action=part.get("field_of_action"),
        strategic_goals=tuple(part.get("strategic_goals") or ()),
        unit=part.get("unit"),
        track=part.get("track"),
        track_reason=part.get("track_reason"),
        motion=part.get("motion"),
        supporters=part.get("supporters"),
        went_into=_those(part.get("went_into", ()), related),
        stands_for=_those(part.get("stands_for", ()), related),
        removal=None if "removed" not in part else Removal(**part["removed"]),
        exit=_exit(part.get("exit"), row),
        timeline=_timeline(row),
        assessment_due_on=_day(row.assessment, "due_on"),
        session_on=_day(row.assessment.get("council", {}), "session_on"),
        council=_council(row.assessment.get("council")),
        decision=None if published is None else PublishedDecision(**_decision(published, row)),
        earlier_decisions=tuple(
            EarlierDecision(**_decision(each, row), result=each.get("result"))
            for each in row.assessment.get("earlier", [])
        ),
        result=None if published is None else published.get("result"),
        measure=next(
            (each for each in reversed(measures) if each.abandoned_at is None), measures[-1] if measures else None
        ),
        measures=measures,
        made_from=(str(impulse_id), *related_ids(row)),
    )


def _timeline(row: ImpulseRow) -> tuple[TimelineStep, ...]:
    steps = [step for part in (row.impulse, row.assessment, row.measure) for step in part.get("steps", [])]
    # Times are RFC 3339 in UTC with microseconds, so their order is that of the strings; ties keep the order of the path.
    return tuple(
        TimelineStep(
            step=step["what"],
            at=datetime.fromisoformat(step["at"]),
            percent=step.get("percent"),
            decision=step.get("decision"),
            occasion=step.get("occasion"),
            cause=step.get("cause"),
            body=step.get("body"),
            session_on=_day(step, "session_on"),
        )
        for step in sorted(steps, key=lambda step: str(step["at"]))
    )


def _decision(published: Part, row: ImpulseRow) -> dict[str, Any]:
    """The fields of a decision, by their public names."""
    ballot = published.get("ballot")
    conditions = tuple(_condition(each, row) for each in published.get("conditions", ()))
    return {
        "decision": published["decision"],
        "occasion": published.get("occasion", "decision"),
        "correction": _body(row, published.get("correction")),
        "reasons": _body(row, published.get("reasons")),
        "conditions": "\n\n".join(each.text for each in conditions if each.text) or None,
        "condition_list": conditions,
        "deviation": published["deviation"],
        "deviation_reason": _body(row, published.get("deviation_reason")),
        "minority_view": _body(row, published.get("minority_view")),
        "hearing": _body(row, published.get("hearing")),
        "case_sheet": _body(row, published.get("case_sheet")),
        "published_at": datetime.fromisoformat(published["at"]),
        "round": published["round"],
        "evaluators": published["evaluators"],
        "units": tuple(published["units"]),
        "track": published["track"],
        "third_opinion": bool(published.get("third_opinion")),
        "catalogue_id": published["catalogue_id"],
        "catalogue_version": published["catalogue_version"],
        "until": _day(published, "until"),
        "addressee": published.get("addressee"),
        "body": published.get("body"),
        "session_on": _day(published, "session_on"),
        "resolution": published.get("resolution"),
        "ballot": None if ballot is None else Ballot(**ballot),
        "oparl_url": published.get("oparl_url"),
        "unit": published.get("unit"),
        "promised_for": _day(published, "promised_for"),
        "one_off_cents": published.get("one_off_cents"),
        "yearly_cents": published.get("yearly_cents"),
        "indicator": _name(row, published.get("indicator")),
    }


def _condition(condition: Part, row: ImpulseRow) -> Condition:
    return Condition(
        text=_body(row, condition["text"]),
        unit=condition.get("unit"),
        due_on=_day(condition, "due_on"),
        budget_year=condition.get("budget_year"),
        debate_on=_day(condition, "debate_on"),
    )


def _council(data: Part | None) -> Council | None:
    if data is None:
        return None
    return Council(
        body=data["body"],
        paper_number=data["paper_number"],
        session_on=date.fromisoformat(data["session_on"]),
    )


def _those(impulse_ids: Iterable[str], related: Related) -> tuple[RelatedImpulse, ...]:
    return tuple(related[each] for each in impulse_ids if each in related)


def _measure(measure_id: str, measure: Part, row: ImpulseRow, related: Related) -> Measure:
    # A linked measure is planned on another impulse's key: here it has no plan.
    plan = measure.get("plan", {})
    text = text_of(row, plan.get("text"))
    completed, abandoned = measure.get("completed"), measure.get("abandoned")
    return Measure(
        id=UUID(measure_id),
        title=text.get("title"),
        description=text.get("body") or None,
        unit=plan.get("unit"),
        due_on=_day(plan, "due_on"),
        percent=100 if completed else measure["percent"],
        planned_cents=plan.get("planned_cents"),
        yearly_cents=plan.get("yearly_cents"),
        own_share_cents=plan.get("own_share_cents"),
        funding_cents=plan.get("funding_cents"),
        booked_cents=measure["booked_cents"],
        granted_cents=measure["granted_cents"],
        indicator=_indicator(plan.get("indicator"), row),
        completed_at=datetime.fromisoformat(completed["at"]) if completed else None,
        completion=_body(row, completed.get("text")) if completed else None,
        abandoned_at=datetime.fromisoformat(abandoned["at"]) if abandoned else None,
        abandonment_reason=_body(row, abandoned["reason"]) if abandoned else None,
        milestones=tuple(
            Milestone(text=_name(row, each["text"]), reached_on=date.fromisoformat(each["reached_on"]))
            for each in measure.get("milestones", ())
        ),
        effects=tuple(_effect(each, row) for each in measure.get("effects", ())),
        planned_for=related.get(measure.get("linked_to", "")),
    )


def _effect(review: Part, row: ImpulseRow) -> EffectReview:
    value = review.get("indicator_value")
    return EffectReview(
        verdict=review["verdict"],
        reviewed_at=datetime.fromisoformat(review["at"]),
        after_months=review.get("after_months"),
        text=_body(row, review.get("text")),
        indicator_value=None if value is None else str(value),
        satisfied_percent=review.get("satisfied_percent"),
        satisfied_n=review.get("satisfied_n"),
    )


def _indicator(indicator: Mapping[str, Any] | None, row: ImpulseRow) -> Indicator | None:
    if indicator is None:
        return None
    return Indicator(
        name=_name(row, indicator["text"]),
        baseline=str(indicator["baseline"]),
        target=str(indicator["target"]),
    )


def _exit(data: Part | None, row: ImpulseRow) -> Exit | None:
    if data is None:
        return None
    return Exit(kind=data["kind"], reason=_body(row, data.get("reason")), addressee=data.get("addressee"))


def _source(text: Part) -> Source | None:
    url, licence = text.get("source_url"), text.get("licence")
    return None if url is None and licence is None else Source(url=url, licence=licence)


def _body(row: ImpulseRow, reference: Mapping[str, Any] | None) -> str | None:
    text = text_of(row, reference)
    return text.get("body") or text.get("title") or None


def _name(row: ImpulseRow, reference: Mapping[str, Any] | None) -> str | None:
    text = text_of(row, reference)
    return text.get("title") or text.get("body")


def _day(data: Mapping[str, Any], name: str) -> date | None:
    value = data.get(name)
    return None if value is None else date.fromisoformat(value)
