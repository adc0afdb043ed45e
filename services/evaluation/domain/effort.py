"""A case that needs more effort than screening thought: a higher track, a criterion more, a second look at what is unknown.

Source: assessment-method.md, "Effort fits the matter" and "Several evaluators".
"""

from dataclasses import replace
from datetime import date, datetime

from services.evaluation.domain import errors
from services.evaluation.domain.case import Case, CaseState, Draft, Seat, SeatState
from services.evaluation.domain.catalogue import Catalogue, Profile
from services.evaluation.domain.votes import Unrated, read_vote

ORDER = ("direct", "short", "full")
"""Tracks by effort, the least first."""

NOT_KNOWN = {"coverage", "unknown-decides"}
"""The flags that say: too much could not be assessed."""


def with_open_criterion(case: Case, criterion: str, catalogue: Catalogue) -> Case:
    """The case with one more criterion asked of all; nothing tells who asked for it. Raises: CriterionNotClosed."""
    if criterion not in catalogue.criteria or criterion in case.asked(catalogue):
        raise errors.CriterionNotClosed("criterion")
    reopened = (*case.reopened, criterion) if case.reopened else ()
    return replace(case, opened=(*case.opened, criterion), reopened=reopened)


def with_higher_track(case: Case, profile: Profile, expires_at: datetime, due_on: date) -> Case:
    """The case on the profile's track, open for assessment; what was submitted is a draft again, held until `expires_at`.

    Raises: TrackNotHigher.
    """
    return _raised(case, profile, due_on).with_drafts_again(expires_at)


def _raised(case: Case, profile: Profile, due_on: date) -> Case:
    if ORDER.index(profile.track) <= ORDER.index(case.track):
        raise errors.TrackNotHigher("profile")
    return replace(
        case,
        state=CaseState.OPEN,
        track=profile.track.value,
        profile=profile.id,
        evaluators_required=profile.evaluators,
        due_on=due_on,
        third_opinion=(),
        opened=tuple(criterion for criterion in case.opened if criterion not in profile.criteria),
        reopened=(),
        agreed=None,
        result=None,
    )


def with_full_check(case: Case, profile: Profile, due_on: date) -> Case:
    """A short case, assessed and drawn as a sample, as a full one that others assess; what it recommended is kept.

    Raises: TrackNotHigher.
    """
    assert case.result is not None
    aside = tuple(
        replace(seat, state=SeatState.SET_ASIDE) if seat.state is SeatState.SUBMITTED else seat for seat in case.seats
    )
    short = replace(case, seats=aside, short_class=case.result["decision"])
    return _raised(short, profile, due_on)


def with_unknown_reopened(case: Case, catalogue: Catalogue, expires_at: datetime) -> Case:
    """The case with its unassessable criteria open again to the same evaluators, and nothing else. Raises: NothingUnknown."""
    if case.state is not CaseState.CONSOLIDATED or case.result is None or NOT_KNOWN.isdisjoint(case.result["flags"]):
        raise errors.NothingUnknown
    unknown = tuple(
        criterion
        for criterion in catalogue.criteria
        if any(_is_unknown(seat.draft, criterion) for seat in case.submitted)
    )
    again = replace(case, state=CaseState.OPEN, result=None, agreed=None, reopened=unknown)
    return again.with_drafts_again(expires_at)


def check_reopened(seat: Seat, after: Draft, case: Case) -> None:
    """In a second look only what was reopened may differ; somebody new is asked everything. Raises: NotReopened."""
    if not seat.second_look:
        return
    before = seat.draft
    if after.exclusions != before.exclusions:
        raise errors.NotReopened("exclusions")
    for criterion in {*before.ratings, *after.ratings} - {*case.reopened}:
        if before.ratings.get(criterion) != after.ratings.get(criterion):
            raise errors.NotReopened(f"ratings.{criterion}.value")


def _is_unknown(draft: Draft, criterion: str) -> bool:
    rating = draft.ratings.get(criterion)
    return rating is not None and read_vote(rating.value) is Unrated.NOT_ASSESSABLE
