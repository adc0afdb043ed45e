"""Signatures of checkpoints: Ed25519 over the RFC 8785 JSON of the fact without its signature."""

import base64
import binascii
from hashlib import sha256

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from shared.contracts.checkpoints import CheckpointPublished

UNSIGNED = "-"
"""Stands in a checkpoint until it is signed."""


class Signer:
    """The key of a service. Raises ValueError when the seed is not exactly 32 bytes long."""

    def __init__(self, seed: bytes) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.public_key = self._private.public_key().public_bytes_raw()
        self.key_id = key_id_of(self.public_key)

    def signed(self, checkpoint: CheckpointPublished) -> CheckpointPublished:
        """The same checkpoint with this key's signature (base64)."""
        signature = self._private.sign(_statement(checkpoint))
        return checkpoint.model_copy(update={"signature": base64.b64encode(signature).decode()})


def key_id_of(public_key: bytes) -> str:
    """The published name of a key: the first 64 bits of its SHA-256."""
    return f"ed25519-{sha256(public_key).hexdigest()[:16]}"


def is_signed(checkpoint: CheckpointPublished, public_key: bytes) -> bool:
    """Whether the owner of the key has signed exactly this checkpoint."""
    try:
        signature = base64.b64decode(checkpoint.signature)
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, _statement(checkpoint))
    except (InvalidSignature, binascii.Error):
        return False
    return True


def _statement(checkpoint: CheckpointPublished) -> bytes:
    return rfc8785.dumps({name: value for name, value in checkpoint.data().items() if name != "signature"})
