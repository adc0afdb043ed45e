"""What people read about a catalogue: what is wrong with it, what changes in it, the whole of it."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.catalogue_file import CatalogueError, load_catalogue
from services.evaluation.presentation.catalogue_diff import Difference, differences, summary
from services.evaluation.presentation.catalogue_text import catalogue_text
from services.evaluation.presentation.file_problems import german_problems
from tests.unit.evaluation.catalogues import LUDWIGSBURG, SMALL, ludwigsburg_document, scored, small_document
from tests.unit.evaluation.test_catalogue_file import REFUSED, Change

ENGLISH = re.compile(r"\b(the|is|not|input|should|must|there|field|found)\b")


def changed(change: Callable[[dict[str, Any]], object]) -> Catalogue:
    document = small_document()
    change(document)
    return load_catalogue(json.dumps(document))


def found(new: Catalogue) -> list[Difference]:
    return [difference for part in differences(SMALL, new) for difference in part.differences]


def criterion(document: dict[str, Any], name: str) -> dict[str, Any]:
    return next(entry for entry in document["criteria"] if entry["id"] == name)


@pytest.mark.parametrize("change", [pytest.param(change, id=name) for name, change, _ in REFUSED])
def test_every_reason_to_refuse_a_file_is_told_in_german(change: Change) -> None:
    document = ludwigsburg_document()
    change(document)
    with pytest.raises(CatalogueError) as refused:
        load_catalogue(json.dumps(document))
    told = german_problems(refused.value.problems)
    assert [path for path, _ in told] == [problem.path for problem in refused.value.problems]
    assert [reason for _, reason in told if ENGLISH.search(reason)] == []


@pytest.mark.parametrize("text", ["", "{", "null", '{"a": 1, "a": 2}', '{"weight": NaN}', "[" * 100_000])
def test_what_is_no_catalogue_at_all_is_told_in_german(text: str) -> None:
    with pytest.raises(CatalogueError) as refused:
        load_catalogue(text)
    assert [reason for _, reason in german_problems(refused.value.problems) if ENGLISH.search(reason)] == []


def test_the_same_catalogue_has_no_differences() -> None:
    assert differences(SMALL, SMALL) == []
    assert summary(SMALL, SMALL) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            lambda d: criterion(d, "P1").update(question_de="Und nun?"),
            [Difference("P1: Frage", "Was ist mit P1?", "Und nun?")],
        ),
        (
            lambda d: criterion(d, "P1")["anchors_de"].update({"-2": "Schlecht"}),
            [Difference("P1: Ankertext für -2", "Anker", "Schlecht")],
        ),
        (
            lambda d: (criterion(d, "P1").update(weight=25), criterion(d, "P2").update(weight=25)),
            [Difference("P1: Gewicht", "33,333", "25"), Difference("P2: Gewicht", "16,667", "25")],
        ),
        (
            lambda d: d["method"].update(t_lo="-1/2", min_radius="1/5"),
            [
                Difference("untere Schwelle für S", "-0,25", "-0,5"),
                Difference("Mindestradius", "10 %", "20 %"),
            ],
        ),
        (
            lambda d: criterion(d, "X1").update(on_no="forward", cleared_by_de="Archiv"),
            [
                Difference("X1: Fachstelle", "Rathaus", "Archiv"),
                Difference("X1: führt zu", "nicht umsetzen", "abgeben"),
            ],
        ),
        (
            lambda d: d["profiles"][1]["limits"].update(one_off_cents=500000),
            [Difference("quick: höchstens einmalig", "1\N{NO-BREAK SPACE}€", "5.000\N{NO-BREAK SPACE}€")],
        ),
        (
            lambda d: d["scale"]["labels_de"].update({"2": "toll"}),
            [Difference("Wort für 2", "Wort", "toll")],
        ),
        (
            lambda d: (
                criterion(d, "M1").update(not_relevant_allowed=False) or d["profiles"][1]["criteria"].append("M1")
            ),
            [
                Difference("M1: „nicht relevant“ erlaubt", "ja", "nein"),
                Difference("quick: gefragt", "P1, G1", "P1, G1, M1"),
                Difference("quick: nicht gefragt", "P2, G2, M1", "P2, G2"),
            ],
        ),
    ],
)
def test_a_change_is_told_with_both_versions(
    change: Callable[[dict[str, Any]], object], expected: list[Difference]
) -> None:
    assert found(changed(change)) == expected


def test_new_and_removed_criteria_are_told_with_all_they_say() -> None:
    def swap(document: dict[str, Any]) -> None:
        document["criteria"] = [entry for entry in document["criteria"] if entry["id"] != "M1"]
        document["criteria"].append(scored("M2", "Money", 19.5, ["two"], [8], not_relevant_allowed=True))
        document["profiles"][0]["criteria"][-1] = "M2"

    new = changed(swap)
    assert summary(SMALL, new)[:2] == ["Neu zu bewerten: M2.", "Entfällt: M1."]
    told = {difference.what: difference for difference in found(new)}
    assert "Frage: Was ist mit M2?" in told["M2 ist neu"].after
    assert "Frage: Was ist mit M1?" in told["M1 entfällt"].before


def test_the_summary_says_what_it_means_for_evaluators() -> None:
    def much(document: dict[str, Any]) -> None:
        criterion(document, "P1")["question_de"] = "Und nun?"
        for name in ("P1", "P2"):
            criterion(document, name)["anchors_de"]["1"] = "Gut"
        document["method"]["t_hi"] = 1

    assert summary(SMALL, changed(much)) == [
        "Bei einem Kriterium lautet die Frage anders.",
        "Bei 2 Kriterien lauten Ankertexte anders.",
        "Die Schwellen ändern sich.",
    ]


@pytest.mark.parametrize("catalogue", [LUDWIGSBURG, SMALL], ids=["ludwigsburg", "small"])
def test_the_text_of_a_catalogue_leaves_nothing_out(catalogue: Catalogue) -> None:
    text = catalogue_text(catalogue)
    assert all(entry.question.german in text for entry in catalogue.exclusion_criteria.values())
    for entry in catalogue.criteria.values():
        assert entry.question.german in text
        assert all(anchor.german in text for anchor in entry.anchors.values())
    for profile in catalogue.profiles:
        assert f"\n{profile} (" in text
