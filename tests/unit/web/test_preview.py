"""A page that is not published yet travels in a form: only what the city sealed is opened, and only for its hour."""

import base64
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import APIRouter

from shared.web.access import role_matrix, sealed
from shared.web.errors import PreviewInvalid
from shared.web.preview import SealedPreview, open_sealed, seal
from tests.unit.web.service import application, client

KEY, OTHER = b"k" * 32, b"o" * 32
IMPULSE = UUID(int=7)
NOW = datetime(2026, 3, 2, 9, 30, 15, 250_000, UTC)
END = NOW + timedelta(hours=1)
TYPE = "de.impulswerk.assessment.published.v2"
DATA: dict[str, Any] = {"decision": "rejected", "reasons": {"text_id": str(UUID(int=8))}, "until": None}
TEXTS = [{"text_id": str(UUID(int=8)), "body": "Zu laut für die Anwohnenden – „leider“."}]


def sealed_one() -> SealedPreview:
    return seal(KEY, IMPULSE, TYPE, DATA, NOW, TEXTS, END)


def test_what_was_sealed_is_opened_the_same() -> None:
    form = sealed_one()
    opened = open_sealed(KEY, form.preview, form.signature, NOW)
    assert (opened.impulse_id, opened.event_type, opened.data) == (IMPULSE, TYPE, DATA)
    assert (opened.time, opened.valid_until, list(opened.texts)) == (NOW, END, TEXTS)


def test_the_form_is_what_the_interface_says() -> None:
    form = sealed_one()
    content = json.loads(base64.urlsafe_b64decode(form.preview))
    assert set(content) == {"impulse_id", "event_type", "data", "time", "texts", "valid_until"}
    assert len(form.signature) == 64


def changed(form: SealedPreview) -> tuple[str, str]:
    content = json.loads(base64.urlsafe_b64decode(form.preview))
    content["data"]["decision"] = "accepted"
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode(), form.signature


@pytest.mark.parametrize(
    ("fields", "key", "now"),
    [
        (changed, KEY, NOW),
        (lambda form: (form.preview, form.signature), OTHER, NOW),
        (lambda form: (form.preview, form.signature), KEY, END),
        (lambda form: (form.preview, ""), KEY, NOW),
        (lambda form: (form.preview, "ü" * 64), KEY, NOW),
        (lambda form: (form.preview[:-4], form.signature), KEY, NOW),
        (lambda form: ("", ""), KEY, NOW),
    ],
)
def test_anything_else_is_refused(fields: Any, key: bytes, now: datetime) -> None:
    preview, signature = fields(sealed_one())
    with pytest.raises(PreviewInvalid):
        open_sealed(key, preview, signature, now)


def test_what_another_release_sealed_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json, "dumps", lambda content, **_: "[1]")
    form = sealed_one()
    with pytest.raises(PreviewInvalid):
        open_sealed(KEY, form.preview, form.signature, NOW)


def test_a_time_needs_its_zone() -> None:
    with pytest.raises(ValueError, match="zone"):
        seal(KEY, IMPULSE, TYPE, DATA, NOW.replace(tzinfo=None), TEXTS, END)


async def test_a_sealed_form_comes_from_another_origin_without_a_token(tmp_path: Path) -> None:
    routes = APIRouter()

    @routes.post("/vorschau", dependencies=[sealed()])
    async def preview() -> None: ...

    app = application(tmp_path, routers=[routes])
    row = next(row for row in role_matrix(app) if row.path == "/vorschau")
    assert (row.public, row.roles) == (True, ())
    foreign = {"sec-fetch-site": "cross-site", "origin": "https://bewertung.example"}
    async with client(app) as browser:
        answer: httpx.Response = await browser.post("/vorschau", data={"preview": "x"}, headers=foreign)
    assert answer.status_code == 200


async def test_forms_go_to_the_services_that_are_named_and_to_no_other(tmp_path: Path) -> None:
    app = application(tmp_path, forms_to=["reporting"])
    async with client(app) as browser:
        for address in ("/muster", "/skript"):
            policy = (await browser.get(address)).headers["content-security-policy"]
            assert "form-action 'self' http://127.0.0.1:8080;" in policy
