"""A file that somebody uploads to see what it would change."""

from dataclasses import dataclass

from fastapi import Request
from starlette.datastructures import UploadFile


@dataclass(frozen=True, slots=True)
class Upload:
    """Name and content of the field `file`; `refusal` is a sentence where there is none or it is too large."""

    name: str | None
    content: bytes
    refusal: str | None


async def read_upload(request: Request, largest: int) -> Upload:
    """The uploaded file, of which no more than one byte beyond `largest` (whole KB or MB) is read."""
    async with request.form() as form:
        field = form.get("file")
        name, content = (
            (field.filename, await field.read(largest + 1)) if isinstance(field, UploadFile) else (None, b"")
        )
    if not content:
        return Upload(name, content, "Bitte wählen Sie eine Datei.")
    if len(content) > largest:
        limit = f"{largest // 1_000_000} MB" if largest >= 1_000_000 else f"{largest // 1_000} KB"
        return Upload(name, content, f"Die Datei ist größer als {limit}.")
    return Upload(name, content, None)
