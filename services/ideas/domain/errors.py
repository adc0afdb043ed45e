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
    """The profile has limits, and nobody said how much the matter is about."""

    code: ClassVar[str] = "ideas.extent_missing"

    def __init__(self) -> None:
        super().__init__(
            "Dieses Verfahren ist nur für kleine Vorhaben. Bitte geben Sie Kosten, beteiligte Stellen und Umkehrbarkeit an.",
            "extent.one_off_cents",
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
