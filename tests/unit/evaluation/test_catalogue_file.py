"""Which catalogue files are taken and which are refused, with which JSON path. Source: assessment-method.md, "Ratings"."""

import json
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from services.evaluation.domain.catalogue import OnNo, Track, Wording
from services.evaluation.domain.catalogue_file import CatalogueError, load_catalogue
from tests.unit.evaluation.catalogues import LUDWIGSBURG, LUDWIGSBURG_TEXT, SMALL, ludwigsburg_document, small_document

Change = Callable[[dict[str, Any]], object]


def problems(text: str) -> list[str]:
    with pytest.raises(CatalogueError) as refused:
        load_catalogue(text)
    return [str(problem) for problem in refused.value.problems]


def test_the_city_s_catalogue_is_valid_and_exact() -> None:
    assert (LUDWIGSBURG.id, LUDWIGSBURG.version) == ("ludwigsburg-default", "1.1.0")
    assert len(LUDWIGSBURG.criteria) == 20
    assert len(LUDWIGSBURG.exclusion_criteria) == 5
    assert LUDWIGSBURG.criteria["Z51"].weight == Fraction(15, 2)
    assert sum(dimension.weight for dimension in LUDWIGSBURG.dimensions.values()) == 100
    assert LUDWIGSBURG.method.upper_threshold == Fraction(1, 2)
    assert LUDWIGSBURG.exclusion_criteria["K5"].on_no is OnNo.FORWARD
    assert LUDWIGSBURG.exclusion_criteria["K4"].office.german == "Kämmerei"
    assert LUDWIGSBURG.profiles["short"].track is Track.SHORT
    assert LUDWIGSBURG.profiles["short"].limits is not None


def test_every_sentence_of_the_strategy_is_used() -> None:
    scored = {sentence for criterion in LUDWIGSBURG.criteria.values() for sentence in criterion.sentences}
    excluding = {sentence for criterion in LUDWIGSBURG.exclusion_criteria.values() for sentence in criterion.sentences}
    assert scored | excluding == LUDWIGSBURG.sentences.keys()


def test_weights_may_be_fractions_and_decimals_are_not_rounded() -> None:
    assert SMALL.criteria["P1"].weight == Fraction(100, 3)
    assert SMALL.criteria["G1"].weight == Fraction(81, 4)
    assert SMALL.method.floor == -1


def test_english_is_optional() -> None:
    assert SMALL.dimensions["Gate"].label.read("en") == "Principles"
    assert SMALL.dimensions["People"].label.read("en") == "Menschen"
    assert Wording("Anker", "Anchor").read("de") == "Anker"


def test_a_city_may_add_entries_of_its_own() -> None:
    document = small_document()
    document["criteria"][0]["colour"] = "blue"
    assert load_catalogue(json.dumps(document)) == SMALL


def test_profiles_know_what_is_asked() -> None:
    assert SMALL.profiles["quick"].asked() == {"P1", "G1"}
    assert SMALL.profiles["quick"].asked(opened=["M1"]) == {"P1", "G1", "M1"}


def put(*steps: str | int, to: Any) -> Change:
    def change(document: dict[str, Any]) -> None:
        place: Any = document
        for step in steps[:-1]:
            place = place[step]
        place[steps[-1]] = to

    return change


def drop(*steps: str | int) -> Change:
    def change(document: dict[str, Any]) -> None:
        place: Any = document
        for step in steps[:-1]:
            place = place[step]
        del place[steps[-1]]

    return change


