"""What is refused when a case is decided, published, put before the council or reviewed."""

from services.evaluation.domain.errors import CaseRefusal
from shared.contracts.errors import DomainError


class NotConsolidated(CaseRefusal):
    """There is no result to decide about."""

    code = "evaluation.not_consolidated"
    status = 409
    sentence = "Über diesen Vorgang kann noch nicht entschieden werden."


class AlreadyDecided(CaseRefusal):
    """The case is decided."""

    code = "evaluation.already_decided"
    status = 409
    sentence = "Über diesen Vorgang ist schon entschieden."


class FourEyes(DomainError):
    """The same person may not take both steps."""

    code = "evaluation.four_eyes"
    status = 403


class ReasonsMissing(CaseRefusal):
    """A decision without reasons."""

    code = "evaluation.reasons_missing"
    sentence = "Bitte begründen Sie die Entscheidung."


class DeviationReasonMissing(CaseRefusal):
    """A decision that deviates from the recommendation needs its own reason, which is published."""

    code = "evaluation.deviation_reason_missing"
    sentence = "Die Entscheidung weicht von der Empfehlung ab. Bitte begründen Sie die Abweichung."


class ConfirmationMissing(DomainError):
    """The case needs a written confirmation of the person who decides."""

    code = "evaluation.confirmation_missing"


class MinorityViewMissing(CaseRefusal):
    """A minority of the evaluators was outvoted; how they see it is published with the decision."""

    code = "evaluation.minority_view_missing"
    sentence = "Bitte fassen Sie zusammen, wie die Minderheit der Gutachten es sieht. Nennen Sie keine Namen."


class ConditionsInvalid(DomainError):
    """Conditions are missing where the decision needs them, or given where it has none."""

    code = "evaluation.conditions_invalid"


class DeferralInvalid(DomainError):
    """The date of a deferral is missing, past, or given for another decision."""

    code = "evaluation.until_invalid"


class AddresseeInvalid(DomainError):
    """The addressee is missing or no key, or given for another decision."""

    code = "evaluation.addressee_invalid"


class NotDecided(CaseRefusal):
    """There is no decision to publish."""

    code = "evaluation.not_decided"
    status = 409
    sentence = "In diesem Vorgang gibt es keine Entscheidung zu veröffentlichen."


class WrongBody(DomainError):
    """Another person or body is competent; the sentence names it."""

    code = "evaluation.wrong_body"
    status = 403

    def __init__(self, competent: str) -> None:
        super().__init__(f"Über diesen Vorgang entscheidet: {competent}.", "decision")


class SameDecider(CaseRefusal):
    """A review is decided by somebody who did not decide before."""

    code = "evaluation.same_decider"
    status = 403
    sentence = "Sie haben über diesen Impuls schon einmal entschieden. Die Überprüfung entscheidet jemand anderes."


class NotFirstDecider(CaseRefusal):
    """Only who decided first can correct the decision before the next round."""

    code = "evaluation.not_first_decider"
    status = 403
    sentence = "Nur wer zuerst entschieden hat, kann die Entscheidung vor einer neuen Runde ändern."


class ResolutionNeeded(DomainError):
    """A body that meets is competent, so a decision needs its resolution."""

    code = "evaluation.resolution_needed"
    status = 409

    def __init__(self, body: str) -> None:
        super().__init__(f"Hier braucht es einen Beschluss. Zuständig ist: {body}.", "resolution")


class ResolutionInvalid(DomainError):
    """The number, the day or the votes of a resolution cannot be right."""

    code = "evaluation.resolution_invalid"


class ResolutionUsed(CaseRefusal):
    """The body has another resolution of this number."""

    code = "evaluation.resolution_used"
    status = 409
    sentence = "Diese Beschlussnummer ist schon vergeben."


class PaperMissing(CaseRefusal):
    """The council has not been given the matter yet, so it cannot have resolved about it."""

    code = "evaluation.paper_missing"
    status = 409
    sentence = "Dieser Vorgang liegt dem Gremium noch nicht vor. Bitte geben Sie zuerst die Vorlage ein."


class PaperInvalid(DomainError):
    """The number of a paper or the day of its session is missing or cannot be right."""

    code = "evaluation.paper_invalid"


class NotForCouncil(CaseRefusal):
    """No body of the council is competent for the case."""

    code = "evaluation.not_for_council"
    status = 409
    sentence = "Für diesen Vorgang ist kein Gremium des Gemeinderats zuständig."


class HearingMissing(CaseRefusal):
    """Before a rejection the submitter is heard, and has not been yet."""

    code = "evaluation.hearing_missing"
    status = 409
    sentence = "Vor einer Ablehnung hören wir die einreichende Person an. Bitte starten Sie zuerst die Anhörung."


class HearingOver(CaseRefusal):
    """The submitter was heard in this round already."""

    code = "evaluation.hearing_over"
    status = 409
    sentence = "In dieser Runde ist die einreichende Person schon angehört."


class NothingToWithdraw(CaseRefusal):
    """There is no decision that waits for its publication."""

    code = "evaluation.nothing_to_withdraw"
    status = 409
    sentence = "Hier gibt es keine unveröffentlichte Entscheidung, die man zurücknehmen kann."


class NotYourDecision(CaseRefusal):
    """An unpublished decision is taken back by who took it, or by the coordination."""

    code = "evaluation.not_your_decision"
    status = 403
    sentence = "Diese Entscheidung hat jemand anderes getroffen."


class NothingToCorrect(CaseRefusal):
    """Nothing is published that could be corrected, or another publication is being prepared."""

    code = "evaluation.nothing_to_correct"
    status = 409
    sentence = "Hier gibt es im Moment keinen veröffentlichten Text, den man berichtigen kann."


class CorrectionInvalid(DomainError):
    """A correction changes nothing, takes a text away that the decision needs, or does not say why."""

    code = "evaluation.correction_invalid"


class AppealUnknown(CaseRefusal):
    """No review of this case is asked for, or it has gone on."""

    code = "evaluation.appeal_not_open"
    status = 409
    sentence = "Zu diesem Vorgang ist keine Überprüfung offen."


class FollowUpUnknown(CaseRefusal):
    """The case was not forwarded, or the other office has answered."""

    code = "evaluation.follow_up_not_open"
    status = 409
    sentence = "Zu diesem Vorgang steht keine Antwort einer anderen Stelle aus."


class AnswerMissing(CaseRefusal):
    """What the other office answered is missing or too long."""

    code = "evaluation.follow_up_answer_invalid"
    sentence = "Bitte halten Sie mit höchstens 2.000 Zeichen fest, was die andere Stelle geantwortet hat."


class PromiseInvalid(DomainError):
    """The day of a promise is missing on the direct track, past, or given for another decision."""

    code = "evaluation.promise_invalid"


class CostsInvalid(DomainError):
    """A cost frame is given for a decision that accepts nothing."""

    code = "evaluation.costs_invalid"


class UnitInvalid(DomainError):
    """The unit that carries out is none of the city's, or the decision accepts nothing."""

    code = "evaluation.unit_invalid"


class IndicatorInvalid(DomainError):
    """The indicator is too long, or the decision accepts nothing."""

    code = "evaluation.indicator_invalid"
