"""What follows the last vote due."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from services.evaluation.domain.case import Case, OfficeQuestion, SeatState
from services.evaluation.domain.publication import published_result
from services.evaluation.domain.result_json import to_json
from services.evaluation.domain.round_end import AskConsensus, AskOffices, AskThird, Consolidated, end_round
from services.evaluation.domain.third_opinion import ThirdOpinionCause
from services.evaluation.domain.votes import ExclusionAnswer
from shared.contracts.results import anonymous
from tests.unit.evaluation_case.cases import ADA, BEN, CEM, LABELS, WORKED_CASES, case, catalogue, seat, worked


def assessed(name: str, **exclusions_of_ada: str) -> Case:
    return case(seats=(worked(name, ADA, "A", **exclusions_of_ada), worked(name, BEN, "B")))


def question(criterion: str, answer: ExclusionAnswer | None) -> OfficeQuestion:
    return OfficeQuestion(criterion, UUID(int=7), "Rechtsamt", "rechtsamt", date(2026, 3, 16), answer)


def step(of: Case) -> AskOffices | AskThird | AskConsensus | Consolidated | None:
    return end_round(of, catalogue(), LABELS)


@pytest.mark.parametrize("name", ["G1", "G5", "G7"])
def test_two_votes_that_agree_end_the_round_with_the_worked_result(name: str) -> None:
    ended = step(assessed(name))
    assert isinstance(ended, Consolidated)
    result, expected = to_json(ended.result), WORKED_CASES[name]["expected"]
    assert {key: result[key] for key in expected} == expected


def test_nothing_follows_while_a_vote_is_missing() -> None:
    assert step(case(seats=(worked("G1", ADA, "A"), seat(BEN)))) is None
    assert step(case(seats=(worked("G1", ADA, "A"), seat(BEN, SeatState.HANDED_BACK)))) is None


def test_disagreement_asks_for_a_third_opinion_and_names_kinds_of_cause_only() -> None:
    assert step(assessed("G9")) == AskThird((ThirdOpinionCause.CLASSES_DIFFER,))


def test_the_third_vote_ends_the_round_whatever_it_says() -> None:
    of = assessed("G9")
    third = replace(of, evaluators_required=3, seats=(*of.seats, worked("G9", CEM, "A")))
    assert isinstance(step(third), Consolidated)


@pytest.mark.parametrize("answer", ["nein", "offen"])
def test_a_doubt_about_an_exclusion_goes_to_the_office(answer: str) -> None:
    assert step(assessed("G1", K3=answer, K1=answer)) == AskOffices(("K1", "K3"))


def test_even_a_unanimous_no_goes_to_the_office() -> None:
    of = case(seats=(worked("G1", ADA, "A", K1="nein"), worked("G1", BEN, "B", K1="nein")))
    assert step(of) == AskOffices(("K1",))


def test_the_case_waits_for_every_answer() -> None:
    of = assessed("G1", K1="nein", K3="nein")
    waiting = replace(of, questions=(question("K1", ExclusionAnswer.YES), question("K3", None)))
    assert step(waiting) is None


@pytest.mark.parametrize(
    ("answer", "decision", "why", "flags"),
    [
        (ExclusionAnswer.YES, "UMSETZEN", [], []),
        (ExclusionAnswer.NO, "NICHT_UMSETZEN", ["K.o.:K1"], []),
        (ExclusionAnswer.OPEN, "KLAEREN", [], ["ko-open:K1"]),
    ],
)
def test_the_answer_of_the_office_replaces_those_of_the_evaluators(
    answer: ExclusionAnswer, decision: str, why: list[str], flags: list[str]
) -> None:
    ended = step(replace(assessed("G1", K1="nein"), questions=(question("K1", answer),)))
    assert isinstance(ended, Consolidated)
    result = to_json(ended.result)
    assert (result["decision"], result["why"], result["flags"]) == (decision, why, flags)


def test_what_is_not_asked_in_the_profile_is_not_relevant_whatever_was_entered() -> None:
    short = case(profile="short", track="short", evaluators_required=1, seats=(worked("G1", ADA, "A"),))
    ended = step(short)
    assert isinstance(ended, Consolidated)
    state = to_json(ended.result)["state"]
    assert isinstance(state, dict)
    assert {criterion for criterion, value in state.items() if value != "NR"} == set(
        catalogue().profiles["short"].criteria
    )


def test_the_published_result_tells_no_evaluator_apart() -> None:
    of = assessed("G1")
    ended = step(of)
    assert isinstance(ended, Consolidated)
    public = published_result(to_json(ended.result), of, catalogue())
    assert anonymous(public) == public
    assert public["votes"]["L1"] == [1, 2]
    assert public["votes"]["Z45"] == ["NR", "NR"]
    swapped = replace(of, seats=tuple(reversed(of.seats)))
    assert published_result(to_json(ended.result), swapped, catalogue()) == public
    assert ADA.id not in str(public)
