"""`impulswerk score` and `impulswerk catalogue validate` as a person uses them."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from services.evaluation.cli.catalogue import catalogue_app
from services.evaluation.cli.score import score_app
from tests.unit.evaluation.cases import WORKED, WORKED_FILE, case
from tests.unit.evaluation.catalogues import LUDWIGSBURG_TEXT, SMALL, small_document

app = typer.Typer()
app.add_typer(score_app)
app.add_typer(catalogue_app, name="catalogue")


def run(*arguments: str | Path, stdin: str | None = None) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments], input=stdin)


@pytest.fixture
def small_file(tmp_path: Path) -> Path:
    file = tmp_path / "small.json"
    file.write_text(json.dumps(small_document()), encoding="utf-8")
    return file


@pytest.mark.parametrize("name", WORKED)
def test_score_prints_the_worked_cases(name: str, tmp_path: Path) -> None:
    file = tmp_path / "case.json"
    file.write_text(json.dumps(WORKED[name]), encoding="utf-8")
    outcome = run("score", file)
    assert outcome.exit_code == 0, outcome.stderr
    result = json.loads(outcome.stdout)
    assert {key: result[key] for key in WORKED[name]["expected"]} == WORKED[name]["expected"]
    assert result["sdg"] == WORKED[name]["sdg"]
    assert result.keys() - WORKED[name]["expected"].keys() == {"sdg", "levers", "rounded"}


def test_score_reads_standard_input() -> None:
    outcome = run("score", "-", stdin=json.dumps(WORKED["G1"]))
    assert json.loads(outcome.stdout)["S"] == "61/80"


def test_score_takes_another_catalogue(small_file: Path) -> None:
    outcome = run("score", "-", "--catalogue", small_file, stdin=json.dumps(case({"P1": 2}, catalogue=SMALL)))
    assert outcome.exit_code == 0, outcome.stderr
    assert json.loads(outcome.stdout)["S"] == "2/3"


def test_score_refuses_with_one_line_per_problem_and_prints_nothing(tmp_path: Path) -> None:
    document = json.loads(json.dumps(WORKED["G1"]))
    document["ratings"]["A"] |= {"L1": 3, "L2": 0.5}
    file = tmp_path / "case.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    outcome = run("score", file)
    assert outcome.exit_code == 1
    assert outcome.stdout == ""
    assert outcome.stderr.splitlines() == [
        f"{file}: $.ratings.A.L1: 3 is not a whole number from -2 to 2, NR or NB",
        f"{file}: $.ratings.A.L2: a decimal number is not a whole number from -2 to 2, NR or NB",
    ]


def test_score_reads_one_case_not_several() -> None:
    outcome = run("score", WORKED_FILE)
    assert (outcome.exit_code, outcome.stdout) == (1, "")
    assert f"{WORKED_FILE}: $.ratings: missing" in outcome.stderr


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_file_that_cannot_be_read(content: bytes | None, tmp_path: Path) -> None:
    file = tmp_path / "case.json"
    if content is not None:
        file.write_bytes(content)
    for arguments in (("score", file), ("catalogue", "validate", file)):
        outcome = run(*arguments)
        assert (outcome.exit_code, outcome.stdout) == (2, "")
        assert outcome.stderr.startswith(f"{file}: ")
        assert len(outcome.stderr.splitlines()) == 1


def test_a_valid_catalogue(small_file: Path) -> None:
    outcome = run("catalogue", "validate", small_file)
    assert outcome.exit_code == 0
    assert "small-town 0.2.0-draft.1" in outcome.stdout


def test_an_invalid_catalogue_is_refused_by_both_commands(tmp_path: Path) -> None:
    file = tmp_path / "catalogue.json"
    file.write_text(LUDWIGSBURG_TEXT.replace('"weight": 7.5,', '"weight": 7,', 1), encoding="utf-8")
    for arguments in (("catalogue", "validate", file), ("score", "-", "--catalogue", file)):
        outcome = run(*arguments, stdin=json.dumps(WORKED["G1"]))
        assert (outcome.exit_code, outcome.stdout) == (1, "")
        assert outcome.stderr == (
            f"{file}: $.dimensions[6].weight: the weights of the criteria of Z5 sum to 29/2, not to 15\n"
        )


@pytest.mark.parametrize("arguments", [("score", "--help"), ("catalogue", "validate", "--help")])
def test_help(arguments: tuple[str, ...]) -> None:
    outcome = run(*arguments)
    assert outcome.exit_code == 0
    assert "JSON" in outcome.stdout
