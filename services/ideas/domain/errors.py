"""What the rules of taking up impulses refuse."""

from typing import ClassVar

from shared.contracts.errors import DomainError


class TitleInvalid(DomainError):
    """The title is empty or longer than 250 characters."""

    code: ClassVar[str] = "ideas.title_invalid"


class TextInvalid(DomainError):
    """The text is empty (only imports may have an empty one) or longer than 10,000 characters."""

    code: ClassVar[str] = "ideas.text_invalid"


class PlaceInvalid(DomainError):
    """The place is longer than 250 characters."""

    code: ClassVar[str] = "ideas.place_invalid"


class OriginUnknown(DomainError):
    """The origin is none of the three sides of the Trialog."""

    code: ClassVar[str] = "ideas.origin_unknown"


class FieldOfActionUnknown(DomainError):
    """The field of action is none of the city's."""

    code: ClassVar[str] = "ideas.field_of_action_unknown"

    def __init__(self) -> None:
        super().__init__(
            "Dieses Handlungsfeld gibt es nicht. Bitte genau den Namen der Stadt angeben.", "field_of_action"
        )


class StrategicGoalUnknown(DomainError):
    """A strategic goal is none of the city's."""

    code: ClassVar[str] = "ideas.strategic_goal_unknown"

    def __init__(self) -> None:
        super().__init__("Dieses strategische Ziel gibt es nicht.", "strategic_goals")


class UnitUnknown(DomainError):
    """The unit is none of the city's."""

    code: ClassVar[str] = "ideas.unit_unknown"

    def __init__(self) -> None:
        super().__init__("Diese Stelle gibt es nicht.", "unit")


class TrackUnknown(DomainError):
    """The track is none of the three."""

    code: ClassVar[str] = "ideas.track_unknown"

    def __init__(self) -> None:
        super().__init__("Dieses Verfahren gibt es nicht. Erlaubt sind direct, short und full.", "track")


class ProfileUnknown(DomainError):
    """The catalogue has no such profile, or none for this track."""

    code: ClassVar[str] = "ideas.profile_unknown"

    def __init__(self) -> None:
        super().__init__("Dieses Profil gibt es im Kriterienkatalog nicht.", "profile")


class CatalogueNotHere(DomainError):
    """No catalogue has arrived from evaluation yet, so only the profile `full` can be chosen; a later try can work."""

    code: ClassVar[str] = "ideas.catalogue_not_here"
    status: ClassVar[int] = 503

    def __init__(self) -> None:
        super().__init__(
            "Der Kriterienkatalog ist noch nicht angekommen. Bitte versuchen Sie es gleich noch einmal.", "profile"
        )


class ProfileOfOtherTrack(DomainError):
    """The profile belongs to another track than the one chosen; the direct track has none."""

    code: ClassVar[str] = "ideas.profile_of_other_track"

    def __init__(self) -> None:
        super().__init__("Dieses Profil passt nicht zum gewählten Verfahren.", "profile")


class ExtentMissing(DomainError):
    """The profile has limits, and nobody said how much the matter is about; `field` names what is missing."""

    code: ClassVar[str] = "ideas.extent_missing"

    def __init__(self, name: str) -> None:
        super().__init__(
            "Dieses Verfahren ist nur für kleine Vorhaben. Bitte geben Sie Kosten, beteiligte Stellen und Umkehrbarkeit an.",
            f"extent.{name}",
        )


class ExtentUnreadable(DomainError):
    """An amount or number on the screening page is no whole number of at most nine digits."""

    code: ClassVar[str] = "ideas.extent_unreadable"

    def __init__(self, name: str) -> None:
        super().__init__("Bitte eine ganze Zahl ohne Komma angeben, zum Beispiel 4500.", f"extent.{name}")


class SubjectUnknown(DomainError):
    """A subject is none of the city's."""

    code: ClassVar[str] = "ideas.subject_unknown"

    def __init__(self) -> None:
        super().__init__("Diesen Gegenstand gibt es nicht.", "subjects")


class MotionUnknown(DomainError):
    """The kind of motion is none of the three."""

    code: ClassVar[str] = "ideas.motion_unknown"

    def __init__(self) -> None:
        super().__init__("Diese Art der Eingabe gibt es nicht.", "motion")


class MotionOnDirectTrack(DomainError):
    """The council decides about a motion or a petition to it, and on the direct track staff would."""

    code: ClassVar[str] = "ideas.motion_on_direct_track"

    def __init__(self) -> None:
        super().__init__(
            "Darüber entscheidet der Gemeinderat. Die Sofortumsetzung ist hier nicht möglich. Bitte wählen Sie ein anderes "
            "Verfahren.",
            "track",
        )


