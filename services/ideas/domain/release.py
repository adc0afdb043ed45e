"""What a coordinator decides when an impulse goes on to assessment."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from typing import Final, cast

from services.ideas.domain.errors import (
    CaseSheetTooLong,
    CatalogueNotHere,
    MotionOnDirectTrack,
    MotionUnknown,
    ProfileOfOtherTrack,
    ProfileUnknown,
    StrategicGoalUnknown,
    SubjectUnknown,
    TrackUnknown,
    UnitUnknown,
)
from services.ideas.domain.impulse import Impulse
from services.ideas.domain.profiles import FULL, UNSAID, Extent, Profile
from services.ideas.domain.submission import checked_field_of_action, checked_text, checked_title, is_for_council
from services.ideas.domain.wording import clean_text
from shared.contracts.case_sheet import CaseSheet
from shared.contracts.fields import TEXT_LIMIT
from shared.contracts.lists import Motion, Track, TrackReason, keys

AS_SUBMITTED: Final = ""
"""A field of action or motion that the coordinator says nothing about; None takes it away."""

UNWRITTEN: Final = CaseSheet()
"""The case sheet of a coordinator who says nothing about it."""

_TRACK_REASONS: Final[dict[Track, TrackReason]] = {
    "direct": "answerable_at_once",
    "short": "small_and_reversible",
    "full": "usual",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """What the coordinator says; what is left out follows from the impulse."""

    title: str | None = None
    text: str | None = None
    field_of_action: str | None = AS_SUBMITTED
    strategic_goals: Sequence[int] = ()
    unit: str | None = None
    track: str | None = None
    profile: str | None = None
    case_sheet: CaseSheet = UNWRITTEN
    extent: Extent = UNSAID
    motion: str | None = AS_SUBMITTED
    subjects: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """What the city's data and the catalogue have to choose from; without profiles no catalogue has arrived yet."""

    fields_of_action: Collection[str]
    strategic_goals: Collection[int]
    units: Collection[str]
    profiles: Sequence[Profile]
    subjects: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Release:
    """The impulse as it is assessed; `profile` is None on the direct track, where nothing is scored.

    Whole cents once and per year where somebody said; `motion` is None for what is no motion and no petition.
    """

    title: str
    text: str
    field_of_action: str | None
    strategic_goals: tuple[int, ...]
    unit: str | None
    track: Track
    track_reason: TrackReason
    profile: str | None
    case_sheet: str
    one_off_cents: int | None
    yearly_cents: int | None
    motion: Motion | None
    subjects: tuple[str, ...]


def release(impulse: Impulse, choice: Choice, offer: Offer) -> Release:
    """Complete and check the choice: by default track and profile `full` and a case sheet that holds the impulse's text.

    Raises: ImpulseNotInScreening, TitleInvalid, TextInvalid, FieldOfActionUnknown, StrategicGoalUnknown, UnitUnknown,
    TrackUnknown, ProfileUnknown, ProfileOfOtherTrack, CatalogueNotHere, ExtentMissing, ExtentTooLarge, CaseSheetTooLong,
    MotionUnknown, MotionOnDirectTrack, SubjectUnknown.
    Source: assessment-method.md, "Effort fits the matter"; issue 6, "Decision routes".
    """
    impulse.check_in_screening()
    title = impulse.content.title if choice.title is None else checked_title(choice.title)
    text = _text(impulse, choice.text)
    track, profile = _track_and_profile(choice, offer.profiles)
    motion = _motion(impulse, choice.motion)
    if track == "direct" and is_for_council(motion, impulse.content.origin):
        raise MotionOnDirectTrack
    _check_limits(profile, choice.extent, offer.profiles)
    return Release(
        title=title,
        text=text,
        field_of_action=_field_of_action(impulse, choice, offer),
        strategic_goals=_goals(choice.strategic_goals, offer.strategic_goals),
        unit=_unit(choice.unit, offer.units),
        track=track,
        track_reason=_TRACK_REASONS[track],
        profile=profile,
        case_sheet=_case_sheet(choice.case_sheet, text),
        one_off_cents=choice.extent.one_off_cents,
        yearly_cents=choice.extent.yearly_cents,
        motion=motion,
        subjects=_subjects(choice.subjects, offer.subjects),
    )


def _text(impulse: Impulse, edited: str | None) -> str:
    if edited is None:
        return impulse.content.text
    return checked_text(edited, may_be_empty=not impulse.content.text)


def _field_of_action(impulse: Impulse, choice: Choice, offer: Offer) -> str | None:
    if choice.field_of_action == AS_SUBMITTED:
        return impulse.content.field_of_action
    return checked_field_of_action(choice.field_of_action, offer.fields_of_action)


def _goals(chosen: Sequence[int], known: Collection[int]) -> tuple[int, ...]:
    if any(goal not in known for goal in chosen):
        raise StrategicGoalUnknown
    return tuple(sorted(set(chosen)))


def _subjects(chosen: Sequence[str], known: Collection[str]) -> tuple[str, ...]:
    if any(subject not in known for subject in chosen):
        raise SubjectUnknown
    return tuple(sorted(set(chosen)))


def _motion(impulse: Impulse, chosen: str | None) -> Motion | None:
    """What the coordinator says, else what was handed in; what the council hands in is a motion of its own."""
    if chosen == AS_SUBMITTED:
        return proposed_motion(impulse.content.motion, impulse.content.origin)
    if chosen is not None and chosen not in keys(Motion):
        raise MotionUnknown
    return cast("Motion | None", chosen)


def proposed_motion(submitted: Motion | None, origin: str) -> Motion | None:
    """What an impulse counts as unless a coordinator says otherwise."""
    return "council_motion" if submitted is None and origin == "council" else submitted


def _unit(chosen: str | None, known: Collection[str]) -> str | None:
    if chosen is not None and chosen not in known:
        raise UnitUnknown
    return chosen


def _track_and_profile(choice: Choice, profiles: Sequence[Profile]) -> tuple[Track, str | None]:
    """A profile brings its track, a track its first profile; the direct track has none."""
    if choice.track is not None and choice.track not in keys(Track):
        raise TrackUnknown
    known = {profile.id: profile for profile in profiles or (FULL,)}
    if choice.profile is not None and choice.profile not in known:
        raise ProfileUnknown if profiles else CatalogueNotHere
    if choice.track is None:
        profile = known.get(choice.profile or FULL.id, FULL)
        return profile.track, profile.id
    track = cast("Track", choice.track)
    if choice.profile is not None:
        if known[choice.profile].track != track:
            raise ProfileOfOtherTrack
        return track, choice.profile
    if track == "direct":
        return track, None
    if track == FULL.track:
        return track, FULL.id
    for profile in profiles:
        if profile.track == track:
            return track, profile.id
    raise ProfileUnknown if profiles else CatalogueNotHere


def _check_limits(chosen: str | None, extent: Extent, profiles: Sequence[Profile]) -> None:
    """A profile with limits is for small matters only; whoever chooses it says how small this one is."""
    for profile in profiles:
        if profile.id == chosen and profile.limits is not None:
            profile.limits.check(extent)


def _case_sheet(typed: CaseSheet, text: str) -> str:
    cleaned = CaseSheet(**{name: clean_text(answer) for name, answer in asdict(typed).items()})
    sheet = cleaned.as_text() or text
    if len(sheet) > TEXT_LIMIT:
        raise CaseSheetTooLong
    return sheet
