"""The programs from npm that only these bars need."""

import asyncio
from functools import cache
from pathlib import Path

from deploy.assets.node import find_node
from deploy.assets.npm import install_packages
from tests.proposals import PROJECT


@cache
def packages() -> Path:
    """Their `node_modules`, fetched once: about 270 MB."""
    return install_packages(PROJECT / "build" / "page-bars", development=True, source=Path(__file__).parent)


async def run_node(*arguments: str, environment: dict[str, str]) -> bytes:
    """What a program prints. Raises RuntimeError with its complaint when it ends with another code than 0."""
    process = await asyncio.create_subprocess_exec(
        *(find_node(), *arguments), env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    output, errors = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"{arguments[0]}: {(errors or output).decode().strip()}")
    return output
