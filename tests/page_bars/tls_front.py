"""A TLS front on loopback, as operations put one before the services: it speaks HTTP/2 and passes on what is said as it is."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import httpx
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from hypercorn.asyncio import serve
from hypercorn.config import Config

from deploy.local.ports import LOOPBACK, is_free
from tests.eventually import eventually

BACKEND_SECONDS = 30.0
OF_ONE_CONNECTION = frozenset({b"connection", b"keep-alive", b"transfer-encoding"})


def make_certificate(folder: Path) -> Path:
    """A certificate for the loopback address that signs itself, for one day, with its key in one PEM file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Impulswerk page bars")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address(LOOPBACK))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "front.pem"
    file.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + certificate.public_bytes(Encoding.PEM)
    )
    return file


@asynccontextmanager
async def tls_front(certificate: Path, port: int, backend: int) -> AsyncIterator[None]:
    """Listens on loopback while the block lasts; adds no header, so that what a browser sees is the service's own."""
    config = Config()
    config.bind = [f"{LOOPBACK}:{port}"]
    config.certfile = config.keyfile = str(certificate)
    config.alpn_protocols = ["h2", "http/1.1"]
    config.include_server_header = config.include_date_header = False
    config.errorlog = None
    ended = asyncio.Event()

    async def listens() -> bool:
        return not is_free(port)

    logging.getLogger("asyncio").addFilter(_is_no_goodbye)
    async with httpx.AsyncClient(timeout=BACKEND_SECONDS) as client:
        app = partial(_pass_on, client, httpx.URL(f"http://{LOOPBACK}:{backend}"))
        serving = asyncio.create_task(serve(app, config, shutdown_trigger=ended.wait))
        try:
            await eventually(listens)
            yield
        finally:
            ended.set()
            await serving


def _is_no_goodbye(record: logging.LogRecord) -> bool:
    """False for a caller who left without ending TLS, of which nobody needs to hear."""
    return not (record.exc_info and isinstance(record.exc_info[1], TimeoutError))


async def _pass_on(client: httpx.AsyncClient, backend: httpx.URL, scope: Any, receive: Any, send: Any) -> None:
    """One request to the service and its answer back; a front has nothing to start or end."""
    if scope["type"] != "http":
        return
    path = scope["raw_path"] + (b"?" + scope["query_string"] if scope["query_string"] else b"")
    url, headers = backend.copy_with(raw_path=path), _passed_on(scope["headers"])
    # Not by the client's build_request, which would ask for what its caller has not asked for.
    request = httpx.Request(scope["method"], url, headers=headers, content=await _body(receive))
    answer = await client.send(request, stream=True)
    try:
        await send(
            {"type": "http.response.start", "status": answer.status_code, "headers": _passed_on(answer.headers.raw)}
        )
        async for part in answer.aiter_raw():
            await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    finally:
        await answer.aclose()


async def _body(receive: Any) -> bytes | None:
    parts = []
    while (message := await receive())["type"] == "http.request":
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            break
    return b"".join(parts) or None


def _passed_on(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Without what is about one connection only. Source: RFC 9110, 7.6.1."""
    return [(name.lower(), value) for name, value in headers if name.lower() not in OF_ONE_CONNECTION]
