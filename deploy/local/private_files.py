"""Files that only their owner may read, written completely or not at all."""

import os
import secrets
from pathlib import Path


def write_private(file: Path, text: str) -> None:
    """Replace `file` in one step, mode 0600.

    Raises: OSError, when the folder cannot be written.
    """
    draft = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as opened:
            opened.write(text)
            opened.flush()
            os.fsync(opened.fileno())
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
