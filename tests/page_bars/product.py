"""The system under test: the sample city, its public services in server mode behind a TLS front."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from deploy.local.ports import LOOPBACK, is_free
from deploy.local.services import ServiceProcess, serve_command
from shared.runtime.running import RunningSystem, file_beside
from shared.runtime.settings import ServiceName
from tests.e2e.up import Up, impulswerk
from tests.page_bars.tls_front import make_certificate, tls_front

PUBLIC: tuple[ServiceName, ...] = ("reporting", "ideas")
PORTS = range(31_000, 32_000)


@dataclass(frozen=True, slots=True)
class Product:
    """Its address, and the certificate to trust; none where it is not ours."""

    url: str
    certificate: Path | None


@asynccontextmanager
async def sample_city() -> AsyncIterator[Product]:
    """`impulswerk up --sample`, and beside it reporting and ideas once more, in server mode.

    Server mode is what a city runs: secure cookies and strict transport security come from the product itself. It needs
    TLS before it, and no demo sign-ins; so the same databases, topics and keys get a second instance of both, which shares
    the work with the first as replicas do.
    """
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="impulswerk-pages-")))
        up = await stack.enter_async_context(Up(folder, "--sample"))
        await _keep_a_state(up)
        certificate = make_certificate(folder)
        free = (port for port in PORTS if is_free(port))
        fronts = {service: next(free) for service in PUBLIC}
        for service in PUBLIC:
            backend = next(free)
            await stack.enter_async_context(_served(service, backend, folder, _settings(up, service, fronts)))
            await stack.enter_async_context(tls_front(certificate, fronts[service], backend))
        yield Product(f"https://{LOOPBACK}:{fronts['reporting']}", certificate)


async def _keep_a_state(up: Up) -> None:
    """Pages of an earlier day are there only where a city keeps one."""
    day = datetime.now(UTC).date() - timedelta(days=30)
    kept = await impulswerk("reporting", "rebuild", "--as-of", str(day), "--ready-file", up.ready_file)
    assert kept.code == 0, kept.errors


def _settings(up: Up, service: ServiceName, fronts: Mapping[ServiceName, int]) -> dict[str, str]:
    system: RunningSystem = up.system
    beside = json.loads(file_beside(up.ready_file).read_text())
    links = {f"IMPULSWERK_LINKS_{name.upper()}": f"https://{LOOPBACK}:{port}" for name, port in fronts.items()}
    return links | {
        "IMPULSWERK_MODE": "server",
        "IMPULSWERK_DATABASE_URL": system.dsn(service),
        "IMPULSWERK_KAFKA": system.bootstrap_servers,
        "IMPULSWERK_PARTITIONS": str(beside["partitions"]),
        "IMPULSWERK_SECRETS_FILE": beside["secrets_file"],
    }


@asynccontextmanager
async def _served(service: ServiceName, port: int, folder: Path, settings: Mapping[str, str]) -> AsyncIterator[None]:
    names = {"record": folder / f"{service}.process", "log": folder / f"{service}.log"}
    process = ServiceProcess(service, port, **names, serve=serve_command, settings=settings)
    await process.start()
    try:
        await process.become_ready()
        yield
    finally:
        await process.stop()