REFUSED: list[tuple[str, Change, list[str]]] = [
    ("dimension weights", put("dimensions", 2, "weight", to=16), ["$.dimensions", "$.dimensions[2].weight"]),
    ("criterion weights", put("criteria", 5, "weight", to=5.1), ["$.dimensions[1].weight"]),
    ("weight of a scored criterion", put("criteria", 5, "weight", to=None), ["$.criteria[5].weight"]),
    ("weight as a word", put("criteria", 5, "weight", to="five"), ["$.criteria[5].weight"]),
    ("weight as truth", put("criteria", 5, "weight", to=True), ["$.criteria[5].weight"]),
    ("weight of nothing", put("criteria", 5, "weight", to="5/0"), ["$.criteria[5].weight"]),
    ("weight 0", put("criteria", 5, "weight", to=0), ["$.criteria[5].weight"]),
    ("weight of an exclusion criterion", put("criteria", 0, "weight", to=5), ["$.criteria[0].weight"]),
    ("repeated profile", put("profiles", 1, "id", to="full"), ["$.profiles[1].id"]),
    ("id that breaks flags", put("criteria", 0, "id", to="K,1"), ["$.criteria[0].id"]),
    ("missing anchor", drop("criteria", 7, "anchors_de", "-1"), ["$.criteria[7].anchors_de.-1"]),
    ("blank anchor", put("criteria", 7, "anchors_de", "0", to=" "), ["$.criteria[7].anchors_de.0"]),
    ("missing anchors", drop("criteria", 7, "anchors_de"), ["$.criteria[7].anchors_de"]),
    ("anchor outside the scale", put("criteria", 7, "anchors_de", "3", to="x"), ["$.criteria[7].anchors_de.3"]),
    ("missing label of the scale", drop("scale", "labels_de", "2"), ["$.scale.labels_de.2"]),
    ("another scale", put("scale", "max", to=3), ["$.scale.max"]),
    ("unknown sentence", put("criteria", 8, "source", 0, to="LS9"), ["$.criteria[8].source[0]"]),
    ("no sentence", put("criteria", 8, "source", to=[]), ["$.criteria[8].source"]),
    ("unknown aspect", put("criteria", 8, "bnk2021", to=[19]), ["$.criteria[8].bnk2021[0]"]),
    ("no goal", put("criteria", 8, "sdgs", to=[]), ["$.criteria[8].sdgs"]),
    ("no list of goals", drop("criteria", 8, "sdgs"), ["$.criteria[8].sdgs"]),
    ("goal 18", put("criteria", 8, "sdgs", to=[18]), ["$.criteria[8].sdgs[0]"]),
    ("goal named twice", put("criteria", 8, "sdgs", to=[5, 5]), ["$.criteria[8].sdgs[1]"]),
    (
        "unknown dimension",
        put("criteria", 24, "dimension", to="Z6"),
        ["$.dimensions[6].weight", "$.criteria[24].dimension"],
    ),
    ("unknown kind", put("criteria", 24, "kind", to="bonus"), ["$.criteria[24]"]),
    ("negative polarity", put("criteria", 24, "polarity", to="negative"), ["$.criteria[24].polarity"]),
    ("exclusion in a weighted dimension", put("criteria", 0, "dimension", to="L"), ["$.criteria[0].dimension"]),
    ("unknown consequence", put("criteria", 0, "on_no", to="ignore"), ["$.criteria[0].on_no"]),
    ("no office", drop("criteria", 0, "cleared_by_de"), ["$.criteria[0].cleared_by_de"]),
    (
        "no word on not applicable",
        drop("criteria", 0, "not_applicable_allowed"),
        ["$.criteria[0].not_applicable_allowed"],
    ),
    ("no word on not relevant", drop("criteria", 9, "not_relevant_allowed"), ["$.criteria[9].not_relevant_allowed"]),
    (
        "word instead of truth",
        put("criteria", 9, "not_relevant_allowed", to="no"),
        ["$.criteria[9].not_relevant_allowed"],
    ),
    ("unknown gate", put("method", "gate_dimension", to="Z9"), ["$.method.gate_dimension"]),
    ("gate without weight", put("method", "gate_dimension", to="K"), ["$.method.gate_dimension"]),
    ("thresholds out of order", put("method", "t_lo", to="3/4"), ["$.method.t_hi"]),
    ("thresholds alike", put("method", "t_lo", to="1/2"), ["$.method.t_hi"]),
    ("floor above", put("method", "floor", to="1/4"), ["$.method.floor"]),
    ("threshold off the scale", put("method", "t_hi", to="5/2"), ["$.method.t_hi"]),
    ("threshold missing", drop("method", "t_hi"), ["$.method.t_hi"]),
    ("coverage above 1", put("method", "min_coverage", to=80), ["$.method.min_coverage"]),
    ("radius below 0", put("method", "min_radius", to="-1/5"), ["$.method.min_radius"]),
    ("conflict share above 1", put("method", "conflict_share", to="5/4"), ["$.method.conflict_share"]),
    ("unknown criterion in a profile", put("profiles", 1, "criteria", 4, to="Z99"), ["$.profiles[1].criteria[4]"]),
    ("exclusion criterion in a profile", put("profiles", 1, "criteria", 4, to="K1"), ["$.profiles[1].criteria[4]"]),
    ("criterion twice in a profile", put("profiles", 1, "criteria", 4, to="L2"), ["$.profiles[1].criteria[4]"]),
    (
        "profile without a criterion always asked",
        put("profiles", 3, "criteria", to=["L1", "Z41", "Z42"]),
        ["$.profiles[3].criteria"],
    ),
    ("profile without a reason", drop("profiles", 3, "reason_de"), ["$.profiles[3].reason_de"]),
    ("unknown track", put("profiles", 3, "track", to="direct"), ["$.profiles[3].track"]),
    ("full track with one evaluator", put("profiles", 0, "evaluators", to=1), ["$.profiles[0].evaluators"]),
    ("no evaluator", put("profiles", 3, "evaluators", to=0), ["$.profiles[3].evaluators"]),
    ("half a cent", put("profiles", 3, "limits", "one_off_cents", to=0.5), ["$.profiles[3].limits.one_off_cents"]),
    ("no profile", put("profiles", to=[]), ["$.profiles"]),
    ("version", put("version", to="1.0"), ["$.version"]),
    ("version with leading zero", put("version", to="1.01.0"), ["$.version"]),
    ("no id", drop("catalogue_id"), ["$.catalogue_id"]),
    ("criteria no list", put("criteria", to={}), ["$.criteria"]),
]


