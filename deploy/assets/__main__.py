"""Set-up steps: `python -m deploy.assets packages` fetches from npm what pages are built from, `static` does so, too, and builds
the static folder and the fonts of documents, `browser` fetches the browser of the tests.

All are quick when nothing is to be done. `lock` pins the npm packages anew, `lock FOLDER` those of another package.json.
"""

import hashlib
import json
import sys
from pathlib import Path

from deploy.assets.browser import fetch_chromium, find_chromium
from deploy.assets.failure import AssetError
from deploy.assets.kern import kern_styles
from deploy.assets.npm import install_packages, lock_packages
from deploy.assets.used_styles import said_in, used_words

ROOT = Path(__file__).parents[2]
OWN = ROOT / "shared" / "web" / "assets"
STATIC = ROOT / "shared" / "web" / "static"
SOURCES = (ROOT / "services", ROOT / "shared")
DOCUMENT_FONTS = ROOT / "shared" / "documents" / "fonts"
BUILT_FROM = ROOT / "build" / "assets" / "built-from"


def say(text: str) -> None:
    """Tell at once what happens, also where the output is not a terminal."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def packages() -> Path:
    """Fetch the npm packages of the pages; where they lie."""
    if not BUILT_FROM.parent.exists():
        say("Fetching the packages of the pages from npm ...")
    return install_packages(BUILT_FROM.parent, development=False)


def static() -> None:
    """Build the static folder and the fonts of documents unless they were built from exactly these inputs."""
    found = packages()
    used = used_words(kern_styles(found), said_in(SOURCES, without=STATIC))
    inputs = _digest_of_inputs(used)
    if _complete() and BUILT_FROM.exists() and BUILT_FROM.read_text() == inputs:
        return
    say("Building the static assets (KERN, fonts, our own) ...")
    from deploy.assets.document_fonts import build_document_fonts  # its font library takes a second to load
    from deploy.assets.static import build_static

    names = build_static(found, OWN, used, STATIC)
    fonts = build_document_fonts(found, DOCUMENT_FONTS)
    BUILT_FROM.write_text(inputs)
    say(f"{len(names)} assets are in {STATIC.relative_to(ROOT)}, {len(fonts)} in {DOCUMENT_FONTS.relative_to(ROOT)}.")


def browser() -> None:
    """Fetch a Chromium unless there is one."""
    try:
        find_chromium()
    except AssetError:
        say("Fetching a Chromium for the tests (70 MB) ...")
        say(f"The tests use {fetch_chromium().path}.")


def _digest_of_inputs(used: set[str]) -> str:
    digest = hashlib.sha256(" ".join(sorted(used)).encode())
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
        {"packages": packages, "static": static, "browser": browser, "lock": lock_packages}[sys.argv[1]](
            *map(Path, sys.argv[2:])
        )
    except AssetError as error:
        sys.exit(str(error))
