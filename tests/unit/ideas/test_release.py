"""What a coordinator may decide, and what follows when nothing is said."""

from dataclasses import asdict, replace
from typing import Any
from uuid import UUID

import pytest

from services.ideas.domain.errors import (
    CaseSheetTooLong,
    CatalogueNotHere,
    ExtentMissing,
    ExtentTooLarge,
    FieldOfActionUnknown,
    ImpulseNotInScreening,
    MotionCannotBeInadmissible,
    MotionOnDirectTrack,
    MotionUnknown,
    ProfileOfOtherTrack,
    ProfileUnknown,
    StrategicGoalUnknown,
    SubjectUnknown,
    TextInvalid,
    TitleInvalid,
    TrackUnknown,
    UnitUnknown,
)
from services.ideas.domain.impulse import Impulse, ImpulseState
from services.ideas.domain.profiles import FULL, UNSAID, Extent, Limits, Profile, profiles_of
from services.ideas.domain.release import Choice, Offer, release
from services.ideas.domain.submission import Submission
from shared.contracts.case_sheet import CaseSheet
from shared.contracts.errors import DomainError
from shared.contracts.lists import Motion, Origin

SMALL = Limits(one_off_cents=500_000, yearly_cents=100_000, reversible=True, units=1)
PROFILES = (FULL, Profile("building", "Bauen", "full"), Profile("short", "Kurz", "short"))
OFFER = Offer({"Mobilität", "Klima und Energie"}, {1, 2, 3, 4, 5}, {"tiefbau"}, PROFILES)


def impulse(state: ImpulseState = ImpulseState.SCREENING, text: str = "Bitte.", field: str | None = None) -> Impulse:
    content = Submission("Ampel", text, "citizens", field)
    return Impulse(UUID(int=7), "2026-0007", state, "form", "public", content)


def test_without_a_choice_everything_follows_from_the_impulse() -> None:
    decided = release(impulse(), Choice(), OFFER)
    assert (decided.title, decided.text, decided.case_sheet) == ("Ampel", "Bitte.", "Bitte.")
    assert (decided.track, decided.track_reason, decided.profile) == ("full", "usual", "full")
    assert (decided.field_of_action, decided.strategic_goals, decided.unit) == (None, (), None)


def test_edited_words_stand_and_the_case_sheet_follows_the_edited_text() -> None:
    decided = release(impulse(), Choice(title=" Neue Ampel ", text="Anders."), OFFER)
    assert (decided.title, decided.text, decided.case_sheet) == ("Neue Ampel", "Anders.", "Anders.")


@pytest.mark.parametrize(
    ("track", "profile", "expected"),
    [
        (None, None, ("full", "usual", "full")),
        (None, "short", ("short", "small_and_reversible", "short")),
        (None, "building", ("full", "usual", "building")),
        ("full", None, ("full", "usual", "full")),
        ("full", "building", ("full", "usual", "building")),
        ("short", None, ("short", "small_and_reversible", "short")),
        ("direct", None, ("direct", "answerable_at_once", None)),
    ],
)
def test_track_and_profile_bring_each_other(track: str | None, profile: str | None, expected: tuple[Any, ...]) -> None:
    decided = release(impulse(), Choice(track=track, profile=profile), OFFER)
    assert (decided.track, decided.track_reason, decided.profile) == expected


@pytest.mark.parametrize(
    ("choice", "error", "field"),
    [
        (Choice(title=""), TitleInvalid, "title"),
        (Choice(text=" "), TextInvalid, "text"),
        (Choice(field_of_action="Verkehr"), FieldOfActionUnknown, "field_of_action"),
        (Choice(strategic_goals=[6]), StrategicGoalUnknown, "strategic_goals"),
        (Choice(unit="mars"), UnitUnknown, "unit"),
        (Choice(track="long"), TrackUnknown, "track"),
        (Choice(profile="other"), ProfileUnknown, "profile"),
        (Choice(track="short", profile="full"), ProfileOfOtherTrack, "profile"),
        (Choice(track="direct", profile="full"), ProfileOfOtherTrack, "profile"),
        (Choice(case_sheet=CaseSheet(problem="x" * 10_001)), CaseSheetTooLong, "case_sheet"),
    ],
)
def test_what_the_city_or_the_catalogue_does_not_have_is_refused(
    choice: Choice, error: type[DomainError], field: str
) -> None:
    with pytest.raises(error) as refused:
        release(impulse(), choice, OFFER)
    assert refused.value.field == field


def small(**changes: Any) -> Extent:
    return replace(Extent(one_off_cents=500_000, yearly_cents=100_000, reversible=True, units=1), **changes)


WITH_LIMITS = replace(OFFER, profiles=(FULL, Profile("short", "Kurz", "short", SMALL)))


def test_a_small_matter_keeps_the_limits_of_its_profile() -> None:
    assert release(impulse(), Choice(track="short", extent=small()), WITH_LIMITS).profile == "short"


@pytest.mark.parametrize(
    ("extent", "error", "field"),
    [
        (UNSAID, ExtentMissing, "extent.one_off_cents"),
        (small(units=None), ExtentMissing, "extent.units"),
        (small(one_off_cents=500_001), ExtentTooLarge, "extent.one_off_cents"),
        (small(yearly_cents=100_001), ExtentTooLarge, "extent.yearly_cents"),
        (small(reversible=False), ExtentTooLarge, "extent.reversible"),
        (small(units=2), ExtentTooLarge, "extent.units"),
    ],
)
def test_what_exceeds_the_limits_needs_another_procedure(extent: Extent, error: type[DomainError], field: str) -> None:
    with pytest.raises(error) as refused:
        release(impulse(), Choice(track="short", extent=extent), WITH_LIMITS)
    assert refused.value.field == field


