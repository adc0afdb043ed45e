"""Secrets of a data directory: the services' keys and the demo portal's credentials, made once."""

import hashlib
import json
import secrets
from pathlib import Path

from deploy.local.private_files import write_private
from shared.runtime.settings import Secrets

KEY_BYTES = 32
PORTAL = "ideenportal"


def ensure_keys(file: Path) -> None:
    """Write the services' keys, 32 random bytes each in hex; keys that are in `file` already stay."""
    kept = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    missing = {name: secrets.token_hex(KEY_BYTES) for name in Secrets.model_fields if name not in kept}
    if missing:
        write_private(file, json.dumps(kept | missing))


def ensure_portal(known: Path, demo: Path) -> None:
    """Write one demo portal: `known` for the services (client id -> SHA-256 of its secret), `demo` for the portal."""
    if known.exists() and demo.exists():
        return
    secret = secrets.token_hex(32)
    write_private(demo, json.dumps({"client_id": PORTAL, "client_secret": secret}))
    write_private(known, json.dumps({PORTAL: hashlib.sha256(secret.encode()).hexdigest()}))