class MotionCannotBeInadmissible(DomainError):
    """Motions of the council, residents' motions and petitions to the council cannot be declared inadmissible."""

    code: ClassVar[str] = "ideas.motion_cannot_be_inadmissible"
    status: ClassVar[int] = 409

    def __init__(self) -> None:
        super().__init__(
            "Über diese Eingabe entscheidet der Gemeinderat. Sie kann hier nicht als nicht zulässig abgeschlossen werden."
        )


class ExtentTooLarge(DomainError):
    """The matter is larger than the profile's limits allow; `field` names the limit."""

    code: ClassVar[str] = "ideas.extent_too_large"

    def __init__(self, name: str, limit: int) -> None:
        sentences = {
            "one_off_cents": f"Einmalig sind in diesem Verfahren höchstens {limit // 100} Euro möglich.",
            "yearly_cents": f"Im Jahr sind in diesem Verfahren höchstens {limit // 100} Euro möglich.",
            "units": f"In diesem Verfahren können höchstens {limit} Stellen beteiligt sein.",
            "reversible": "In diesem Verfahren geht nur, was sich rückgängig machen lässt.",
        }
        super().__init__(f"{sentences[name]} Bitte wählen Sie ein anderes Verfahren.", f"extent.{name}")


class CaseSheetTooLong(DomainError):
    """The case sheet is longer than 10,000 characters."""

    code: ClassVar[str] = "ideas.case_sheet_too_long"

    def __init__(self) -> None:
        super().__init__("Der Sachverhalt darf höchstens 10.000 Zeichen lang sein.", "case_sheet")


class ReasonInvalid(DomainError):
    """The reason is missing or longer than 10,000 characters."""

    code: ClassVar[str] = "ideas.reason_invalid"

    def __init__(self) -> None:
        super().__init__("Bitte eine Begründung mit 1 bis 10.000 Zeichen angeben.", "reason")


class ReferenceNotOpaque(DomainError):
    """The portal's reference looks like a name or an address; a reference must tell nothing about a person."""

    code: ClassVar[str] = "ideas.reference_not_opaque"

    def __init__(self) -> None:
        super().__init__(
            "Die Kennung sieht nach einem Namen oder einer Adresse aus. Bitte eine Kennung mit Ziffern und ohne Angaben "
            "zur Person verwenden.",
            "reference",
        )


class ReferenceReused(DomainError):
    """The portal used the reference before, for an impulse with other content."""

    code: ClassVar[str] = "ideas.reference_reused"
    status: ClassVar[int] = 409

    def __init__(self) -> None:
        super().__init__("Unter dieser Kennung liegt schon ein anderer Impuls vor.", "reference")


class AccessCodeTaken(DomainError):
    """The hash of the access code belongs to another impulse; every impulse needs a code of its own."""

    code: ClassVar[str] = "ideas.access_code_taken"
    status: ClassVar[int] = 409

    def __init__(self) -> None:
        super().__init__("Dieser Zugangscode gehört schon zu einem anderen Impuls.", "code_hash")


class TooManyMarks(DomainError):
    """More marks of submitters than people who could have handed in one impulse together (20)."""

    code: ClassVar[str] = "ideas.too_many_marks"

    def __init__(self) -> None:
        super().__init__("Ein Impuls kann höchstens 20 Kennzeichen von Einreichenden tragen.", "own_marks")


class ReceivedOnInvalid(DomainError):
    """The day of receipt is written in a form that nobody here reads."""

    code: ClassVar[str] = "ideas.received_on_invalid"

    def __init__(self) -> None:
        super().__init__(
            "Das Datum muss wie 2017-09-13, 13.09.2017 oder 2017-09-13/2017-10-18 geschrieben sein.", "received_on"
        )


class SourceInvalid(DomainError):
    """The address of the source is no web address, or the licence is longer than 250 characters."""

    code: ClassVar[str] = "ideas.source_invalid"


class ImpulseNotFound(DomainError):
    """There is no impulse with this id."""

    code: ClassVar[str] = "ideas.impulse_not_found"
    status: ClassVar[int] = 404

    def __init__(self) -> None:
        super().__init__("Diesen Impuls gibt es nicht.")


class ImpulseNotInScreening(DomainError):
    """The screening of this impulse has ended already."""

    code: ClassVar[str] = "ideas.impulse_not_in_screening"
    status: ClassVar[int] = 409

    def __init__(self) -> None:
        super().__init__("Die Vorprüfung dieses Impulses ist schon abgeschlossen.")


class QueryNotFound(DomainError):
    """There is no query with this id, or it is none of the impulse that the access code opens."""

    code: ClassVar[str] = "ideas.query_not_found"
    status: ClassVar[int] = 404

    def __init__(self) -> None:
        super().__init__("Diese Rückfrage gibt es nicht.")


