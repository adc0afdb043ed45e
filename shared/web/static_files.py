"""Style sheets, fonts and images under /static, built beforehand, named by their content and therefore kept for ever."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from fastapi import APIRouter, Request, Response

from shared.web.access import public
from shared.web.errors import NotFound

FOLDER = Path(__file__).parent / "static"

_MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".txt": "text/plain; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".webmanifest": "application/manifest+json",
}
_ENCODINGS = {"br": ".br", "gzip": ".gz"}  # the better first


@dataclass(frozen=True, slots=True)
class _File:
    media_type: str
    content: bytes
    compressed: dict[str, bytes]


class StaticFiles:
    """The files that `manifest.json` (logical name -> name by content) lists, kept in memory; nothing else is served.

    Without a manifest nothing is served and pages stand unstyled: `make assets` builds it.
    """

    def __init__(self, folder: Path) -> None:
        manifest = folder / "manifest.json"
        self._names: dict[str, str] = orjson.loads(manifest.read_bytes()) if manifest.exists() else {}
        self._files = {name: _read(folder / name) for name in self._names.values()}

    def has(self, logical: str) -> bool:
        """Whether the build made a file of this name."""
        return logical in self._names

    def url(self, logical: str) -> str:
        """The address of a file. Raises LookupError if the build made none of this name."""
        return f"/static/{self._names[logical]}"

    def answer(self, name: str, accepts: str) -> Response:
        """The file, in the best of the accepted encodings that the build made. Raises NotFound."""
        file = self._files.get(name)
        if file is None:
            raise NotFound
        headers = {"Cache-Control": "public, max-age=31536000, immutable"}
        content = file.content
        if file.compressed:
            headers["Vary"] = "Accept-Encoding"
        for encoding, compressed in file.compressed.items():
            if encoding in accepts:
                headers["Content-Encoding"] = encoding
                content = compressed
                break
        return Response(content, media_type=file.media_type, headers=headers)


def static_router(files: StaticFiles) -> APIRouter:
    """The route that serves the files."""
    router = APIRouter()

    @router.get("/static/{name:path}", dependencies=[public()])
    async def static_file(name: str, request: Request) -> Any:
        return files.answer(name, request.headers.get("accept-encoding", ""))

    return router


def _read(path: Path) -> _File:
    compressed = {
        encoding: sibling.read_bytes()
        for encoding, suffix in _ENCODINGS.items()
        if (sibling := path.with_name(path.name + suffix)).exists()
    }
    return _File(_MEDIA_TYPES.get(path.suffix, "application/octet-stream"), path.read_bytes(), compressed)
