"""What docs/assessment.md shows is what the commands in it print."""

import json
import re
import shlex
from fractions import Fraction
from pathlib import Path

import pytest
from typer.testing import CliRunner

from deploy.local.sample.content import load_content
from services.evaluation.cli.score import score_app

ROOT = Path(__file__).parents[2]
BLOCKS = re.findall(r"```console\n\$ (.+)\n((?:.+\n)+)```", (ROOT / "docs" / "assessment.md").read_text("utf-8"))


@pytest.mark.parametrize(("command", "shown"), BLOCKS, ids=[command for command, _ in BLOCKS])
def test_every_shown_line_is_printed_in_this_order(command: str, shown: str) -> None:
    words = shlex.split(command)
    assert words[0] == "jq"
    assert words[3:5] == ["|", "impulswerk"]
    case = json.loads((ROOT / words[2]).read_text("utf-8"))[words[1].removeprefix(".")]
    result = CliRunner().invoke(score_app, words[6:], input=json.dumps(case))
    assert result.exit_code == 0, result.output
    printed = iter(result.output.splitlines())
    for line in shown.splitlines():
        assert line in printed, f"{line!r} is not printed, or not after the line before"


def test_there_are_figures_to_check() -> None:
    assert len(BLOCKS) >= 4


def test_the_limits_are_those_of_the_catalogue() -> None:
    method = load_content().catalogue.method
    assert (method.lower_threshold, method.upper_threshold, method.floor) == (
        Fraction(0),
        Fraction(1, 2),
        Fraction(-1, 2),
    )
    assert (method.minimum_coverage, method.conflict_share) == (Fraction(4, 5), Fraction(1, 4))
