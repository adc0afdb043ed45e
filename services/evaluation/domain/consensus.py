"""The meeting of evaluators who see a case too differently: one agreed value per conflicting criterion, and minutes.

Source: assessment-method.md, "Several evaluators".
"""

from collections.abc import Mapping
from dataclasses import replace

from services.evaluation.domain import errors
from services.evaluation.domain.case import Case, CaseState
from services.evaluation.domain.votes import Unrated, read_vote

LONGEST_MINUTES = 10_000


def with_consensus(case: Case, values: Mapping[str, object], minutes: str) -> tuple[Case, str]:
    """The case with the agreed values, and the minutes as they are kept; every conflicting criterion needs a number.

    Raises: NoMeetingDue, AgreedValueInvalid, MinutesMissing.
    """
    if case.state is not CaseState.AWAITING_CONSENSUS or case.result is None:
        raise errors.NoMeetingDue
    conflicting: list[str] = case.result["conflicts"]
    for criterion in values:
        if criterion not in conflicting:
            raise errors.AgreedValueInvalid(f"Über {criterion} ist nichts zu einigen.", f"values.{criterion}")
    agreed: dict[str, int] = {}
    for criterion in conflicting:
        vote = read_vote(values.get(criterion))
        if vote is None or isinstance(vote, Unrated):
            raise errors.AgreedValueInvalid(
                f"Bitte wählen Sie für {criterion} eine ganze Zahl von -2 bis +2.", f"values.{criterion}"
            )
        agreed[criterion] = vote
    written = minutes.strip()
    if not written or len(written) > LONGEST_MINUTES:
        raise errors.MinutesMissing("minutes")
    return replace(case, agreed=agreed), written
