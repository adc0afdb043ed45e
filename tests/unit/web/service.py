"""A small service that does everything a service can do at its door."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import asyncpg
import httpx
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from shared.contracts.errors import DomainError
from shared.runtime.settings import Secrets, Settings
from shared.web.access import Caller, portal_or_staff, public, staff
from shared.web.app import create_app
from shared.web.caching import etag_response
from shared.web.health import Readiness
from shared.web.pages import NavigationItem, render
from shared.web.sign_in import Portal, Staff

PEOPLE = [
    {"role": "evaluator", "user": "e1", "name": "Kim Beispiel", "unit": "tiefbau", "token": "token-of-e1"},
    {"role": "coordinator", "user": "c1", "name": "Robin Muster", "unit": "Stabsstelle", "token": "token-of-c1"},
]
PORTAL_SECRET = "a secret of the portal"
TEMPLATES = Path(__file__).parent / "templates"

EXCEPTIONS: dict[str, Exception] = {
    "connection-lost": asyncpg.ConnectionDoesNotExistError("gone"),
    "refused": ConnectionRefusedError("secret-host:5432"),
    "too-many": asyncpg.TooManyConnectionsError("full"),
    "pool-closing": asyncpg.InterfaceError("pool is closing"),
    "statement-timeout": asyncpg.QueryCanceledError("too slow"),
    "pool-timeout": TimeoutError(),
    "connection-closed": asyncpg.InterfaceError("the underlying connection is closed"),
    "wrong-use": asyncpg.InterfaceError("the server expects 1 argument for this query, 0 were passed"),
    "wrong-argument": asyncpg.DataError("invalid input for query argument $1: 'Erika Mustermann'"),
    "bug": RuntimeError("Erika Mustermann lives here"),
}


class CaseTaken(DomainError):
    """Somebody else holds the case."""

    code = "shelf.place_taken"
    status = 409


class Rating(BaseModel):
    model_config = ConfigDict(extra="forbid")

    value: int = Field(ge=-2, le=2)
    reason: str = Field("", max_length=20)


class Assessment(BaseModel):
    model_config = ConfigDict(extra="forbid")

    token: str
    ratings: dict[str, Rating]


def router() -> APIRouter:
    routes = APIRouter()

    @routes.get("/api/evaluation/v1/taken", dependencies=[public()])
    @routes.get("/bewertung/taken", dependencies=[public()])
    async def taken() -> None:
        raise CaseTaken("Dieser Vorgang wird schon bearbeitet.", field="case_id")

    @routes.get("/api/evaluation/v1/fail/{how}", dependencies=[public()])
    @routes.get("/bewertung/fail/{how}", dependencies=[public()])
    async def fail(how: str) -> None:
        raise EXCEPTIONS[how]

    @routes.put("/api/evaluation/v1/assessment", dependencies=[public()])
    async def assess(body: Assessment, dry_run: bool = False) -> dict[str, bool]:
        return {"dry_run": dry_run}

    @routes.post("/api/evaluation/v1/raw", dependencies=[public()])
    async def raw(request: Request) -> dict[str, int]:
        return {"bytes": len(await request.body())}

    @routes.get("/api/evaluation/v1/slow", dependencies=[public()])
    async def slow() -> None:
        await asyncio.Event().wait()

    @routes.get("/api/evaluation/v1/download", dependencies=[public()])
    async def download(broken: bool = False) -> StreamingResponse:
        async def parts() -> AsyncIterator[bytes]:
            yield b"first,"
            await asyncio.sleep(0.4)  # longer than the deadline of a request
            if broken:
                raise RuntimeError("broken in the middle")
            yield b"last"

        return StreamingResponse(parts())

    @routes.get("/api/evaluation/v1/queue")
    async def queue(who: Annotated[Staff, staff("evaluator")]) -> dict[str, str]:
        return {"user": who.user, "unit": who.unit}

    @routes.post("/api/ideas/v1/impulses", status_code=201)
    async def submit(caller: Annotated[Caller, portal_or_staff()]) -> dict[str, str]:
        return {"portal": caller.client_id} if isinstance(caller, Portal) else {"user": caller.user}

    @routes.get("/bewertung")
    async def desk(request: Request, who: Annotated[Staff, staff("evaluator")]) -> Any:
        return render(request, "sample.html", **sample(title=who.name))

    @routes.post("/bewertung")
    async def save(who: Annotated[Staff, staff("evaluator")]) -> Response:
        return Response(f"saved by {who.user}")

    @routes.get("/einreichen", dependencies=[public()])
    async def form(request: Request) -> Any:
        return render(request, "form.html")

    @routes.post("/einreichen", dependencies=[public()])
    async def send(request: Request) -> Response:
        return Response(f"received {(await request.form())['title']}")

    @routes.get("/muster", dependencies=[public()])
    async def sample_page(request: Request, errors: bool = False) -> Any:
        found = {"title": "Diese Angabe fehlt.", "origin": "Bitte wählen.", "": "Schon freigegeben."}
        return render(request, "sample.html", **sample(errors=found if errors else {}))

    @routes.get("/skript", dependencies=[public()])
    async def with_script(request: Request) -> Any:
        return render(request, "sample.html", scripts=True, **sample())

    @routes.get("/uebersicht", dependencies=[public()])
    async def cached(request: Request) -> Response:
        return etag_response(request, b"<p>so far</p>", "build-1.de.17")

    return routes


def sample(**changes: Any) -> dict[str, Any]:
    values: dict[str, Any] = {
        "errors": {},
        "title": "<script>alert(1)</script>",
        "entries": [
            {"title": "Eingegangen", "state": "done", "date": date(2026, 3, 3)},
            {"title": "In Bewertung", "state": "current", "text": "Es fehlt noch ein Gutachten."},
            {"title": "Entscheidung", "state": "open"},
        ],
        "rows": [
            {"label": "Klima", "value": 0.9},
            {"label": "Kosten", "value": -1.5},
            {"label": "Risiko", "value": None},
        ],
        "shares": [{"label": "In Vorprüfung", "text": "27", "share": 0.45, "href": "/impulse"}],
    }
    return values | changes


def settings(folder: Path, **changes: Any) -> Settings:
    secrets = folder / "secrets.json"
    secrets.write_text(json.dumps({name: f"{number:02x}" * 32 for number, name in enumerate(Secrets.model_fields)}))
    people = folder / "people.json"
    people.write_text(json.dumps(PEOPLE))
    portals = folder / "portals.json"
    portals.write_text(json.dumps({"ideas-portal": hashlib.sha256(PORTAL_SECRET.encode()).hexdigest()}))
    values: dict[str, Any] = {
        "mode": "laptop",
        "database_url": "postgresql://nobody@localhost/none",
        "kafka": "localhost:9092",
        "secrets_file": secrets,
        "demo_sign_ins": people,
        "portals": portals,
        "request_deadline_seconds": 0.2,
    }
    return Settings(**(values | changes))


def application(folder: Path, **changes: Any) -> FastAPI:
    values: dict[str, Any] = {
        "title": "Bewertung",
        "service": "evaluation",
        "settings": settings(folder),
        "routers": [router()],
        "live": lambda: True,
        "ready": lambda: Readiness({"database": True}),
        "templates": TEMPLATES,
        "desk": "/bewertung",
        "navigation": [
            NavigationItem("Vorgänge", "/bewertung", roles=frozenset({"evaluator"})),
            NavigationItem("Muster", "/muster"),
        ],
        "static_folder": folder / "static",
    }
    return create_app(**(values | changes))


def client(app: FastAPI, **options: Any) -> httpx.AsyncClient:
    """A caller in the same process; `http://impulswerk.test` is the host of the service."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://impulswerk.test", **options)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


BROWSER = {"Accept": "text/html,application/xhtml+xml"}
