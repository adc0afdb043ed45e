"""Which Java runtime is taken, and what is said when there is none."""

from pathlib import Path

import pytest

from deploy.local.errors import LocalError
from deploy.local.java import find_java


def runtime(folder: Path, version: str) -> Path:
    """A program that calls itself Java."""
    executable = folder / "bin" / "java"
    executable.parent.mkdir(parents=True)
    executable.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\"' >&2\necho 'build {version}' >&2\n")
    executable.chmod(0o755)
    return executable


def test_the_setting_goes_before_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    executable = runtime(tmp_path, "21.0.5")
    monkeypatch.setenv("IMPULSWERK_JAVA", str(executable))
    java = find_java()
    assert (java.executable, java.major, java.build) == (executable, 21, "build 21.0.5")


def test_without_the_wheel_java_home_and_path_are_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = runtime(tmp_path / "home", "11.0.2"), runtime(tmp_path / "path", "17.0.1")
    monkeypatch.setattr("deploy.local.java.find_spec", lambda _name: None)
    monkeypatch.delenv("IMPULSWERK_JAVA", raising=False)
    monkeypatch.setenv("JAVA_HOME", str(old.parent.parent))
    monkeypatch.setenv("PATH", f"{new.parent}:/bin")
    assert find_java().executable == new


@pytest.mark.parametrize("version", ["16.0.2", "1.8.0_392"])
def test_a_runtime_that_is_too_old_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    monkeypatch.setenv("IMPULSWERK_JAVA", str(runtime(tmp_path, version)))
    with pytest.raises(LocalError, match=f"No usable Java runtime .*Java {version.split('.')[0]}"):
        find_java()


def test_what_is_no_runtime_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMPULSWERK_JAVA", "/nowhere/java")
    with pytest.raises(LocalError, match="/nowhere/java: No such file or directory"):
        find_java()
