"""Makes what `docker-compose.yml` needs and nobody may read: `python -m deploy.container.secrets [ROOT]`, once.

`.env` beside the compose file gets the passwords of PostgreSQL, `deploy/container/private` a file of keys per service
and the credentials of one portal; all mode 0600, none in git. What is there stays: PostgreSQL keeps the passwords of
its first start, and contact data can be read with their own key only.
"""

import json
import os
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path

from deploy.local.credentials import ensure_keys, ensure_portal
from deploy.local.private_files import write_private
from shared.runtime.settings import SERVICES, ServiceName

ROOT = Path(__file__).parents[2]
PRIVATE = Path("deploy/container/private")
ENVIRONMENT = Path(".env")
# The user of the image; whoever is not root lets the containers run under their own id, so that these can read the keys.
IMAGE_USER = (10001, 10001)
SHARED_KEYS: Mapping[str, tuple[ServiceName, ...]] = {
    "match": ("ideas", "evaluation"),
    "preview": ("evaluation", "reporting"),
}


def make_secrets(root: Path) -> list[Path]:
    """Make what is missing below `root` and return all files, `.env` last: it exists only when the others do.

    Raises: OSError when a folder cannot be written.
    """
    private = root / PRIVATE
    private.mkdir(mode=0o700, parents=True, exist_ok=True)
    keys = {service: private / f"{service}.json" for service in SERVICES}
    for file in keys.values():
        ensure_keys(file)
    _share_keys(keys)
    portals, portal = private / "portals.json", private / "portal.json"
    ensure_portal(known=portals, demo=portal)
    user = _container_user()
    for file in (*keys.values(), portals):
        os.chown(file, *user)
    return [*keys.values(), portals, portal, _ensure_environment(root / ENVIRONMENT, user)]


def _share_keys(files: Mapping[ServiceName, Path]) -> None:
    """Let the services of `SHARED_KEYS` have the first one's key; all other keys differ from service to service."""
    for name, (first, *others) in SHARED_KEYS.items():
        key = json.loads(files[first].read_text())[name]
        for service in others:
            keys = json.loads(files[service].read_text())
            if keys[name] != key:
                write_private(files[service], json.dumps(keys | {name: key}))


def _container_user() -> tuple[int, int]:
    return IMAGE_USER if os.getuid() == 0 else (os.getuid(), os.getgid())


def _ensure_environment(file: Path, user: tuple[int, int]) -> Path:
    lines = file.read_text().splitlines() if file.exists() else []
    wanted = {"IMPULSWERK_CONTAINER_USER": f"{user[0]}:{user[1]}"}
    for role in ("postgres", *SERVICES):
        # token_hex: nothing in it needs an escape, neither in an address nor in this file.
        wanted[f"IMPULSWERK_{role.upper()}_PASSWORD"] = secrets.token_hex(24)
    known = {line.partition("=")[0].strip() for line in lines}
    missing = [f"{name}={value}" for name, value in wanted.items() if name not in known]
    if missing:
        write_private(file, "\n".join([*lines, *missing, ""]))
    return file


if __name__ == "__main__":
    for made in make_secrets(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT):
        sys.stdout.write(f"{made}\n")
