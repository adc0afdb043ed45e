"""The pages of the desks: which template, filled with what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from fastapi import Request
from fastapi.responses import HTMLResponse
from pydantic import ValidationError

from services.evaluation.domain.case import TO_DECIDE, CaseState
from services.evaluation.domain.errors import AssessmentRefused, DraftOutdated
from services.evaluation.domain.votes import SCALE
from services.evaluation.doors import unit_names
from services.evaluation.pages.decision_desk import DECISION_LABELS, decision_desk, is_pending
from services.evaluation.pages.draft_forms import draft_version
from services.evaluation.pages.forms import typed_before
from services.evaluation.presentation import words
from services.evaluation.presentation.comparison import comparison
from services.evaluation.presentation.digest import when
from services.evaluation.presentation.draft_state import DraftState, draft_state
from services.evaluation.presentation.queue_filter import FilterForm
from services.evaluation.presentation.result import result_page
from services.evaluation.presentation.save_state import SaveState, differences, shown
from services.evaluation.queries.asked_questions import AskedQuestion
from services.evaluation.queries.case_view import CaseView
from services.evaluation.queries.late_cases import LateCase
from services.evaluation.queries.lists import CasePage, ForwardedCase, ListedCase, OwnCase, QueueSize
from services.evaluation.queries.reminders import Reminder
from services.evaluation.queries.similar_cases import DecidedCase
from shared.contracts.days import last_day_before
from shared.contracts.errors import DomainError
from shared.web.pages import render
from shared.web.preview import SealedPreview
from shared.web.sign_in import Role
from shared.web.validation import form_errors

FIELDS_WITHOUT_INPUT = {"token", "criterion", "draft_version", "draft", "version"}


@dataclass(frozen=True, slots=True)
class RefusedForm:
    """A form that was not accepted: what was typed, and a sentence per field ("" for the whole form).

    `outdated`: the draft was saved elsewhere since; the page shows both.
    """

    fields: Mapping[str, str]
    errors: Mapping[str, str]
    status: int
    outdated: bool = False

    def of_part(self, part: str) -> "RefusedForm":
        """The same for one of several forms of a page, whose fields are named `<part>.<field>`."""
        return RefusedForm(
            {f"{part}.{name}": text for name, text in self.fields.items()},
            {name and f"{part}.{name}": sentence for name, sentence in self.errors.items()},
            self.status,
        )


def desk_page(
    request: Request,
    role: Role,
    *,
    reminders: Sequence[Reminder],
    page: CasePage | None = None,
    own: Sequence[OwnCase] = (),
    questions: Sequence[AskedQuestion] = (),
    meetings: Sequence[ListedCase] = (),
    unknown: Sequence[ListedCase] = (),
    filtered: FilterForm | None = None,
    size: QueueSize | None = None,
    late: Sequence[LateCase] = (),
    council: Sequence[ListedCase] = (),
    appeals: Sequence[ListedCase] = (),
    follow_ups: Sequence[ForwardedCase] = (),
    competent: Mapping[UUID, str] | None = None,
) -> HTMLResponse:
    """What waits for a person in this role; `competent` names who decides about each case of the list."""
    return render(
        request,
        "desk.html",
        role=role,
        list=page,
        own=own,
        questions=questions,
        units=unit_names(request),
        meetings=meetings,
        unknown=unknown,
        filtered=filtered,
        size=size,
        reminders=reminders,
        late=late,
        council=council,
        appeals=appeals,
        follow_ups=follow_ups,
        competent=competent,
        when=when,
        words=words,
        last_day=last_day_before,
        done=done(request),
    )


def refused_form(fields: Mapping[str, str], error: DomainError | ValidationError) -> RefusedForm:
    """What to show again after a refusal; every typed word stays."""
    if isinstance(error, AssessmentRefused):
        errors: dict[str, str] = {}
        for problem in error.problems:
            errors.setdefault(problem.field, problem.detail)
        return RefusedForm(fields, errors, error.status)
    named = {"" if field in FIELDS_WITHOUT_INPUT else field: sentence for field, sentence in form_errors(error).items()}
    status = error.status if isinstance(error, DomainError) else 422
    return RefusedForm(fields, named, status, outdated=isinstance(error, DraftOutdated))


def case_page(
    request: Request,
    view: CaseView,
    role: Role,
    refused: RefusedForm | None = None,
    preview: SealedPreview | None = None,
    similar: Sequence[DecidedCase] = (),
) -> HTMLResponse:
    """The page of a case for one person: what this person can do now, above what it is about.

    `preview` carries the public page of a decision that waits for its publication, `similar` are decided cases like this one.
    """
    fields = dict(refused.fields) if refused else {}
    has_ratings = any(name.startswith("ratings.") for name in fields)
    if view.seat is not None and not has_ratings:
        fields |= typed_before(view.seat)
    task = _task(view, role, words_in_hand=refused is not None and has_ratings)
    outdated = refused is not None and refused.outdated
    differing = differences(typed_before(view.seat) if view.seat else {}, fields) if has_ratings else ()
    return render(
        request,
        "case.html",
        status_code=refused.status if refused else 200,
        scripts=task == "assess",
        view=view,
        task=task,
        role=role,
        draft=draft_of(view) if task == "assess" else None,
        saving=_saving(view, fields, outdated=outdated, differs=bool(differing)),
        differing=differing if outdated or task != "assess" else (),
        release_causes=words.RELEASE_CAUSES,
        result=result_page(view.case.result, view.catalogue) if view.revealed and view.case.result else None,
        comparison=comparison(view.compared) if view.compared else None,
        office_answers=[
            (
                f"{question.criterion} ({question.office})",
                f"{words.EXCLUSION_ANSWERS[question.answer]}. {question.reason or ''}",
            )
            for question in view.questions
            if question.answer is not None
        ],
        errors=refused.errors if refused else {},
        labels=_labels(view),
        done=done(request),
        units=unit_names(request),
        similar=similar,
        **decision_desk(request, view, role, task, fields, preview),
        words=words,
        scale=list(SCALE),
        last_day=last_day_before,
    )


def draft_of(view: CaseView) -> DraftState | None:
    """Where the person's own draft stands, if there is one."""
    if view.seat is None:
        return None
    return draft_state(view.seat.draft, view.case.asked(view.catalogue), view.catalogue)


