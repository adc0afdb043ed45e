"""Loopback ports: which are free, and which one a data directory used before."""

import random
import socket
from pathlib import Path

from deploy.local.errors import LocalError

LOOPBACK = "127.0.0.1"

# Below the ports that systems hand to outgoing connections: a client that retries while its server is down
# would otherwise, sooner or later, connect to itself and occupy the server's port.
SERVER_PORTS = range(20_000, 32_000)


def is_free(port: int) -> bool:
    """Whether a server could listen on this port of the loopback address now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
        return True


def free_port(apart_from: int | None = None) -> int:
    """A port that is free now, and not the one that is about to be used for something else.

    Raises: LocalError, when a hundred tries found none.
    """
    for _ in range(100):
        port = random.choice(SERVER_PORTS)  # noqa: S311 - no secret
        if port != apart_from and is_free(port):
            return port
    raise LocalError("No free port was found on the loopback address; end some of the programs that listen there.")


def require_free(port: int, purpose: str) -> None:
    """Refuse a port that somebody else uses, or that does not exist.

    Raises: LocalError.
    """
    if not 1 <= port <= 65_535:
        raise LocalError(f"Port {port} ({purpose}) does not exist; choose another start with --port.")
    if not is_free(port):
        raise LocalError(
            f"Port {port} ({purpose}) is in use or not allowed; end the program that listens there, "
            f"or choose other ports with --port."
        )


def kept_port(file: Path, wanted: int | None = None, *, apart_from: int | None = None) -> int:
    """The wanted port, else the one in `file` if it is still free, else a new one; written to `file`.

    `apart_from` is the port of another server that does not listen yet. A data directory keeps its ports, so that clients find
    its servers again after a restart.
    Raises: LocalError, when the wanted port is in use.
    """
    if wanted is not None:
        require_free(wanted, "asked for")
        port = wanted
    else:
        kept = int(file.read_text()) if file.exists() else 0
        port = kept if kept and kept != apart_from and is_free(kept) else free_port(apart_from)
    file.write_text(str(port))
    return port
