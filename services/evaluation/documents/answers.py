"""How a document is sent."""

from collections.abc import Callable

from fastapi import Response

from shared.documents.pdf import aside

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


async def document_answer(name: str, media_type: str, make: Callable[[], bytes]) -> Response:
    """The document as a file to keep, made in a thread; `name` has no personal data and no word that somebody typed."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(await aside(make), media_type=media_type, headers=headers)