class AccessCodeUnknown(DomainError):
    """The access code opens no impulse."""

    code: ClassVar[str] = "ideas.access_code_unknown"
    status: ClassVar[int] = 404

    def __init__(self) -> None:
        super().__init__(
            "Zu diesem Zugangscode haben wir nichts gefunden. Bitte prüfen Sie die Schreibweise.", "access_code"
        )


class QueryOver(DomainError):
    """The query has an answer already, its last day is over, or the impulse is not treated any more."""

    code: ClassVar[str] = "ideas.query_over"
    status: ClassVar[int] = 409

    def __init__(self) -> None:
        super().__init__("Diese Rückfrage ist beendet oder schon beantwortet. Eine Antwort ist nicht mehr möglich.")


class AnswerInvalid(DomainError):
    """The answer to a query is empty or longer than 10,000 characters."""

    code: ClassVar[str] = "ideas.answer_invalid"

    def __init__(self) -> None:
        super().__init__("Bitte eine Antwort mit 1 bis 10.000 Zeichen schreiben.", "answer")


class ReplyNotWaiting(DomainError):
    """No answer to this query waits for screening."""

    code: ClassVar[str] = "ideas.reply_not_waiting"
    status: ClassVar[int] = 409

    def __init__(self) -> None:
        super().__init__("Zu dieser Rückfrage wartet keine Antwort auf die Prüfung.")


class CursorInvalid(DomainError):
    """The cursor of a list is none that this service made."""

    code: ClassVar[str] = "ideas.cursor_invalid"

    def __init__(self) -> None:
        super().__init__("Diese Stelle der Liste gibt es nicht.", "cursor")


class DecisionNotPublished(DomainError):
    """Nothing is decided and published yet, so nothing can be reviewed."""

    code: ClassVar[str] = "ideas.decision_not_published"
    status: ClassVar[int] = 409

    def __init__(self) -> None:
        super().__init__("Über diesen Impuls ist noch nicht entschieden. Eine Überprüfung ist erst danach möglich.")


class DecisionNotFinal(DomainError):
    """The decision is deferred; it comes by itself, and only a final one can be reviewed."""

    code: ClassVar[str] = "ideas.decision_not_final"
    status: ClassVar[int] = 409

    def __init__(self) -> None:
        super().__init__("Die Entscheidung ist verschoben. Eine Überprüfung ist erst nach der Entscheidung möglich.")


class ImpulseLeftThePath(DomainError):
    """The impulse was withdrawn, merged or the like; nothing about it is reviewed any more."""

    code: ClassVar[str] = "ideas.impulse_left_the_path"
    status: ClassVar[int] = 409

    def __init__(self) -> None:
        super().__init__("Dieser Impuls wird nicht mehr behandelt. Eine Überprüfung ist nicht möglich.")


class AppealAlreadyLodged(DomainError):
    """A review was asked for already; there is one per impulse."""

    code: ClassVar[str] = "ideas.appeal_already_lodged"
    status: ClassVar[int] = 409

    def __init__(self) -> None:
        super().__init__("Sie haben schon eine Überprüfung verlangt. Das ist nur einmal möglich.")


class AppealTooLate(DomainError):
    """The period for asking for a review, or for writing a returned appeal anew, is over."""

    code: ClassVar[str] = "ideas.appeal_too_late"
    status: ClassVar[int] = 409

    def __init__(self) -> None:
        super().__init__("Die Frist ist vorbei. Eine Überprüfung ist nicht mehr möglich.")


class AppealGroundsMissing(DomainError):
    """None of the three grounds for a review is named."""

    code: ClassVar[str] = "ideas.appeal_grounds_missing"

    def __init__(self) -> None:
        super().__init__("Bitte kreuzen Sie mindestens einen Grund an.", "grounds")


class AppealTextInvalid(DomainError):
    """The text of an appeal is empty or longer than 10,000 characters."""

    code: ClassVar[str] = "ideas.appeal_text_invalid"

    def __init__(self) -> None:
        super().__init__("Bitte schreiben Sie, warum wir neu prüfen sollen, mit 1 bis 10.000 Zeichen.", "text")


class AppealNotFound(DomainError):
    """There is no appeal with this id that could be screened."""

    code: ClassVar[str] = "ideas.appeal_not_found"
    status: ClassVar[int] = 404

    def __init__(self) -> None:
        super().__init__("Dieses Verlangen nach einer Überprüfung gibt es nicht.")


class AppealNotWaiting(DomainError):
    """The appeal does not wait for screening, or its impulse is not treated any more."""

    code: ClassVar[str] = "ideas.appeal_not_waiting"
    status: ClassVar[int] = 409

    def __init__(self) -> None:
        super().__init__("Hier wartet kein Text auf die Prüfung.")
