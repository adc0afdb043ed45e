"""Services as processes of their own, with the settings of production."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import httpx

from shared.runtime.settings import Settings
from tests.eventually import eventually


def environment_of(settings: Settings) -> dict[str, str]:
    """What a process needs to run with these settings; of its log only errors are written."""
    return {
        "IMPULSWERK_MODE": settings.mode,
        "IMPULSWERK_DATABASE_URL": settings.database_url.get_secret_value(),
        "IMPULSWERK_KAFKA": settings.kafka,
        "IMPULSWERK_PARTITIONS": str(settings.partitions),
        "IMPULSWERK_SECRETS_FILE": str(settings.secrets_file),
        "IMPULSWERK_CHECK_JOURNAL": str(settings.check_journal),
        "IMPULSWERK_LOG_LEVEL": "ERROR",
    }


@asynccontextmanager
async def serving(
    module: str, *arguments: str, port: int, path: str, environment: Mapping[str, str] | None = None
) -> AsyncIterator[None]:
    """Run a module until the block ends, which begins once `path` is answered with 200."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        module,
        *arguments,
        env=os.environ | (environment or {}),
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with httpx.AsyncClient() as client:

            async def serves() -> bool:
                try:
                    return (await client.get(f"http://127.0.0.1:{port}{path}")).status_code == 200
                except httpx.TransportError:
                    return False

            await eventually(serves, seconds=60, every=0.1)
        yield
    finally:
        process.terminate()
        await process.wait()
