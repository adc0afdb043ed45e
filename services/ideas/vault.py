"""The contact vault: who submitted an impulse, readable by this service only and erased by deleting one row.

Every row has its own data key, wrapped by the vault's key, which is not in the database. Both bind to the impulse, so that a
row put under another one does not open. Source: privacy-and-security.md, 1.
"""

from collections.abc import Mapping, Sequence
from os import urandom
from typing import Any
from uuid import UUID

import asyncpg
import orjson
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from services.ideas.store import QUERIES

_NONCE_BYTES = 12
_KEY_BITS = 256


def seal(vault_key: bytes, impulse_id: UUID, content: Mapping[str, Any]) -> tuple[bytes, bytes]:
    """The wrapped data key and the sealed content, each with its nonce in front (AES-256-GCM)."""
    data_key = AESGCM.generate_key(_KEY_BITS)
    return (
        _encrypt(vault_key, data_key, impulse_id),
        _encrypt(data_key, orjson.dumps(content), impulse_id),
    )


def unseal(vault_key: bytes, impulse_id: UUID, wrapped_key: bytes, sealed: bytes) -> dict[str, Any]:
    """The content. Raises: cryptography's InvalidTag when key, row or impulse do not belong together."""
    data_key = _decrypt(vault_key, wrapped_key, impulse_id)
    content: dict[str, Any] = orjson.loads(_decrypt(data_key, sealed, impulse_id))
    return content


async def keep(
    connection: asyncpg.Connection, vault_key: bytes, contents: Sequence[tuple[UUID, Mapping[str, Any]]]
) -> None:
    """Store who submitted these impulses, once each."""
    sealed = [(impulse_id, *seal(vault_key, impulse_id, content)) for impulse_id, content in contents]
    await connection.execute(
        QUERIES["seal_contacts"],
        [impulse_id for impulse_id, _, _ in sealed],
        [wrapped_key for _, wrapped_key, _ in sealed],
        [content for _, _, content in sealed],
    )


async def look_up(connection: asyncpg.Connection, vault_key: bytes, impulse_id: UUID) -> dict[str, Any] | None:
    """Who submitted an impulse, or None when nobody said or it was erased. Raises: InvalidTag."""
    row = await connection.fetchrow(QUERIES["load_contact"], impulse_id)
    return None if row is None else unseal(vault_key, impulse_id, row["wrapped_key"], row["sealed"])


def _encrypt(key: bytes, plain: bytes, impulse_id: UUID) -> bytes:
    nonce = urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, impulse_id.bytes)


def _decrypt(key: bytes, sealed: bytes, impulse_id: UUID) -> bytes:
    return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], impulse_id.bytes)
