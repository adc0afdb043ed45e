"""Serves the checkpoints of a service's journal and their lists of heads to everybody.

So a stranger can recompute the root that a checkpoint signs. Source: lifecycle.md, "Journal".
"""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from shared.contracts.errors import DomainError
from shared.messaging.head_lists import HeadLists, csv_bytes, csv_portions, kept_checkpoint, latest_checkpoint
from shared.messaging.journal import format_time
from shared.messaging.signing import Signer
from shared.messaging.transactions import Transactions
from shared.runtime.settings import ServiceName, Settings, secret_bytes
from shared.web.access import public
from shared.web.caching import etag_response, not_modified
from shared.web.commands import reading
from shared.web.pages import Pages

OPEN: Final = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
"""Pages of other sites may read it: it needs no sign-in and sets no cookie."""
NEVER_CHANGES: Final = "public, max-age=86400, immutable"
LARGEST_NUMBER: Final = 2**53 - 1


class CheckpointUnknown(DomainError):
    """There is no such checkpoint, or its list of heads is no longer kept."""

    code = "journal.checkpoint_unknown"
    status = 404

    def __init__(self) -> None:
        super().__init__("Diesen Prüfpunkt gibt es nicht, oder seine Liste wird nicht mehr aufbewahrt.")


class LatestCheckpoint(BaseModel):
    """A signed hash over the heads of all aggregates of the journal; `number` is the sequence of the fact that published it."""

    service: str = Field(examples=["ideas"])
    number: int = Field(examples=[4711])
    at: datetime
    aggregates: int = Field(description="rows of the list")
    root: str = Field(description="Merkle tree hash of the list (RFC 9162, section 2.1.1), hexadecimal")
    signature: str = Field(description="Ed25519 over the fact without it as RFC 8785 JSON, base64")
    key_id: str = Field(examples=["ed25519-0123456789abcdef"])
    public_key: str = Field(description="the key that the service signs with now, 64 hexadecimal digits")
    heads: str = Field(description="address of the list: CSV of hashed_id and head, hexadecimal, sorted")


def checkpoints_path(service: ServiceName) -> str:
    """The path below which a service serves its checkpoints."""
    return f"/api/{service}/v1/checkpoints"


def checkpoint_lists(service: ServiceName) -> APIRouter:
    """The routes of one service; its event core must be running."""
    router = APIRouter(prefix=checkpoints_path(service), dependencies=[public()], tags=["journal"])
    lists = HeadLists()

    @router.get("/latest", response_model=LatestCheckpoint)
    async def latest_checkpoint_of_the_journal(request: Request) -> Response:
        """The last checkpoint of the journal."""
        async with reading(request) as work:
            found = await latest_checkpoint(service, work.connection)
        if found is None:
            raise CheckpointUnknown
        number, fact = found
        pages: Pages = request.app.state.pages
        settings: Settings = request.app.state.settings
        public_key = Signer(secret_bytes(settings.secrets.checkpoint)).public_key.hex()
        content = LatestCheckpoint(
            **fact.model_dump(),
            number=number,
            public_key=public_key,
            heads=f"{pages.site.links[service]}{checkpoints_path(service)}/{number}/heads.csv",
        )
        body = content.model_dump_json().encode()
        return etag_response(request, body, f"{number}-{public_key[:16]}", media_type="application/json", headers=OPEN)

    @router.get("/{number}/heads.csv", response_class=StreamingResponse)
    async def heads_of_a_checkpoint(
        request: Request, number: Annotated[int, Path(ge=1, le=LARGEST_NUMBER)]
    ) -> Response:
        """The list that a checkpoint signs, one row an aggregate; that of a published one can be found by its id."""
        transactions: Transactions = request.app.state.transactions
        async with reading(request) as work:
            found = await kept_checkpoint(service, work.connection, number)
        if found is None:
            raise CheckpointUnknown
        _, fact = found
        unchanged = not_modified(request, fact.root)
        if unchanged is not None:
            return unchanged

        async def portions() -> AsyncIterator[bytes]:
            for portion in csv_portions(await lists.leaves(transactions, number, fact.aggregates)):
                yield portion

        name = f"{service}-{number}-{format_time(fact.at)[:10]}-heads.csv"
        return StreamingResponse(
            portions(),
            media_type="text/csv; charset=utf-8; header=present",
            headers={
                **OPEN,
                "ETag": f'"{fact.root}"',
                "Cache-Control": NEVER_CHANGES,
                "Content-Length": str(csv_bytes(fact.aggregates)),
                "Content-Disposition": f'attachment; filename="{name}"',
            },
        )

    return router
