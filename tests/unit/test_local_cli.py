"""The command line loads what is called, and explains in one sentence what cannot be done."""

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from deploy import cli
from deploy.local.errors import LocalError
from shared.runtime.running import NoRunningSystem

runner = CliRunner()


def test_every_command_is_listed_without_loading_any() -> None:
    code = (
        "import sys; from typer.testing import CliRunner; from deploy.cli import app;"
        "print(CliRunner().invoke(app, ['--help']).output);"
        "print([name for name in sys.modules if name.startswith(('services.', 'aiokafka', 'asyncpg', 'pydantic'))])"
    )
    output = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert all(f" {name} " in output for name in cli.COMMANDS)
    assert output.splitlines()[-1] == "[]"


def test_a_missing_part_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(cli.COMMANDS, "status", ("deploy.nowhere:app", ""))
    result = runner.invoke(cli.app, ["status"])
    assert result.exit_code == 1
    assert result.stderr == (
        "impulswerk: the command status is not part of this installation (deploy.nowhere is missing)\n"
    )


@pytest.mark.parametrize("error", [LocalError("Do that."), NoRunningSystem("Do that.")])
def test_what_people_can_set_right_is_one_sentence(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def refuse(*_: object) -> None:
        raise error

    monkeypatch.setattr("deploy.local.up.run", refuse)
    result = runner.invoke(cli.app, ["up"])
    assert (result.exit_code, result.stderr) == (1, "impulswerk: Do that.\n")


def test_sample_and_empty_exclude_each_other(tmp_path: Path) -> None:
    result = runner.invoke(cli.app, ["up", "--sample", "--empty", "--data", str(tmp_path / "data")])
    assert result.exit_code == 2
    assert not (tmp_path / "data").exists()


def test_an_unknown_service_is_refused() -> None:
    result = runner.invoke(cli.app, ["serve", "nothing", "--port", "1"])
    assert result.exit_code == 2
    assert "'nothing'" in result.stderr
