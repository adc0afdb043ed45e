"""What a resolution of a body must say to count. Source: issue "Decide", sessions; `PaperNumber` of the contracts."""

import re
from datetime import date
from typing import Final

from services.evaluation.domain.ballots import exceeds
from services.evaluation.domain.competence import Ballot, Resolution
from services.evaluation.domain.decision_errors import PaperInvalid, ResolutionInvalid
from services.evaluation.domain.decision_routes import Body
from shared.contracts.fields import PAPER_NUMBER_PATTERN

NUMBER: Final = re.compile(PAPER_NUMBER_PATTERN)
ADDRESS: Final = re.compile(r"https?://\S{1,1990}")
MOST_VOTES: Final = 10_000


def checked_resolution(resolution: Resolution, body: Body, today: date) -> Resolution:
    """The resolution with its number without surrounding blanks, if the body can have taken it.

    Votes are optional, because a council does not always count them; where they are told, the majority must be there.
    Raises: ResolutionInvalid, with the field.
    """
    number = resolution.number.strip()
    if not NUMBER.fullmatch(number):
        raise ResolutionInvalid(
            "Bitte nennen Sie die Beschlussnummer: höchstens 40 Buchstaben, Ziffern, Leerzeichen und . / -.",
            "resolution.number",
        )
    if resolution.session_on > today:
        raise ResolutionInvalid("Dieser Tag liegt in der Zukunft.", "resolution.session_on")
    if resolution.oparl_url is not None and not ADDRESS.fullmatch(resolution.oparl_url):
        raise ResolutionInvalid(
            "Bitte nennen Sie eine Adresse, die mit http:// oder https:// beginnt.", "resolution.oparl_url"
        )
    if resolution.ballot is not None:
        _check_ballot(resolution.ballot, body)
    return Resolution(resolution.body_id, resolution.session_on, number, resolution.ballot, resolution.oparl_url)


def checked_paper(number: str, session_on: date, today: date) -> str:
    """The number of a paper without surrounding blanks, for a session to come. Raises: PaperInvalid, with the field."""
    written = number.strip()
    if not NUMBER.fullmatch(written):
        raise PaperInvalid(
            "Bitte nennen Sie die Nummer der Vorlage: höchstens 40 Buchstaben, Ziffern, Leerzeichen und . / -.",
            "paper_number",
        )
    if session_on < today:
        raise PaperInvalid("Diese Sitzung ist schon vorbei.", "session_on")
    return written


def _check_ballot(ballot: Ballot, body: Body) -> None:
    for field in ("in_favour", "against", "abstained"):
        if not 0 <= getattr(ballot, field) <= MOST_VOTES:
            raise ResolutionInvalid("Bitte geben Sie eine Zahl von Stimmen ein.", f"resolution.{field}")
    given = ballot.in_favour + ballot.against + ballot.abstained
    if body.members is not None and given > body.members:
        raise ResolutionInvalid(f"Dieses Gremium hat nur {body.members} Mitglieder.", "resolution.in_favour")
    if body.majority is not None and not exceeds(body.majority, ballot.in_favour, ballot.against):
        raise ResolutionInvalid("Mit diesen Stimmen ist nichts beschlossen.", "resolution.in_favour")
