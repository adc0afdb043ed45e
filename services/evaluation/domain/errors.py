"""What the rules of a case refuse. Codes are stable; the sentences are for the people at the desks."""

from typing import ClassVar

from services.evaluation.domain.assessment import AssessmentProblem
from shared.contracts.errors import DomainError


class CaseRefusal(DomainError):
    """A rule of the case; the sentence stands in the class because it is always the same."""

    sentence: ClassVar[str]

    def __init__(self, field: str | None = None) -> None:
        super().__init__(self.sentence, field)


class CaseUnknown(CaseRefusal):
    """There is no such case."""

    code = "evaluation.case_unknown"
    status = 404
    sentence = "Diesen Bewertungsvorgang gibt es nicht."


class CaseNotOpen(CaseRefusal):
    """The case takes no assessments: it was closed, or all of them are in."""

    code = "evaluation.case_not_open"
    status = 409
    sentence = "Dieser Vorgang nimmt keine Gutachten mehr an."


class CaseTaken(CaseRefusal):
    """Every place of the case is taken."""

    code = "evaluation.case_taken"
    status = 409
    sentence = "Dieser Vorgang wird schon bearbeitet."


class SameUnit(CaseRefusal):
    """Somebody of the same unit assesses the case already."""

    code = "evaluation.same_unit"
    status = 409
    sentence = "Aus Ihrer Organisationseinheit begutachtet schon jemand diesen Vorgang."


class TookPart(CaseRefusal):
    """The evaluator is not impartial; deliberately silent about why."""

    code = "evaluation.took_part"
    status = 403
    sentence = "Sie können diesen Vorgang wegen Befangenheit nicht begutachten."


class NotInPool(CaseRefusal):
    """The city's rules give this case to evaluators of other units."""

    code = "evaluation.not_in_pool"
    status = 403
    sentence = "Dieser Vorgang ist anderen Stellen zur Begutachtung zugeteilt."


class DeclarationMissing(CaseRefusal):
    """The evaluator did not declare to have had no part in the impulse."""

    code = "evaluation.declaration_missing"
    sentence = "Bitte erklären Sie: Ich habe diesen Impuls weder eingereicht noch daran mitgearbeitet."


class StaleClaim(CaseRefusal):
    """The claim is over: it expired, was handed back, or a newer one took its place."""

    code = "evaluation.stale_claim"
    status = 409
    sentence = "Ihre Übernahme gilt nicht mehr. Bitte übernehmen Sie den Vorgang neu; Ihr Entwurf ist noch da."


class AlreadySubmitted(CaseRefusal):
    """The evaluator's assessment is in and cannot be changed."""

    code = "evaluation.already_submitted"
    status = 409
    sentence = "Ihr Gutachten ist schon abgegeben."


class DraftOutdated(CaseRefusal):
    """The draft was saved since the version that this is based on; `current` is the saved version."""

    code = "evaluation.draft_outdated"
    status = 409
    sentence = "Ihr Entwurf wurde inzwischen anderswo gespeichert, zum Beispiel in einem zweiten Fenster."

    def __init__(self, current: int) -> None:
        super().__init__("draft_version")
        self.current = current


class DraftUnconfirmed(CaseRefusal):
    """The evaluator has not yet made a draft that somebody else began the own one."""

    code = "evaluation.draft_unconfirmed"
    sentence = "Bitte bestätigen Sie: Ich habe alle Angaben des übernommenen Entwurfs geprüft und vertrete sie."


class NoDraftOffered(CaseRefusal):
    """Nobody left a draft that may be handed over, or the evaluator has saved an own one already."""

    code = "evaluation.no_draft_offered"
    status = 409
    sentence = "In diesem Vorgang gibt es keinen Entwurf, den Sie übernehmen können."


class DraftUnknown(CaseRefusal):
    """There is no such draft of an expired claim that still has to be released."""

    code = "evaluation.draft_unknown"
    status = 404
    sentence = (
        "Diesen Entwurf kann man nicht weitergeben: Die Übernahme ist nicht abgelaufen, oder er ist schon vergeben."
    )


class ConflictUndeclared(CaseRefusal):
    """A conflict of interest was sent without being declared; it cannot be taken back, so it needs a tick."""

    code = "evaluation.conflict_undeclared"
    sentence = "Bitte bestätigen Sie, dass Sie befangen sind. Das lässt sich nicht zurücknehmen."


class AssessmentRefused(DomainError):
    """The assessment breaks rules of rating; `problems` names every one (never empty)."""

    code = "evaluation.assessment_invalid"

    def __init__(self, problems: tuple[AssessmentProblem, ...]) -> None:
        super().__init__("Bitte prüfen Sie Ihre Angaben.", problems[0].field)
        self.problems = problems


