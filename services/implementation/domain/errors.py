"""What the rules of measures refuse. Codes are stable; the sentences are for the people at the desk."""

from typing import ClassVar

from shared.contracts.errors import DomainError


class MeasureRefusal(DomainError):
    """A rule of measures; sentence and field stand in the class because they are always the same."""

    sentence: ClassVar[str]
    about: ClassVar[str | None] = None

    def __init__(self) -> None:
        super().__init__(self.sentence, self.about)


class ImpulseUnknown(MeasureRefusal):
    """No topic has spoken of this impulse yet."""

    code = "implementation.impulse_unknown"
    status = 404
    sentence = "Diesen Impuls gibt es hier nicht."
    about = "impulse_id"


class ImpulseNotAccepted(MeasureRefusal):
    """No accepting decision about the impulse is published, or a newer one took it back."""

    code = "implementation.impulse_not_accepted"
    status = 409
    sentence = "Für diesen Impuls gilt keine veröffentlichte Annahme. Nur angenommene Impulse werden umgesetzt."
    about = "impulse_id"


class UnitUnknown(MeasureRefusal):
    """The responsible unit is none of the city's."""

    code = "implementation.unit_unknown"
    sentence = "Diese Stelle gibt es nicht. Bitte eine Stelle der Stadt wählen."
    about = "unit"


class TitleInvalid(MeasureRefusal):
    """The title is empty or longer than 250 characters."""

    code = "implementation.title_invalid"
    sentence = "Der Titel braucht 1 bis 250 Zeichen."
    about = "title"


class DueInPast(MeasureRefusal):
    """The due date is before the day of planning."""

    code = "implementation.due_in_past"
    sentence = "Die Frist liegt in der Vergangenheit. Bitte heute oder einen späteren Tag angeben."
    about = "due_on"


class AmountInvalid(DomainError):
    """An amount of money is negative or higher than 100 billion euros."""

    code = "implementation.amount_invalid"

    def __init__(self, field: str) -> None:
        super().__init__("Beträge sind ganze Cent, nicht negativ und höchstens 100 Milliarden Euro.", field)


class SharesExceedCosts(DomainError):
    """Own share and funding together are more than the planned costs."""

    code = "implementation.shares_exceed_costs"

    def __init__(self, field: str) -> None:
        super().__init__("Eigenanteil und Fördermittel sind zusammen höher als die geplanten Kosten.", field)


class IndicatorInvalid(MeasureRefusal):
    """The name of the indicator is empty or longer than 250 characters."""

    code = "implementation.indicator_invalid"
    sentence = "Der Name der Kennzahl braucht 1 bis 250 Zeichen."
    about = "indicator.name"


class MeasureUnknown(MeasureRefusal):
    """There is no such measure."""

    code = "implementation.measure_unknown"
    status = 404
    sentence = "Diese Maßnahme gibt es nicht."


class MeasureFinished(MeasureRefusal):
    """The measure is completed or abandoned and stays so."""

    code = "implementation.measure_finished"
    status = 409
    sentence = "Diese Maßnahme ist schon beendet."


class PercentInvalid(MeasureRefusal):
    """Progress is a whole number from 0 to 100."""

    code = "implementation.percent_invalid"
    sentence = "Der Umsetzungsstand ist eine ganze Zahl von 0 bis 100."
    about = "percent"


class ReasonInvalid(MeasureRefusal):
    """The public reason of an abandonment is missing or longer than 10,000 characters."""

    code = "implementation.reason_invalid"
    sentence = "Bitte begründen Sie den Abbruch mit höchstens 10.000 Zeichen."
    about = "reason"
