"""What the rules of committee sessions refuse. Codes are stable; the sentences are for the people at the desks."""

from services.evaluation.domain.errors import CaseRefusal
from shared.contracts.errors import DomainError


class SessionUnknown(CaseRefusal):
    """There is no such session."""

    code = "evaluation.session_unknown"
    status = 404
    sentence = "Diese Sitzung gibt es nicht."


class SessionInvalid(DomainError):
    """Day, place or end of a session are missing or do not fit each other."""

    code = "evaluation.session_invalid"


class BodyDoesNotMeet(CaseRefusal):
    """The city's decision routes name no such body, or it does not meet."""

    code = "evaluation.body_does_not_meet"
    sentence = "Bitte wählen Sie ein Gremium aus der Liste."


class CircularNotAllowed(CaseRefusal):
    """The rules of the body do not let it decide without a meeting."""

    code = "evaluation.circular_not_allowed"
    sentence = "Dieses Gremium darf nicht im Umlaufverfahren beschließen."


class SessionNotPlanned(CaseRefusal):
    """The session was opened or is over; its agenda stands."""

    code = "evaluation.session_not_planned"
    status = 409
    sentence = "Die Sitzung ist schon eröffnet oder vorbei. Die Tagesordnung steht fest."


class SessionNotOpen(CaseRefusal):
    """The session was not opened yet."""

    code = "evaluation.session_not_open"
    status = 409
    sentence = "Die Sitzung ist noch nicht eröffnet."


class SessionClosed(CaseRefusal):
    """The session was closed or adjourned."""

    code = "evaluation.session_closed"
    status = 409
    sentence = "Die Sitzung ist schon geschlossen oder vertagt."


class SessionTooEarly(DomainError):
    """The day of the session, or the end of the replies in writing, has not come yet."""

    code = "evaluation.session_too_early"
    status = 409


class AgendaItemUnknown(CaseRefusal):
    """There is no such case on the agenda."""

    code = "evaluation.agenda_item_unknown"
    status = 404
    sentence = "Dieser Punkt steht nicht auf der Tagesordnung."


class AgendaItemSettled(CaseRefusal):
    """The item was voted on or postponed."""

    code = "evaluation.agenda_item_settled"
    status = 409
    sentence = "Dieser Punkt ist schon erledigt."


class AgendaItemNotSettled(CaseRefusal):
    """The item was neither voted on nor postponed, so that there is nothing to take back."""

    code = "evaluation.agenda_item_not_settled"
    status = 409
    sentence = "Zu diesem Punkt gibt es noch kein Ergebnis."


class AgendaFull(CaseRefusal):
    """An agenda has at most 100 items."""

    code = "evaluation.agenda_full"
    status = 409
    sentence = "Auf der Tagesordnung stehen schon 100 Punkte. Bitte planen Sie eine weitere Sitzung."


class NotForThisBody(CaseRefusal):
    """The case does not wait for a decision of this body."""

    code = "evaluation.not_for_this_body"
    status = 409
    sentence = "Dieser Vorgang wartet nicht auf eine Entscheidung dieses Gremiums."


class CaseOnAgenda(CaseRefusal):
    """The case stands on the agenda of a session already."""

    code = "evaluation.case_on_agenda"
    status = 409
    sentence = "Dieser Vorgang steht schon auf einer Tagesordnung."


class AttendanceInvalid(DomainError):
    """Nobody is present, somebody is named twice, or there are more people than members."""

    code = "evaluation.attendance_invalid"


class SessionWithoutQuorum(DomainError):
    """Too few members may vote, or too few replied; the sentence names the numbers."""

    code = "evaluation.session_without_quorum"
    status = 409


class ConflictInvalid(DomainError):
    """Somebody who left the room is not among those present."""

    code = "evaluation.conflict_invalid"


class VotesInvalid(DomainError):
    """The votes do not add up to those who may vote."""

    code = "evaluation.votes_invalid"


class EnBlocInvalid(DomainError):
    """Items cannot be voted on in one go: somebody has a conflict of interest, or there are fewer than two."""

    code = "evaluation.en_bloc_invalid"


class ProposedDecisionMissing(CaseRefusal):
    """The item says nothing about what shall be decided."""

    code = "evaluation.proposed_decision_missing"
    status = 409
    sentence = "Zu diesem Punkt fehlt der Beschlussvorschlag."