class QuestionNotOpen(CaseRefusal):
    """No office is asked about this exclusion criterion, or it has answered."""

    code = "evaluation.question_not_open"
    status = 409
    sentence = "Zu diesem Ausschlusskriterium ist keine Frage offen."


class AnswerRefused(DomainError):
    """The office's answer is none that this exclusion criterion allows, or has no reason."""

    code = "evaluation.answer_invalid"


class SourceUnknown(CaseRefusal):
    """There is no such reason among the similar decided cases."""

    code = "evaluation.source_unknown"
    status = 404
    sentence = "Diese Begründung gibt es nicht mehr unter den ähnlichen Fällen."


class NotRevealed(CaseRefusal):
    """The assessments are not in yet, or not for this person to see."""

    code = "evaluation.not_revealed"
    status = 409
    sentence = "Die Gutachten sind für Sie noch nicht zu sehen."


class DiscussionOver(CaseRefusal):
    """The decision is published; notes about the result come too late."""

    code = "evaluation.discussion_over"
    status = 409
    sentence = "Die Entscheidung ist veröffentlicht. Notizen sind nicht mehr möglich."


class NoteInvalid(CaseRefusal):
    """A note is empty or has more than 2,000 characters."""

    code = "evaluation.note_invalid"
    sentence = "Bitte schreiben Sie eine Notiz mit höchstens 2.000 Zeichen."


class DeadlineStands(CaseRefusal):
    """The due date cannot be postponed: a query is open, or the assessment is over."""

    code = "evaluation.deadline_stands"
    status = 409
    sentence = "Diese Frist lässt sich jetzt nicht verschieben."


class PostponementInvalid(DomainError):
    """The new due date is not after the present one, no working day, or too far away; or the reason is missing."""

    code = "evaluation.postponement_invalid"


class AbsenceInvalid(DomainError):
    """The dates of an absence contradict each other or another one, or the deputy cannot stand in."""

    code = "evaluation.absence_invalid"


class AbsenceUnknown(CaseRefusal):
    """The person has no such absence."""

    code = "evaluation.absence_unknown"
    status = 404
    sentence = "Diese Abwesenheit gibt es nicht mehr."


class ProfileUnknown(CaseRefusal):
    """The active catalogue has no such profile for the track."""

    code = "evaluation.profile_unknown"
    sentence = "Dieses Profil gibt es im gültigen Kriterienkatalog für dieses Verfahren nicht."


class CatalogueChanged(CaseRefusal):
    """A catalogue with this id and version, but other content, was active before; a version never changes."""

    code = "evaluation.catalogue_changed"
    sentence = "Diese Version des Kriterienkatalogs gibt es schon mit anderem Inhalt."


class DraftCatalogue(CaseRefusal):
    """A catalogue cannot be activated whose id or version cannot stand in a fact; it can be validated and tried out."""

    code = "evaluation.catalogue_draft"
    sentence = (
        "Diesen Katalog kann man prüfen, aber nicht aktivieren: Seine Fassung muss aus drei Zahlen bestehen wie 1.2.0, "
        "sein Kürzel aus höchstens 64 Buchstaben, Ziffern und den Zeichen . / - _."
    )


class ActivationReasonMissing(CaseRefusal):
    """A catalogue is activated without a reason of at least 20 characters."""

    code = "evaluation.activation_reason_missing"
    sentence = "Bitte begründen Sie mit mindestens 20 Zeichen, warum dieser Katalog gelten soll."


class ProposalUnknown(CaseRefusal):
    """There is no such uploaded catalogue; uploads are kept for 30 days."""

    code = "evaluation.proposal_unknown"
    status = 404
    sentence = "Diese Katalogdatei ist nicht mehr da. Bitte laden Sie sie noch einmal hoch."


class CriterionNotClosed(CaseRefusal):
    """The criterion is asked already, or the catalogue has none of this id."""

    code = "evaluation.criterion_not_closed"
    status = 409
    sentence = "Dieses Kriterium ist in diesem Vorgang nicht geschlossen."


class TrackNotHigher(CaseRefusal):
    """A case is raised to a track with more effort, never to the same or a lower one."""

    code = "evaluation.track_not_higher"
    status = 409
    sentence = "Ein Vorgang lässt sich nur in ein höheres Verfahren heben."


class NothingUnknown(CaseRefusal):
    """Nothing in the result of this case failed because too little could be assessed."""

    code = "evaluation.nothing_unknown"
    status = 409
    sentence = "In diesem Vorgang gibt es nichts, was noch einmal zu beurteilen wäre."


class NotReopened(CaseRefusal):
    """Only the criteria that were not assessable are open again."""

    code = "evaluation.not_reopened"
    status = 409
    sentence = "Noch einmal offen ist nur, was nicht beurteilbar war. Alles andere bleibt, wie es abgegeben wurde."


