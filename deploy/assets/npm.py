"""Packages from npm, exactly as `package-lock.json` pins them."""

import hashlib
import json
import shutil
import subprocess
import sysconfig
from collections.abc import Iterator
from pathlib import Path

from deploy.assets.failure import AssetError

HERE = Path(__file__).parent
OLDEST_NPM = 8  # the first that reads today's lock files in full


def install_packages(folder: Path, *, development: bool, source: Path = HERE) -> Path:
    """Install what the lock in `source` names below `folder` and return its `node_modules`.

    No script of any package runs. Raises AssetError if npm is missing or fails.
    """
    lock = (source / "package-lock.json").read_bytes()
    done = folder / ".installed"
    version = hashlib.sha256(lock).hexdigest()
    if not (done.exists() and done.read_text() == version):
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(source / "package.json", folder)
        (folder / "package-lock.json").write_bytes(lock)
        scope = "--include=dev" if development else "--omit=dev"
        _run_npm(folder, "ci", scope)
        done.write_text(version)
    return folder / "node_modules"


def lock_packages(source: Path = HERE) -> None:
    """Pin the packages of its `package.json` anew; the lock names versions and hashes, but no address.

    Raises AssetError if npm is missing or fails.
    """
    lock = source / "package-lock.json"
    lock.unlink(missing_ok=True)
    _run_npm(source, "install", "--package-lock-only", "--omit-lockfile-registry-resolved")
    pinned = json.loads(lock.read_bytes())
    for package in pinned["packages"].values():
        package.pop("funding", None)  # addresses that nobody needs to install
    lock.write_text(json.dumps(pinned, indent=2, ensure_ascii=False) + "\n")


def find_npm() -> str:
    """The npm of this machine, else the one that the `assets` extra brings in a wheel."""
    for npm in _candidates():
        answer = subprocess.run([npm, "--version"], capture_output=True, text=True, check=False)
        if answer.returncode == 0 and int(answer.stdout.split(".")[0]) >= OLDEST_NPM:
            return npm
    raise AssetError("npm was not found: install the project with its extra 'assets', which brings one.")


def _run_npm(folder: Path, *arguments: str) -> None:
    command = [find_npm(), *arguments, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if result.returncode:
        raise AssetError(f"npm could not get the packages and says:\n{result.stderr.strip()}")


def _candidates() -> Iterator[str]:
    for folder in (None, sysconfig.get_path("scripts")):
        if npm := shutil.which("npm", path=folder):
            yield npm
