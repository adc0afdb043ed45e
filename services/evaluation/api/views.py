"""From a case as somebody may see it to the answer of the JSON API."""

from typing import Literal

from services.evaluation.api import models as out
from services.evaluation.api.decision_models import decision_out
from services.evaluation.api.drafts_models import SavedOut
from services.evaluation.domain.case import OfficeQuestion, Seat, SeatState
from services.evaluation.domain.comparison import ComparedCriterion
from services.evaluation.queries.case_view import CaseView
from services.evaluation.queries.lists import CasePage, ListedCase, QueuedCase
from services.evaluation.store import rating_json
from shared.contracts.texts import Text


def case_list(page: CasePage) -> out.CaseList:
    """A page of cases."""
    return out.CaseList(items=[case_item(case) for case in page.items], next=page.next)


def case_item(case: ListedCase) -> out.CaseItem:
    """A line of a list; one of the queue says how late it is."""
    item = out.CaseItem(
        case_id=case.case_id,
        impulse_id=case.impulse_id,
        number=case.number,
        title=case.title,
        due_on=case.due_on,
        profile=case.profile,
        state=case.state,
    )
    if not isinstance(case, QueuedCase):
        return item
    return out.QueuedOut(
        **item.model_dump(),
        late_working_days=case.late_working_days,
        waits_for=case.waits_for.value,
    )


def case_out(view: CaseView) -> out.CaseOut:
    """A whole case. What others rated is not in the view, so it cannot be here."""
    case = view.case
    return out.CaseOut(
        case_id=case.id,
        impulse_id=case.impulse_id,
        number=view.number,
        round=case.round,
        state=case.state,
        due_on=case.due_on,
        track=case.track,
        profile=case.profile,
        evaluators_required=case.evaluators_required,
        opened=list(case.opened),
        reopened=list(case.reopened),
        text=_text(view.text),
        case_sheet=_text(view.case_sheet),
        catalogue=_catalogue(view),
        assessment=_assessment(view),
        questions=[_question(question) for question in view.questions],
        result=dict(case.result) if view.revealed and case.result is not None else None,
        comparison=[_compared(each) for each in view.compared],
        consensus=_consensus(view),
        notes=[out.NoteOut(author=note.author, note=note.body) for note in view.notes],
        expired_drafts=[
            out.ExpiredDraftOut(draft=draft.handle, expired_at=draft.expired_at) for draft in view.expired_drafts
        ],
        decision=None if view.decision is None else decision_out(view.decision),
        competent_body=None if view.setting is None else view.setting.competence.body.id,
    )


def saved_out(seat: Seat) -> SavedOut:
    """What saving a draft answers."""
    return SavedOut(draft_version=seat.draft_version, expires_at=seat.expires_at)


def _text(text: Text | None) -> out.TextOut | None:
    return None if text is None else out.TextOut(title=text.title, body=text.body, text_version=text.text_version)


def _catalogue(view: CaseView) -> out.CatalogueOut:
    catalogue = view.catalogue
    return out.CatalogueOut(
        id=catalogue.id,
        version=catalogue.version,
        criteria=[
            out.CriterionOut(
                id=criterion.id,
                dimension=criterion.dimension,
                label=criterion.label.german,
                question=criterion.question.german,
                anchors={str(value): anchor.german for value, anchor in criterion.anchors.items()},
                evidence=criterion.evidence and criterion.evidence.german,
                not_relevant_allowed=criterion.not_relevant_allowed,
            )
            for criterion in view.asked
        ],
        exclusion_criteria=[
            out.ExclusionCriterionOut(
                id=criterion.id,
                label=criterion.label.german,
                question=criterion.question.german,
                fails_if=criterion.fails_if and criterion.fails_if.german,
                office=criterion.office.german,
                not_applicable_allowed=criterion.not_applicable_allowed,
            )
            for criterion in catalogue.exclusion_criteria.values()
        ],
    )


def _assessment(view: CaseView) -> out.AssessmentOut | None:
    seat = view.seat
    if seat is None:
        return None
    state: Literal["claimed", "expired", "handed_back", "submitted"]
    match seat.state:
        case SeatState.CLAIMED:
            state = "claimed" if view.holds_place else "expired"
        case SeatState.HANDED_BACK:
            state = "handed_back"
        case SeatState.SUBMITTED | SeatState.SET_ASIDE:
            state = "submitted"
    return out.AssessmentOut(
        state=state,
        token=str(seat.token),
        expires_at=seat.expires_at,
        ratings={criterion: rating_json(rating) for criterion, rating in seat.draft.ratings.items()},
        exclusions=dict(seat.draft.exclusions),
        draft_version=seat.draft_version,
        draft_offered=view.draft_offered,
        unconfirmed=seat.unconfirmed,
    )


def _question(question: OfficeQuestion) -> out.QuestionOut:
    return out.QuestionOut(
        criterion=question.criterion,
        office=question.office,
        due_on=question.due_on,
        answer=question.answer,
        reason=question.reason,
    )


def _compared(each: ComparedCriterion) -> out.ComparedOut:
    return out.ComparedOut(
        criterion=each.criterion.id,
        votes=[
            out.VoteOut(
                evaluator=vote.evaluator,
                value=vote.vote if isinstance(vote.vote, int) else vote.vote.value,
                reason=vote.given.reason,
                evidence=vote.given.evidence,
                mitigation=vote.given.mitigation,
            )
            for vote in each.votes
        ],
        consolidated=str(each.consolidated),
        conflict=each.conflict,
        relevance_disputed=each.disputed,
    )


def _consensus(view: CaseView) -> out.ConsensusOut | None:
    if view.consensus is None:
        return None
    return out.ConsensusOut(
        agreed=dict(view.consensus.agreed),
        minutes=view.consensus.minutes,
        result_of_votes=dict(view.consensus.result_of_votes),
    )
