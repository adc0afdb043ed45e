"""The access code: opens the status page without an account. Derived, never stored.

A portal that makes codes itself follows the same rule with a secret of its own and sends the SHA-256 of the canonical
code. Source: lifecycle.md, "Access code"; privacy-and-security.md, 2.
"""

import hashlib
import hmac
from base64 import b32encode
from typing import Final
from uuid import UUID

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# Crockford's check character is the value modulo 37; five more signs stand for 32 to 36.
_CHECK_ALPHABET: Final = _ALPHABET + "*~$=U"
_TO_CROCKFORD: Final = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", _ALPHABET.encode())
_BITS: Final = 130
_CHARACTERS: Final = _BITS // 5
_GROUP: Final = 4
_READ_AS: Final = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, "–": None, "\u2011": None})


def access_code(secret: bytes, idempotency_key: str, impulse_id: UUID) -> str:
    """The canonical code: 26 characters of Crockford's base32 and a check character.

    The first 130 bits of HMAC-SHA256(secret, Idempotency-Key | impulse id), so that a repeat gives the same code.
    """
    digest = hmac.digest(secret, f"{idempotency_key}|{impulse_id}".encode(), "sha256")
    value = int.from_bytes(digest) >> (len(digest) * 8 - _BITS)
    characters = b32encode(digest)[:_CHARACTERS].translate(_TO_CROCKFORD).decode()
    return characters + _CHECK_ALPHABET[value % len(_CHECK_ALPHABET)]


def grouped(code: str) -> str:
    """The code as people read and type it: groups of four, joined by hyphens."""
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def parse_access_code(typed: str) -> str | None:
    """The canonical code for what somebody typed, or None when it cannot be one.

    Lower case, spaces and hyphens do not matter; O is read as 0, I and L as 1, as Crockford's base32 says.
    """
    code = "".join(typed.upper().split()).translate(_READ_AS)
    if len(code) != _CHARACTERS + 1 or any(character not in _ALPHABET for character in code[:-1]):
        return None
    value = 0
    for character in code[:-1]:
        value = value << 5 | _ALPHABET.index(character)
    return code if _CHECK_ALPHABET[value % len(_CHECK_ALPHABET)] == code[-1] else None


def code_hash(code: str) -> bytes:
    """SHA-256 of the canonical code: what a portal sends."""
    return hashlib.sha256(code.encode()).digest()


def lookup_key(pepper: bytes, hash_of_code: bytes) -> bytes:
    """HMAC-SHA256(pepper, SHA-256(code)): under what an impulse is found, useless without the pepper."""
    return hmac.digest(pepper, hash_of_code, "sha256")
