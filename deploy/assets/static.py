"""The static folder of the pages: KERN, its fonts, htmx and our own files, under names that carry the content's hash."""

import gzip
import hashlib
import json
import re
from pathlib import Path
from posixpath import splitext

import brotli

from deploy.assets.failure import AssetError
from deploy.assets.fonts import WEIGHTS, font_face, subset_font
from deploy.assets.kern import kern_package, kern_styles
from deploy.assets.licences import fira_sans_licence
from deploy.assets.used_styles import with_used_only

MANIFEST = "manifest.json"
STYLE_SHEET = "pages.css"
COMPRESSED = (".css", ".js", ".json", ".svg", ".txt", ".md")
CHARSET = '@charset "UTF-8";'
REFERENCE = re.compile(r"""url\(\s*(["']?)(?!data:|#)([^"')]+)\1\s*\)""")


class StaticFolder:
    """Collects files under hashed names and replaces the folder's content by them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names: dict[str, str] = {}
        self.contents: dict[str, bytes] = {}

    def add(self, name: str, content: bytes) -> str:
        """Add a file and return its hashed name."""
        if name in self.names:
            raise AssetError(f"Two assets are called {name}: rename one of them.")
        stem, suffix = splitext(name)
        hashed = f"{stem}-{hashlib.sha256(content).hexdigest()[:12]}{suffix}"
        self.names[name] = hashed
        self.contents[hashed] = content
        if suffix in COMPRESSED:
            self.contents[f"{hashed}.br"] = brotli.compress(content)
            self.contents[f"{hashed}.gz"] = gzip.compress(content, mtime=0)
        return hashed

    def write(self) -> None:
        """Write new files, then the manifest, then remove what is left over: no page ever names a missing file."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for name, content in self.contents.items():
            (self.folder / name).write_bytes(content)
        manifest = self.folder / f"{MANIFEST}.new"
        manifest.write_text(json.dumps(self.names, indent=2, sort_keys=True) + "\n")
        manifest.replace(self.folder / MANIFEST)
        for path in self.folder.iterdir():
            if path.name not in self.contents and path.name != MANIFEST:
                path.unlink()


def build_static(packages: Path, own: Path, used: set[str], folder: Path) -> dict[str, str]:
    """Fill `folder` from the installed npm packages and our own assets; return the manifest, plain name -> hashed name.

    `used` is what pages use of the names in KERN's style sheet.

    All styles are one sheet: a second one would need a connection of its own before a line shows. It comes last, so that its
    `url()` can be replaced by hashed names.
    Raises AssetError for a `url()` that names no asset.
    """
    kern = kern_package(packages)
    static = StaticFolder(folder)
    faces = ""
    for weight in WEIGHTS:
        font = subset_font(kern / "dist" / "fonts" / "fira-sans" / f"FiraSans-{weight.cut}.woff2")
        faces += font_face(weight, static.add(weight.file_name, font))
    static.add("kern-licence.md", (kern / "LICENSE.md").read_bytes())
    static.add("fira-sans-licence.txt", fira_sans_licence())
    htmx = packages / "htmx.org"
    static.add("htmx.js", (htmx / "dist" / "htmx.min.js").read_bytes())
    static.add("htmx-licence.txt", (htmx / "LICENSE").read_bytes())
    sheets = []
    for path in own_files(own):
        if path.suffix == ".css":
            sheets.append(path)
        else:
            static.add(path.name, path.read_bytes())
    own_css = "".join(with_hashed_names(path, static.names) for path in sheets)
    kern_css = with_used_only(kern_styles(packages), used, packages).removeprefix(CHARSET)
    static.add(STYLE_SHEET, f"{CHARSET}{faces}{kern_css}\n{own_css}".encode())
    static.write()
    return static.names


def own_files(folder: Path) -> list[Path]:
    """Our own assets; they lie in one flat folder, which may be missing."""
    return sorted(path for path in folder.glob("*") if path.is_file() and not path.name.startswith("."))


def with_hashed_names(sheet: Path, names: dict[str, str]) -> str:
    """The style sheet with every `url()` of an asset replaced. Raises AssetError for one that names none."""

    def hashed(reference: re.Match[str]) -> str:
        name = reference[2].removeprefix("./")
        if name not in names:
            raise AssetError(f"{sheet.name} refers to {name}, which is no asset.")
        return f'url("{names[name]}")'

    return REFERENCE.sub(hashed, sheet.read_text(encoding="utf-8"))
