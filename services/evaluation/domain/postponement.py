"""Why the due date of a case may be postponed; the words about it stay inside evaluation."""

from enum import StrEnum

from services.evaluation.domain.errors import PostponementInvalid

LONGEST_NOTE = 2000


class PostponementReason(StrEnum):
    """The closed list of reasons."""

    MORE_INFORMATION = "more_information"
    COORDINATION = "coordination"
    WORKLOAD = "workload"
    ABSENCE = "absence"
    OTHER_PROCEDURE = "other_procedure"


def check_reason(reason: str, note: str) -> tuple[PostponementReason, str]:
    """The reason and its note without blanks around. Raises: PostponementInvalid."""
    if reason not in set(PostponementReason):
        raise PostponementInvalid("Bitte wählen Sie einen Grund.", "reason")
    words = note.strip()
    if not words or len(words) > LONGEST_NOTE:
        raise PostponementInvalid("Bitte erläutern Sie den Grund mit höchstens 2.000 Zeichen.", "note")
    return PostponementReason(reason), words
