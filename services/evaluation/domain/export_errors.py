"""What the rules of exports refuse."""

from services.evaluation.domain.errors import CaseRefusal
from shared.contracts.errors import DomainError


class ImpulseUnknown(DomainError):
    """Evaluation knows no impulse with this number."""

    code = "evaluation.impulse_unknown"
    status = 404

    def __init__(self, number: str) -> None:
        super().__init__(f"Einen Impuls mit der Vorgangsnummer {number} kennt die Bewertung nicht.", "number")


class ConfidentialUnconfirmed(CaseRefusal):
    """The impulse is confidential, and whoever exports it has not said that this is meant."""

    code = "evaluation.confidential_unconfirmed"
    status = 409
    sentence = "Dieser Impuls ist vertraulich. Bitte bestätigen Sie den Export mit --confirm-confidential."
