"""The Node that runs programs of npm packages."""

import subprocess
import sysconfig
from functools import cache
from pathlib import Path

from deploy.assets.failure import AssetError

OLDEST_NODE = 22
"""What Lighthouse needs."""


@cache
def find_node() -> str:
    """The Node of the extra `assets`, else the one of this machine. Raises AssetError where both are missing or too old."""
    for node in (str(Path(sysconfig.get_path("scripts"), "node")), "node"):
        try:
            version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
        except (OSError, subprocess.CalledProcessError):
            continue
        if int(version.removeprefix("v").split(".")[0]) >= OLDEST_NODE:
            return node
    raise AssetError(f"Node {OLDEST_NODE} or newer was not found: install the project with its extra 'assets'.")
