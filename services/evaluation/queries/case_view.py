"""One case as one person may see it: blind until all votes are in, silent about the decision until its publication."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.evaluation import store
from services.evaluation.domain.case import Case, CaseState, OfficeQuestion, Seat, SeatState
from services.evaluation.domain.case_sheet import is_frozen
from services.evaluation.domain.catalogue import Catalogue, Criterion, Profile
from services.evaluation.domain.comparison import ComparedCriterion, compare
from services.evaluation.domain.decision import Setting, TakenDecision
from services.evaluation.domain.discussion import Note
from services.evaluation.domain.drafts import expired_drafts, offered_draft
from services.evaluation.domain.effort import NOT_KNOWN, ORDER
from services.evaluation.domain.people import Person, draft_handle
from services.evaluation.domain.statements import StatementState, may_request
from services.evaluation.queries.decision_setting import setting_of
from services.evaluation.queries.dialogue import Dialogue, dialogue_of
from services.evaluation.queries.seen_statements import SeenStatement, seen_statements
from services.evaluation.queries.sessions import CaseOnAgenda, agendas_of
from services.evaluation.store import Consensus, Impulse
from services.evaluation.stored.appeals import Appeal, load_appeal
from services.evaluation.stored.case_sheets import current_sheet, load_case_sheets
from services.evaluation.stored.council import CouncilPaper, load_paper
from services.evaluation.stored.decisions import KeptDecision, load_decisions
from services.evaluation.stored.follow_ups import FollowUp, load_follow_up
from services.evaluation.stored.statements import load_statements
from services.evaluation.surroundings import Surroundings
from shared.contracts.days import city_day
from shared.contracts.texts import Text
from shared.messaging.unit_of_work import UnitOfWork
from shared.web.sign_in import Role

IN_CHARGE: frozenset[Role] = frozenset({"decider", "coordinator"})
ASKING: frozenset[Role] = frozenset({"evaluator", "coordinator"})


@dataclass(frozen=True, slots=True)
class ExpiredDraft:
    """A draft that lies idle, under a handle that tells nobody whose it is, and when the claim on it ended."""

    handle: str
    expired_at: datetime


@dataclass(frozen=True, slots=True)
class CaseView:
    """What the person sees. `seat` is the person's own place, `revealed` says whether the result is shown.

    `barred`: the person can never assess this impulse. `draft_offered`: somebody left a draft that the person may take over.
    `expired_drafts` are those that a coordinator may release.

    `compared` are the assessments side by side, `consensus` what a meeting about them agreed on and `notes` what was noted
    about them; there is none of it before the reveal.

    `questions` are those to offices: an office sees its own at once, the others see all with the result. `has_public_page`
    says whether everybody may read about the impulse.

    `statements` are those that the person may see; `may_request` says whether the person may ask another unit for one.
    `dialogue` is what the submitter was asked.

    `decisions` are those that the person may see, the newest last. `setting` says who is competent, for those in charge;
    `paper` what the council has before it, `appeal` the review that the submitter asked for, `follow_up` what another office
    was given, `agendas` the sessions of bodies that deal or dealt with the case.

    `text` and `case_sheet` are None when they were erased or are confidential and not for this person.
    """

    case: Case
    catalogue: Catalogue
    number: str
    text: Text | None
    case_sheet: Text | None
    seat: Seat | None
    holds_place: bool
    revealed: bool
    questions: tuple[OfficeQuestion, ...]
    has_public_page: bool
    decisions: tuple[KeptDecision, ...]
    setting: Setting | None
    paper: CouncilPaper | None
    appeal: Appeal | None
    follow_up: FollowUp | None
    agendas: tuple[CaseOnAgenda, ...]
    compared: tuple[ComparedCriterion, ...]
    consensus: Consensus | None
    notes: tuple[Note, ...]
    barred: bool
    draft_offered: bool
    expired_drafts: tuple[ExpiredDraft, ...]
    statements: tuple[SeenStatement, ...]
    may_request: bool
    dialogue: Dialogue

    @property
    def decision(self) -> TakenDecision | None:
        """The newest decision that the person may see."""
        return self.decisions[-1].decision if self.decisions else None

    @property
    def sheet_is_frozen(self) -> bool:
        """Whether the case sheet can no longer be changed."""
        return is_frozen(self.case)

    @property
    def closed(self) -> tuple[Criterion, ...]:
        """The scored criteria that the case leaves out, in catalogue order; evaluators can open them."""
        asked = self.case.asked(self.catalogue)
        return tuple(criterion for criterion in self.catalogue.criteria.values() if criterion.id not in asked)

    @property
    def higher_profiles(self) -> tuple[Profile, ...]:
        """The profiles of tracks with more effort than the case's, in catalogue order."""
        track = ORDER.index(self.case.track)
        return tuple(profile for profile in self.catalogue.profiles.values() if ORDER.index(profile.track) > track)

    @property
    def may_need_more(self) -> bool:
        """Whether there is a criterion to open or a higher track to lift the case to."""
        return bool(self.higher_profiles or (self.closed and self.case.state is CaseState.OPEN))

    @property
    def can_be_looked_at_again(self) -> bool:
        """Whether the result failed because too little could be assessed."""
        result = self.case.result
        return (
            self.case.state is CaseState.CONSOLIDATED
            and result is not None
            and not NOT_KNOWN.isdisjoint(result["flags"])
        )

    @property
    def asked(self) -> tuple[Criterion, ...]:
        """The scored criteria that the case asks for, in catalogue order."""
        asked = self.case.asked(self.catalogue)
        return tuple(criterion for criterion in self.catalogue.criteria.values() if criterion.id in asked)


