"""A body taken in piece by piece: decompressed, counted on the wire and after, given up at its cap."""

import zlib

from connectors.errors import Permanent, Transient

GZIP_BITS = 31
ZLIB_BITS = 15
RAW_BITS = -15
DEFLATED = 8  # the compression method that a zlib header names
ENCODINGS = frozenset({"", "identity", "gzip", "x-gzip", "deflate"})


class Inflating:
    """Raises `Permanent("answer_too_large")` as soon as either count passes `most`.

    Never more than `most` bytes and one are decompressed, whatever the piece would expand to.
    """

    def __init__(self, encoding: str, most: int) -> None:
        self._encoding = encoding.strip().lower()
        if self._encoding not in ENCODINGS:
            raise Permanent("refused")
        self._most = most
        self._wire = 0
        self._body = bytearray()
        self._stream: zlib._Decompress | None = None

    def feed(self, piece: bytes) -> None:
        self._wire += len(piece)
        if self._wire > self._most:
            raise Permanent("answer_too_large")
        if self._encoding in ("", "identity"):
            self._body += piece
        else:
            self._inflate(piece)

    @property
    def whole_so_far(self) -> bytes:
        return bytes(self._body)

    def whole(self) -> bytes:
        if self._stream and not self._stream.eof:
            raise Transient("connection")  # the body was cut
        return self.whole_so_far

    def _inflate(self, piece: bytes) -> None:
        while piece:
            if self._stream is None or self._stream.eof:
                self._stream = zlib.decompressobj(self._bits(piece))
            try:
                self._body += self._stream.decompress(piece, self._most + 1 - len(self._body))
            except zlib.error:
                raise Permanent("refused") from None
            if len(self._body) > self._most:
                raise Permanent("answer_too_large")
            piece = self._stream.unconsumed_tail or self._stream.unused_data

    def _bits(self, piece: bytes) -> int:
        if self._encoding != "deflate":
            return GZIP_BITS
        # Servers send the bare stream as well as the wrapped one that RFC 9110 asks for.
        return ZLIB_BITS if piece[0] & 0x0F == DEFLATED else RAW_BITS
