"""A signed checkpoint: what the chain was at a moment, to be kept where nobody of the server can write.

Signed with Ed25519 by a key derived from SECRET_KEY, so that a checkpoint is not forged by who can write to
the database only, and so that an outsider verifies it with the public key alone.
"""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from apps.core.history.chain import Seal, canonical

FORMAT = "nexusplan-history-checkpoint-1"
PURPOSE = b"nexusplan history checkpoint 1"


class BadCheckpoint(ValueError):
    """A file that is no checkpoint, or was not signed by a key that is trusted here."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The newest seal at a moment, and how many entries had been sealed. `sealed_at` is ISO 8601, UTC."""

    seal: int
    hash: str
    last: int
    entries: int
    sealed_at: str


def key_of(secret: str) -> Ed25519PrivateKey:
    """The signing key that belongs to a secret (HKDF-SHA256, RFC 5869)."""
    seed = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(secret.encode())
    return Ed25519PrivateKey.from_private_bytes(seed)


def public_text(key: Ed25519PrivateKey) -> str:
    """The public key as Base64 of its 32 bytes."""
    return base64.b64encode(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()


def written(seal: Seal, *, entries: int, key: Ed25519PrivateKey) -> str:
    """The text of a checkpoint file: JSON, with the public key and the signature over the rest."""
    body = {
        "format": FORMAT,
        "seal": seal.number,
        "hash": seal.hash,
        "last": seal.last,
        "entries": entries,
        "sealed_at": seal.sealed_at,
        "public_key": public_text(key),
    }
    signature = base64.b64encode(key.sign(canonical(body).encode())).decode()
    return json.dumps({**body, "signature": signature}, indent=2) + "\n"


def read(text: str, *, trusted: Sequence[str]) -> Checkpoint:
    """The checkpoint in a file. Raises BadCheckpoint if it is none, or no trusted public key signed it."""
    try:
        body: dict[str, Any] = json.loads(text)
        signature = base64.b64decode(body.pop("signature"), validate=True)
        if body["format"] != FORMAT:
            raise BadCheckpoint("This is no checkpoint of a history.")
        checkpoint = Checkpoint(*(body[name] for name in ("seal", "hash", "last", "entries", "sealed_at")))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BadCheckpoint("This is no checkpoint of a history.") from error
    if body.get("public_key") not in trusted:
        raise BadCheckpoint("This checkpoint was signed by another key.")
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(body["public_key"], validate=True))
        key.verify(signature, canonical(body).encode())
    except (ValueError, InvalidSignature) as error:
        raise BadCheckpoint("The signature of this checkpoint does not fit.") from error
    return checkpoint
