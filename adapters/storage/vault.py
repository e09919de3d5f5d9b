"""Sealing: master secrets → key-wrapping keys → one key an owner → every field.

    master secrets (given at start, never stored)
      └ HKDF → MultiFernet            wraps
          └ one random 256-bit key an owner ("conv:<id>", "case:<number>")     AES-GCM seals
              └ fields, bound to their place by `table|column|owner`

Rotating a master secret rewraps the small table of keys and touches nothing else. Deleting a key
row shreds all that was sealed for its owner. Nothing here shows key material in its `repr`.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Sequence
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from adapters.storage.errors import WrongSecret

MIN_SECRET = 32  #: bytes
_NONCE = 12  # bytes, as NIST SP 800-38D advises for GCM
_OPENED = 4096  # unwrapped keys remembered; one takes about 24 µs to unwrap


class Key:
    """The key of one owner. `place` is `table|column`; a sealed value opens nowhere else."""

    __slots__ = ("_aead",)

    def __init__(self, raw: bytes) -> None:
        self._aead = AESGCM(raw)

    def seal(self, place: str, owner: str, plain: bytes) -> bytes:
        nonce = os.urandom(_NONCE)
        return nonce + self._aead.encrypt(nonce, plain, f"{place}|{owner}".encode())

    def open(self, place: str, owner: str, sealed: bytes) -> bytes:
        """Raises cryptography's InvalidTag for a value that was changed or moved."""
        nonce, rest = sealed[:_NONCE], sealed[_NONCE:]
        return self._aead.decrypt(nonce, rest, f"{place}|{owner}".encode())


class Vault:
    """Makes, wraps and unwraps keys. Secrets come newest first: the first wraps, all unwrap.

    Unwrapped keys are remembered by their wrapped form, never by their owner: a key that was
    shredded or replaced by another process can not be used by mistake.
    """

    def __init__(self, secrets: Sequence[bytes]) -> None:
        if not secrets or min(map(len, secrets)) < MIN_SECRET:
            raise ValueError(f"a master secret must have at least {MIN_SECRET} bytes")
        self._wrapping = MultiFernet([_wrapping_key(secret) for secret in secrets])
        self.open_key = lru_cache(maxsize=_OPENED)(self._open_key)

    def new_key(self) -> bytes:
        """A fresh key, wrapped. `open_key` makes it usable."""
        return self._wrapping.encrypt(os.urandom(32))

    def rewrap(self, wrapped: bytes) -> bytes:
        """The same key under the newest secret."""
        try:
            return self._wrapping.rotate(wrapped)
        except InvalidToken:
            raise WrongSecret from None

    def index(self, wrapped: bytes) -> Index:
        """The blind indexes that hang on a wrapped root key."""
        return Index(self._unwrap(wrapped))

    def _open_key(self, wrapped: bytes) -> Key:
        return Key(self._unwrap(wrapped))

    def _unwrap(self, wrapped: bytes) -> bytes:
        try:
            return self._wrapping.decrypt(wrapped)
        except InvalidToken:
            raise WrongSecret from None


class Index:
    """Blind indexes: equal values are found again, and nothing can be read from them.

    The root key is random and wrapped like every other, so that rotating the master secret
    leaves all indexes as they are.
    """

    __slots__ = ("_chain", "_short", "_words")

    def __init__(self, root: bytes) -> None:
        self._short = _keyed(root, b"blind index")
        self._words = _keyed(root, b"receipt words")
        self._chain = _keyed(root, b"access log")

    def hashed(self, kind: str, *parts: str) -> str:
        """128 bits in hex. `kind` keeps the same text apart in different uses."""
        text = "|".join((kind, *parts))
        return _mac(self._short, _bytes(text))[:16].hex()

    def word(self, case_no: str, word: str) -> bytes:
        return _mac(self._words, _bytes(f"{case_no}|{word}"))

    def link(self, *parts: bytes) -> bytes:
        """The next link of the chain of the access log. Each part goes in with its length."""
        framed = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
        return _mac(self._chain, framed)


def _wrapping_key(secret: bytes) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_derive(secret, b"key wrapping")))


def _derive(secret: bytes, use: bytes) -> bytes:
    info = b"ieumtalk storage: " + use
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(secret)


def _keyed(root: bytes, use: bytes) -> HMAC:
    return HMAC(_derive(root, use), SHA256())


def _mac(keyed: HMAC, text: bytes) -> bytes:
    """HMAC-SHA256 of a text, going on from where the key was taken in: half the work."""
    mac = keyed.copy()
    mac.update(text)
    return mac.finalize()


def _bytes(text: str) -> bytes:
    return text.encode(errors="surrogatepass")  # whatever a platform sent, it has an index
