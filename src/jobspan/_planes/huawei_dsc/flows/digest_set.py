"""A compact set, for remembering the rows of a long list."""

import hashlib
from collections.abc import Iterable
from typing import Final

_WIDTH: Final = 10
"""Bytes of a digest: among ten million rows, the chance that any two share one is below 1 in 10**10."""
_EMPTY: Final = bytes(_WIDTH)
_FIRST_SIZE: Final = 1024


class DigestSet:
    """A set that only grows. It keeps a digest of each item in one block: about 25 bytes per row, where a set of ids
    takes 160.
    """

    def __init__(self) -> None:
        self._size = _FIRST_SIZE
        self._count = 0
        self._block = bytearray(self._size * _WIDTH)

    def __contains__(self, item: str | bytes) -> bool:
        digest = _digest(item)
        return self._at(self._place(digest)) == digest

    def update(self, items: Iterable[str | bytes]) -> None:
        """Add these."""
        for item in items:
            self._put(_digest(item))

    def _put(self, digest: bytes) -> None:
        place = self._place(digest)
        if self._at(place) == digest:
            return
        if self._count * 4 >= self._size * 3:
            self._grow()
            place = self._place(digest)
        self._block[place : place + _WIDTH] = digest
        self._count += 1

    def _grow(self) -> None:
        before, self._count, self._size = self._block, 0, self._size * 2
        self._block = bytearray(self._size * _WIDTH)
        for place in range(0, len(before), _WIDTH):
            digest = bytes(before[place : place + _WIDTH])
            if digest != _EMPTY:
                self._put(digest)

    def _place(self, digest: bytes) -> int:
        """Where this digest is, or the free place where it belongs."""
        number = int.from_bytes(digest[:8]) % self._size
        while self._at(number * _WIDTH) not in (digest, _EMPTY):
            number = (number + 1) % self._size
        return number * _WIDTH

    def _at(self, place: int) -> bytes:
        return bytes(self._block[place : place + _WIDTH])


def _digest(item: str | bytes) -> bytes:
    content = item.encode("utf-8", "surrogatepass") if isinstance(item, str) else item
    return hashlib.blake2b(content, digest_size=_WIDTH).digest()