@pytest.mark.parametrize(("change", "paths"), [pytest.param(change, paths, id=name) for name, change, paths in REFUSED])
def test_a_wrong_file_is_refused_with_the_path_that_is_wrong(change: Change, paths: list[str]) -> None:
    document = ludwigsburg_document()
    change(document)
    assert [problem.split(": ")[0] for problem in problems(json.dumps(document))] == paths


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (put("criteria", 6, "id", to="L1"), "$.criteria[6].id: L1 is used before"),
        (put("criteria", 6, "id", to="K1"), "$.criteria[6].id: K1 is used before"),
        (put("dimensions", 2, "id", to="L"), "$.dimensions[2].id: L is used before"),
    ],
)
def test_a_repeated_id_is_told_beside_what_follows_from_it(change: Change, problem: str) -> None:
    document = ludwigsburg_document()
    change(document)
    assert problem in problems(json.dumps(document))


def test_decimals_are_compared_exactly() -> None:
    assert '"weight": 7.5,' in LUDWIGSBURG_TEXT
    text = LUDWIGSBURG_TEXT.replace('"weight": 7.5,', '"weight": 7.50000000000000000000001,', 1)
    [problem] = problems(text)
    assert problem.startswith("$.dimensions[6].weight: the weights of the criteria of Z5 sum to 15")


def test_all_problems_are_told_at_once() -> None:
    document = small_document()
    document["criteria"][0]["source"] = ["three"]
    document["method"]["floor"] = 0
    document["profiles"][1]["criteria"] = ["P1"]
    assert problems(json.dumps(document)) == [
        "$.criteria[0].source[0]: there is no sentence three",
        "$.method.floor: 0 is above t_lo, -1/4",
        "$.profiles[1].criteria: G1 is missing: it does not allow NR",
    ]


@pytest.mark.parametrize(
    ("text", "beginning"),
    [
        ("", "$: not JSON: Expecting value in line 1, column 1"),
        ('{"a": 1,}', "$: not JSON: "),
        ("[" * 100_000, "$: not readable: nested too deeply"),
        ('{"a": NaN}', "$: not readable: NaN is no JSON number"),
        ('{"a": 1e999999999}', "$: not readable: number out of range"),
        ("[]", "$: input should be"),
        ('{"criteria": [{"id": "A", "id": "B"}]}', "$.criteria[0].id: this name is used twice in one object"),
    ],
)
def test_a_file_that_is_no_catalogue(text: str, beginning: str) -> None:
    assert problems(text)[0].startswith(beginning)