def test_a_profile_without_limits_takes_every_extent() -> None:
    assert release(impulse(), Choice(extent=small(one_off_cents=10**12)), WITH_LIMITS).profile == "full"


def test_short_track_without_a_profile_of_it_is_refused() -> None:
    with pytest.raises(ProfileUnknown):
        release(impulse(), Choice(track="short"), Offer(set(), set(), set(), (FULL,)))


def test_before_a_catalogue_arrived_only_full_and_direct_can_be_chosen() -> None:
    offer = Offer(set(), set(), set(), ())
    assert release(impulse(), Choice(), offer).profile == "full"
    assert release(impulse(), Choice(track="full", profile="full"), offer).profile == "full"
    assert release(impulse(), Choice(track="direct"), offer).profile is None
    for choice in (Choice(profile="building"), Choice(track="short")):
        with pytest.raises(CatalogueNotHere):
            release(impulse(), choice, offer)


@pytest.mark.parametrize("state", [ImpulseState.RELEASED, ImpulseState.INADMISSIBLE])
def test_screening_ends_once(state: ImpulseState) -> None:
    with pytest.raises(ImpulseNotInScreening):
        release(impulse(state), Choice(), OFFER)


def test_a_submitted_field_of_action_stays_unless_it_is_taken_away() -> None:
    submitted = impulse(field="Mobilität")
    assert release(submitted, Choice(), OFFER).field_of_action == "Mobilität"
    assert release(submitted, Choice(field_of_action=None), OFFER).field_of_action is None
    assert release(submitted, Choice(field_of_action="Klima und Energie"), OFFER).field_of_action == "Klima und Energie"


def test_an_impulse_without_text_is_released_with_its_title_alone() -> None:
    assert release(impulse(text=""), Choice(text=""), OFFER).text == ""


def test_goals_are_kept_once_and_in_order() -> None:
    assert release(impulse(), Choice(strategic_goals=[4, 1, 4]), OFFER).strategic_goals == (1, 4)


def test_the_case_sheet_names_each_answer_and_leaves_out_what_nobody_answered() -> None:
    sheet = CaseSheet(problem="Stau\r\nam Morgen", variant="\0", cost_once="20.000 €")
    decided = release(impulse(), Choice(case_sheet=sheet), OFFER)
    assert decided.case_sheet == "Problem: Stau\nam Morgen\n\nKosten einmalig: 20.000 €"


def test_profiles_of_a_catalogue_keep_their_order_and_their_german_names() -> None:
    catalogue = {
        "profiles": [
            {"id": "full", "label_de": "Alle", "track": "full"},
            {"id": "quick", "track": "short", "limits": asdict(SMALL)},
            {"id": "odd", "label_de": "?", "track": "sideways"},
        ]
    }
    assert profiles_of(catalogue) == (Profile("full", "Alle", "full"), Profile("quick", "quick", "short", SMALL))


def of_council(origin: Origin = "citizens", motion: Motion | None = None) -> Impulse:
    return replace(impulse(), content=Submission("Ampel", "Bitte.", origin, motion=motion))


@pytest.mark.parametrize(
    ("origin", "submitted", "choice", "expected"),
    [
        ("citizens", None, Choice(), None),
        ("citizens", "petition", Choice(), "petition"),
        ("citizens", "petition", Choice(motion=None), None),
        ("citizens", None, Choice(motion="residents_motion"), "residents_motion"),
        ("council", None, Choice(), "council_motion"),
        ("council", "petition", Choice(), "petition"),
    ],
)
def test_what_the_council_hands_in_is_a_motion_unless_somebody_says_otherwise(
    origin: Origin, submitted: Motion | None, choice: Choice, expected: Motion | None
) -> None:
    assert release(of_council(origin, submitted), choice, OFFER).motion == expected


@pytest.mark.parametrize(
    ("origin", "choice"),
    [("citizens", Choice(track="direct", motion="petition")), ("council", Choice(track="direct", motion=None))],
)
def test_staff_do_not_decide_what_the_council_decides(origin: Origin, choice: Choice) -> None:
    with pytest.raises(MotionOnDirectTrack) as refused:
        release(of_council(origin), choice, OFFER)
    assert refused.value.field == "track"


@pytest.mark.parametrize("asked", [of_council("council"), of_council(motion="petition")])
def test_what_the_council_decides_is_never_inadmissible(asked: Impulse) -> None:
    impulse().check_may_be_inadmissible()
    with pytest.raises(MotionCannotBeInadmissible):
        asked.check_may_be_inadmissible()
    with pytest.raises(ImpulseNotInScreening):
        replace(asked, state=ImpulseState.RELEASED).check_may_be_inadmissible()


def test_costs_and_subjects_are_kept_whatever_the_track() -> None:
    offer = replace(OFFER, subjects={"satzung", "verkehr"})
    decided = release(impulse(), Choice(extent=Extent(one_off_cents=1_00), subjects=["verkehr", "satzung"]), offer)
    assert (decided.one_off_cents, decided.yearly_cents) == (1_00, None)
    assert decided.subjects == ("satzung", "verkehr")
    with pytest.raises(SubjectUnknown) as refused:
        release(impulse(), Choice(subjects=["zoo"]), offer)
    assert refused.value.field == "subjects"
    with pytest.raises(MotionUnknown):
        release(impulse(), Choice(motion="complaint"), offer)
