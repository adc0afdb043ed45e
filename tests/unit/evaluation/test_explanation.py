"""`--explain`, read as a person would check it: every printed calculation is done again, from the printed numbers alone."""

import ast
import json
import operator
import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given

from services.evaluation.domain.case_input import parse_case
from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.score import score
from services.evaluation.presentation.explanation import explain
from tests.unit.evaluation.cases import RANDOM, WORKED, Case, case, cases, computed
from tests.unit.evaluation.catalogues import LUDWIGSBURG, SMALL

OPERATIONS: dict[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
CALCULATION = re.compile(r"[-+·/() 0-9,]*[0-9][-+·/() 0-9,]*")


def text_of(given_case: Case, catalogue: Catalogue = LUDWIGSBURG) -> str:
    read = parse_case(json.dumps(given_case), catalogue)
    return explain(read, catalogue, score(read, catalogue))


def lines_of(text: str) -> list[str]:
    """One line per calculation: what goes on below is joined again."""
    return re.sub(r"\n {8}(?=\S)", " ", text).splitlines()


def value_of(calculation: str) -> Fraction:
    def reckon(node: ast.expr) -> Fraction:
        match node:
            case ast.BinOp(left=left, op=op, right=right):
                return OPERATIONS[type(op)](reckon(left), reckon(right))
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -reckon(operand)
            case ast.Constant(value=int() | float()):
                return Fraction(ast.get_source_segment(source, node) or "")
            case _:
                raise AssertionError(ast.dump(node))

    source = calculation.strip().replace("·", "*").replace(",", ".")
    return reckon(ast.parse(source, mode="eval").body)


def checked(line: str) -> dict[str, Fraction]:
    """Reckon every part of a line between equality signs; all have to agree. Returns the value by the line's name."""
    exact, _, rounded = line.partition(" ≈ ")
    parts = exact.split(" = ")
    calculations = [part for part in parts[1:] if CALCULATION.fullmatch(part)]
    if not calculations:
        return {}
    values = {value_of(part) for part in calculations}
    assert len(values) == 1, line
    value = values.pop()
    if rounded:
        assert abs(value_of(rounded) - value) <= Fraction(1, 2000), line
        assert value_of(rounded) != value, line
    return {parts[0].strip(): value}


def figures_of(text: str) -> dict[str, Fraction]:
    """Every named figure; a figure with the same name in another paragraph (P, N, Radius) counts with its last value."""
    return {name: value for line in lines_of(text) for name, value in checked(line).items()}


@pytest.mark.parametrize("name", WORKED)
def test_every_line_of_a_worked_case_can_be_reckoned_again(name: str) -> None:
    text = text_of(WORKED[name])
    expected: dict[str, Any] = WORKED[name]["expected"]
    found = figures_of(text)
    assert len(found) > 60
    assert found["S"] == Fraction(expected["S"])
    assert found["I"] == Fraction(expected["I"])
    assert found["k"] == Fraction(expected["coverage"])
    assert (found["S_lo"], found["S_hi"]) == (Fraction(expected["S_lo"]), Fraction(expected["S_hi"]))
    assert {d: found[f"D({d})"] for d in expected["D"]} == {d: Fraction(value) for d, value in expected["D"].items()}
    assert text.endswith(f"({expected['decision']}).") or "# Was sich ändern müsste" in text
    for sign, word in (("pos", "fördert"), ("neg", "hemmt")):
        goals = {g: Fraction(v) for g, v in WORKED[name]["sdg"][sign].items()}
        assert {each.split()[1].rstrip(","): v for each, v in found.items() if each.endswith(f", {word}")} == goals
    if "radius" in expected:
        assert found["Radius"] == Fraction(expected["radius"])
        assert found["Strittiger Anteil"] == Fraction(expected["conflict_share"])
        assert found[next(each for each in found if each.endswith("S_equal"))] == Fraction(expected["S_equal"])


def test_one_worked_case_is_followed_from_the_votes_to_the_class_with_nothing_but_the_printed_numbers() -> None:
    text = text_of(WORKED["G5"])
    lines = lines_of(text)
    values = {
        line.split()[0]: re.split(" = | ≈ ", line.split(": s = ")[1])[:2][-1] for line in lines if ": s = " in line
    }
    weights = {
        line.split("(")[1].split(")")[0]: Fraction(re.split(" = | ≈ ", line)[2])
        for line in lines
        if line.startswith("    v(")
    }
    assert values.keys() <= weights.keys()
    covered = sum((weights[name] for name in values), Fraction(0))
    by_hand = sum((weights[name] * Fraction(value) for name, value in values.items()), Fraction(0)) / covered
    assert str(by_hand) == WORKED["G5"]["expected"]["S"]
    assert f"S ist {by_hand} und damit mindestens 1/2, der oberen Schwelle." in text
    assert "Zusammengeführt auf -2 steht: " in text
    for cause in WORKED["G5"]["expected"]["why"]:
        assert cause.split(":")[1] in text


@given(cases(SMALL))
@RANDOM
def test_every_line_of_any_case_can_be_reckoned_again(random_case: Case) -> None:
    result, text = computed(random_case, SMALL), text_of(random_case, SMALL)
    found = figures_of(text)
    assert f"({result['decision']})." in text
    if "S" in result:
        assert found["S"] == Fraction(result["S"])
    if "radius" in result:
        assert found["Radius"] == Fraction(result["radius"])
    for lever in result.get("levers", []):
        assert re.search(rf"{lever['criterion']} .*: {lever['to']} statt {lever['from']}\b", text)


@pytest.mark.parametrize(
    ("sheets", "ko", "sentence"),
    [
        ([{"P1": 2, "P2": 2, "M1": 2, "G1": "NB", "G2": "NB"}], {}, "Die Dimension Gate Leitbild ist nicht bewertet."),
        ([{"P1": "NR", "P2": "NR", "G1": "NB", "G2": "NR", "M1": "NR"}], {}, "Kein Kriterium hat eine Zahl."),
        ([{"G1": -1}], {}, "Der Impuls passt nicht zur Dimension Gate Leitbild."),
        ([{"P1": 1}], {"X1": ["nein"]}, "Damit endet die Rechnung hier."),
        ([{"P1": 1}], {"X1": ["offen"]}, "Noch offen ist das Ausschlusskriterium: X1. Darum ist es noch zu klären."),
        ([{"P1": "NB"}], {}, "Wäre alles, was NB ist (P1), -2, so hieße es „nicht umsetzen“,"),
        ([{"P1": 2}, {"P1": "NR"}], {}, "Neben einer Zahl steht NR bei: P1."),
        ([{"P1": 2}, {"P1": 0}], {}, "P1 ist strittig (A 2, B 0)."),
        ([{"M1": -2, "P1": 2}], {}, "Ein Grund, der ein Wert von -2 ist, zählt als 1."),
    ],
)
def test_what_is_special_is_said(sheets: list[Any], ko: dict[str, list[str]], sentence: str) -> None:
    text = " ".join(lines_of(text_of(case(*sheets, catalogue=SMALL, ko=ko), SMALL)))
    assert sentence in text


def test_values_of_a_consensus_meeting_are_named_and_reckoned_with() -> None:
    text = text_of(WORKED["G9"] | {"agreed": {"L1": 2}})
    assert "s = 2, im Gespräch vereinbart" in text
    assert text != text_of(WORKED["G9"])