class NoMeetingDue(CaseRefusal):
    """The case does not wait for a consensus meeting."""

    code = "evaluation.no_meeting_due"
    status = 409
    sentence = "Zu diesem Vorgang ist kein Einigungsgespräch nötig."


class AgreedValueInvalid(DomainError):
    """A value is missing for a conflicting criterion, is none of the scale, or belongs to another criterion."""

    code = "evaluation.agreed_value_invalid"


class MinutesMissing(CaseRefusal):
    """A consensus meeting needs minutes of at most 10,000 characters."""

    code = "evaluation.minutes_missing"
    sentence = "Bitte halten Sie fest, worauf sich die Gutachten geeinigt haben, mit höchstens 10.000 Zeichen."


class OtherUnitAsked(CaseRefusal):
    """The question is for another unit; a deputy may answer once the answer is late."""

    code = "evaluation.other_unit_asked"
    status = 403
    sentence = "Diese Frage ist an eine andere Stelle gerichtet."


class StatementUnknown(CaseRefusal):
    """There is no such request for a statement in this case."""

    code = "evaluation.statement_unknown"
    status = 404
    sentence = "Diese Anfrage gibt es nicht."


class StatementOver(CaseRefusal):
    """The request was answered or withdrawn, or the case is decided or closed."""

    code = "evaluation.statement_not_open"
    status = 409
    sentence = "Diese Anfrage ist nicht mehr offen."


class StatementsOver(CaseRefusal):
    """The case has come too far to ask another unit."""

    code = "evaluation.statements_over"
    status = 409
    sentence = "In diesem Vorgang können Sie keine Stellungnahme mehr anfragen."


class AlreadyRequested(CaseRefusal):
    """The unit owes an answer on one of these criteria already."""

    code = "evaluation.statement_already_requested"
    status = 409
    sentence = "Diese Stelle ist zu einem dieser Kriterien schon gefragt."


class PlaceNeeded(CaseRefusal):
    """Only somebody who holds a place of the case, or has submitted, may do this."""

    code = "evaluation.place_needed"
    status = 403
    sentence = "Bitte übernehmen Sie den Vorgang zuerst."


class StatementInvalid(DomainError):
    """Something in a request for a statement, or in its answer, is missing, too long or not known."""

    code = "evaluation.statement_invalid"


class CaseSheetFrozen(CaseRefusal):
    """The assessment has begun; what is assessed cannot be changed any more."""

    code = "evaluation.case_sheet_frozen"
    status = 409
    sentence = "Die Begutachtung hat begonnen. Der Sachverhalt steht jetzt fest."


class CaseSheetChanged(CaseRefusal):
    """Somebody else changed the case sheet in the meantime."""

    code = "evaluation.case_sheet_changed"
    status = 409
    sentence = (
        "Jemand hat den Sachverhalt inzwischen geändert. Bitte vergleichen Sie und speichern Sie dann noch einmal."
    )


class CaseSheetHidden(CaseRefusal):
    """The case sheet was erased, or is confidential and not for this person."""

    code = "evaluation.case_sheet_hidden"
    status = 403
    sentence = "Der Sachverhalt ist für Sie nicht zu sehen."


class CaseSheetErased(CaseRefusal):
    """The case sheet was erased with the impulse."""

    code = "evaluation.case_sheet_erased"
    status = 409
    sentence = "Der Sachverhalt wurde gelöscht."


class CaseSheetInvalid(DomainError):
    """The case sheet says nothing about the variant that is assessed, or is too long."""

    code = "evaluation.case_sheet_invalid"


class OfficeUnknown(DomainError):
    """The city's data name no unit for an office of the catalogue."""

    code = "evaluation.office_unknown"


class CursorInvalid(CaseRefusal):
    """The cursor is none that a list gave."""

    code = "evaluation.cursor_invalid"
    sentence = "Diese Stelle der Liste gibt es nicht. Bitte beginnen Sie von vorn."


class QueryTooLate(CaseRefusal):
    """The case is decided or closed; an answer could change nothing any more."""

    code = "evaluation.query_too_late"
    status = 409
    sentence = (
        "Über diesen Vorgang ist schon entschieden, oder er ist geschlossen. Eine Rückfrage ist nicht mehr möglich."
    )


class QueryOpen(CaseRefusal):
    """The submitter is asked something already; one query at a time."""

    code = "evaluation.query_open"
    status = 409
    sentence = "In diesem Vorgang ist schon eine Rückfrage offen. Bitte warten Sie, bis sie beendet ist."


class QueryInvalid(CaseRefusal):
    """A question is empty or has more than 2,000 characters."""

    code = "evaluation.query_invalid"
    sentence = "Bitte schreiben Sie eine Frage mit höchstens 2.000 Zeichen."
