"""The short form of an assessment: "L1=2 L4=-1D Z31=NB K5=nein"; what it leaves out, it finds in the phrase bank.

A criterion of the profile that is not named is 0, an exclusion criterion that is not named is met (`ja`). A letter after
the number is the evidence level; without one a +-2 rests on a reference case (B), a +-1 on professional judgement (C).
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from zlib import crc32

from services.evaluation.domain.catalogue import Catalogue

RATED = re.compile(r"(?P<value>[+-]?[0-2])(?P<evidence>[A-D])?")
UNRATED = ("NR", "NB")
USUAL_EVIDENCE = {0: None, 1: "C", 2: "B"}

Phrases = Mapping[str, Mapping[str, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Rating:
    """One criterion as the API of evaluation takes it; `value` is -2..+2, NR or NB."""

    value: int | str
    reason: str | None = None
    evidence: str | None = None
    mitigation: str | None = None

    def as_body(self) -> dict[str, int | str]:
        """The rating as JSON, without what it has not."""
        return {name: value for name, value in asdict(self).items() if value is not None}


@dataclass(frozen=True, slots=True)
class RatingSheet:
    """A whole assessment: a rating for every criterion the profile asks, an answer for every exclusion criterion."""

    ratings: Mapping[str, Rating]
    exclusions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Wording:
    """Picks phrases: the same for the same impulse, another one for the other evaluator of it."""

    phrases: Phrases
    impulse: str
    place: int

    def pick(self, criterion: str, kind: str) -> str:
        """A phrase of the bank. Raises KeyError when the bank has none of that kind."""
        choices = self.phrases[criterion][kind]
        return choices[(crc32(f"{self.impulse} {criterion}".encode()) + self.place) % len(choices)]


def read_sheet(line: str, profile: str, catalogue: Catalogue, wording: Wording) -> RatingSheet:
    """The assessment that the short form stands for.

    Raises ValueError for an entry that is malformed, repeated or not asked by the profile, KeyError for a missing phrase.
    """
    entries: dict[str, str] = {}
    for entry in line.split():
        name, _, value = entry.partition("=")
        if not value or name in entries:
            raise ValueError(f"{entry!r} is malformed or stands twice")
        entries[name] = value
    exclusions = {criterion: entries.pop(criterion, "ja") for criterion in catalogue.exclusion_criteria}
    asked = catalogue.profiles[profile].criteria
    if not_asked := entries.keys() - set(asked):
        raise ValueError(f"the profile {profile} does not ask for {', '.join(sorted(not_asked))}")
    return RatingSheet(
        {criterion: _rating(criterion, entries.get(criterion, "0"), wording) for criterion in asked}, exclusions
    )


def _rating(criterion: str, value: str, wording: Wording) -> Rating:
    if value in UNRATED:
        return Rating(value, reason=wording.pick(criterion, value))
    match = RATED.fullmatch(value)
    if match is None:
        raise ValueError(f"{criterion}={value} is no rating")
    number = int(match["value"])
    if number == 0:
        return Rating(0)
    return Rating(
        number,
        reason=wording.pick(criterion, str(number)),
        evidence=match["evidence"] or USUAL_EVIDENCE[abs(number)],
        mitigation=wording.pick(criterion, "mitigation") if number < 0 else None,
    )
