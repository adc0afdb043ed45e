"""The programs from npm that only these bars need, and the Node that runs them."""

import asyncio
import subprocess
import sysconfig
from functools import cache
from pathlib import Path

from deploy.assets.npm import install_packages
from tests.proposals import PROJECT

OLDEST_NODE = 22
"""What Lighthouse needs."""


@cache
def packages() -> Path:
    """Their `node_modules`, fetched once: about 270 MB."""
    return install_packages(PROJECT / "build" / "page-bars", development=True, source=Path(__file__).parent)


async def run_node(*arguments: str, environment: dict[str, str]) -> bytes:
    """What a program prints. Raises RuntimeError with its complaint when it ends with another code than 0."""
    process = await asyncio.create_subprocess_exec(
        *(_node(), *arguments), env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    output, errors = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"{arguments[0]}: {(errors or output).decode().strip()}")
    return output


@cache
def _node() -> str:
    """The Node of the extra `assets`, else the one of this machine."""
    for node in (str(Path(sysconfig.get_path("scripts"), "node")), "node"):
        try:
            version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
        except (OSError, subprocess.CalledProcessError):
            continue
        if int(version.removeprefix("v").split(".")[0]) >= OLDEST_NODE:
            return node
    raise RuntimeError(f"Node {OLDEST_NODE} or newer was not found: install the project with its extra 'assets'.")