async def view_case(
    case_id: UUID, person: Person, role: Role, work: UnitOfWork, surroundings: Surroundings
) -> CaseView:
    """The case for this person in this role. Raises: CaseUnknown.

    Source: assessment-method.md, "Several evaluators"; lifecycle.md, "Visibility".
    """
    case = await store.load_case(work.connection, case_id)
    impulse = await store.load_impulse(work.connection, case.impulse_id)
    seat = case.seat_of(person.id) if role == "evaluator" else None
    questions = _questions(case, person, role, work, surroundings)
    statements = await load_statements(work.connection, case.id)
    seen = seen_statements(statements, case, person, role, work, surroundings)
    may_read = _may_read(impulse, seat, role, work) and (role != "office" or _is_for_office(impulse, questions, seen))
    revealed = case.is_revealed_to(person.id, in_charge=role in IN_CHARGE)
    catalogue = await surroundings.catalogue_of(case, work)
    return CaseView(
        case=case,
        catalogue=catalogue,
        number=impulse.number,
        text=impulse.text if may_read else None,
        case_sheet=current_sheet(impulse.case_sheet, await load_case_sheets(work.connection, case.id))
        if may_read
        else None,
        seat=seat,
        holds_place=seat is not None and seat.state is SeatState.CLAIMED and seat.is_taken(work.now),
        revealed=revealed,
        questions=case.questions if revealed else questions,
        has_public_page=impulse.visibility == "public",
        decisions=await _decisions(case, role, work),
        setting=await setting_of(case, work, surroundings) if role in IN_CHARGE else None,
        paper=await load_paper(work.connection, case.id),
        appeal=await _appeal(case, role, work),
        follow_up=await load_follow_up(work.connection, case.id) if role in IN_CHARGE else None,
        agendas=await agendas_of(case.id, work, surroundings) if role in IN_CHARGE else (),
        compared=_compared(case, catalogue, surroundings) if revealed and case.submitted else (),
        consensus=await store.load_consensus(work.connection, case.id)
        if revealed and case.agreed is not None
        else None,
        notes=await store.load_notes(work.connection, case.id) if revealed else (),
        barred=role == "evaluator" and person.id in case.barred,
        draft_offered=seat is not None and offered_draft(case, seat, work.now) is not None,
        expired_drafts=_expired(case, work, surroundings) if role == "coordinator" else (),
        statements=seen,
        may_request=role in ASKING and may_request(case, person, coordinates=role == "coordinator", now=work.now),
        dialogue=await dialogue_of(case, person, role, work),
    )


def _questions(
    case: Case, person: Person, role: Role, work: UnitOfWork, surroundings: Surroundings
) -> tuple[OfficeQuestion, ...]:
    """Those that a member of an office may answer."""
    if role != "office":
        return ()
    asked, today = surroundings.asked_units(person), city_day(work.now)
    return tuple(question for question in case.questions if asked.include(question.unit, question.due_on, today))


def _is_for_office(
    impulse: Impulse, questions: tuple[OfficeQuestion, ...], statements: tuple[SeenStatement, ...]
) -> bool:
    """An office may read a confidential impulse only if it is asked about it or has answered."""
    asked = any(seen.open or seen.statement.state is StatementState.GIVEN for seen in statements)
    return impulse.visibility != "confidential" or asked or bool(questions)


def _compared(case: Case, catalogue: Catalogue, surroundings: Surroundings) -> tuple[ComparedCriterion, ...]:
    names = surroundings.labels_of(case)
    return compare(case, catalogue, names)


def _expired(case: Case, work: UnitOfWork, surroundings: Surroundings) -> tuple[ExpiredDraft, ...]:
    if case.state is not CaseState.OPEN:
        return ()
    return tuple(
        ExpiredDraft(draft_handle(surroundings.keys, seat.evaluator.id, case.id), seat.expires_at)
        for seat in expired_drafts(case, work.now)
    )


def _may_read(impulse: Impulse, seat: Seat | None, role: Role, work: UnitOfWork) -> bool:
    """Only an evaluator without a place in the case may not read a confidential impulse."""
    return impulse.visibility != "confidential" or role != "evaluator" or (seat is not None and seat.is_taken(work.now))


async def _decisions(case: Case, role: Role, work: UnitOfWork) -> tuple[KeptDecision, ...]:
    """Those in charge see what waits for its publication, everybody else what is published."""
    decisions = await load_decisions(work.connection, case.id)
    if role in IN_CHARGE:
        return decisions
    return tuple(kept for kept in decisions if kept.published_at is not None)


async def _appeal(case: Case, role: Role, work: UnitOfWork) -> Appeal | None:
    if role not in IN_CHARGE:
        return None
    appeal = await load_appeal(work.connection, case.impulse_id)
    return appeal if appeal is not None and appeal.case_id == case.id else None
