"""Sealing of values at rest: AES-256-GCM, bound to the one place in the database where a value belongs."""

import os
import struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
_FORMAT = 1
_NONCE_BYTES = 12
_HEADER = struct.Struct(">BH")


class SealBroken(Exception):
    """A sealed value does not open: it was moved, changed, or sealed under another key."""


class Cipher:
    """One unwrapped key. `number` is written before each value, so that a later key can take over.

    A place is tenant, table, row and column: a value copied to another place does not open there.
    """

    __slots__ = ("_aead", "number")

    def __init__(self, key: bytes, number: int = 0) -> None:
        self._aead = AESGCM(key)
        self.number = number

    def __repr__(self) -> str:
        return f"Cipher(number={self.number})"

    def seal(self, plain: bytes, *place: str) -> bytes:
        nonce = os.urandom(_NONCE_BYTES)
        header = _HEADER.pack(_FORMAT, self.number)
        return header + nonce + self._aead.encrypt(nonce, plain, _bound(place))

    def open(self, blob: bytes, *place: str) -> bytes:
        start = _HEADER.size + _NONCE_BYTES
        try:
            return self._aead.decrypt(blob[_HEADER.size : start], blob[start:], _bound(place))
        except (InvalidTag, ValueError):
            raise SealBroken(f"a sealed value of {place[1]}.{place[-1]} does not open") from None


def key_number(blob: bytes) -> int:
    """The number of the key that sealed this value. Raises `SealBroken` for what is no sealed value."""
    if len(blob) < _HEADER.size or blob[0] != _FORMAT:
        raise SealBroken("a sealed value is in no known format")
    return int(_HEADER.unpack_from(blob)[1])


def new_key() -> bytes:
    return os.urandom(KEY_BYTES)


def derived(key: bytes, purpose: str) -> bytes:
    """A subkey for one purpose (HKDF, RFC 5869), so that no key serves two."""
    info = f"aftercall/{purpose}".encode()
    return HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=info).derive(key)


def _bound(place: tuple[str, ...]) -> bytes:
    return "\x00".join(place).encode()