def _saving(view: CaseView, fields: Mapping[str, str], *, outdated: bool, differs: bool) -> SaveState | None:
    """A form that was refused stays based on what it was based on, until both versions are shown."""
    if view.seat is None:
        return None
    saved = view.seat.draft_version
    based_on = draft_version(fields) if "draft_version" in fields and not outdated else saved
    return shown(based_on, saved=saved, differs=differs)


def done(request: Request) -> tuple[str, str] | None:
    """What the person has just done, if the address of the page says so."""
    return words.DONE.get(request.query_params.get("getan", ""))


def _labels(view: CaseView) -> dict[str, str]:
    """Labels of the fields whose refusals do not name them."""
    return DECISION_LABELS | {
        f"{question.criterion}.answer": f"Antwort zu {question.criterion}" for question in view.questions
    }


def _task(view: CaseView, role: Role, *, words_in_hand: bool) -> str:
    """What the person can do with the case now; a form that came back is shown even when the claim is over."""
    state = view.case.state
    match role:
        case "evaluator" if view.seat is not None and view.seat.is_in:
            return "wait"
        case "evaluator" if view.barred:
            return "read"
        case "evaluator" if state is CaseState.OPEN:
            return "assess" if view.holds_place or words_in_hand else "claim"
        case "coordinator" if state is CaseState.AWAITING_CONSENSUS:
            return "agree"
        case "office" if state is CaseState.AWAITING_OFFICE and view.questions:
            return "clear"
        case "decider" | "coordinator" if state in TO_DECIDE:
            return "decide"
        case "decider" | "coordinator" if view.setting and view.setting.reviewed and not is_pending(view):
            return "remedy"
        case _:
            return "read"
