"""Fetching a file in as many pieces as it takes: how much has come, whether the rest may be asked for, when it is whole."""

import re
from pathlib import Path
from typing import Final, Protocol

import attrs

from jobspan._core.classes import frozen
from jobspan._core.http import Response

_BEGINNINGS: Final = {".xlsx": b"PK", ".zip": b"PK", ".gz": b"\x1f\x8b", ".pdf": b"%PDF"}
"""What files of these names begin with."""

_STRUCTURED: Final = (b"<", b"{", b"[", b'"')
"""What documents begin with that are sent in place of files. A media type says little: servers have one default for all."""
_HEAD: Final = 16

_RANGE: Final = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")


class RangeMismatch(Exception):
    """The reply does not continue the download: it is a piece of another file, or of another place in it."""


@frozen(kw_only=True)
class DownloadState:
    """How much has arrived of the version of a file that ``validator`` names; ``total`` is ``None`` while unknown.

    ``head`` is its first bytes, ``media_type`` what the server says it is.
    """

    size: int = 0
    head: bytes = b""
    media_type: str = ""
    total: int | None = None
    validator: str | None = None

    @property
    def resumable(self) -> bool:
        """Whether the rest may be asked for: only of a version that can be named."""
        return self.size > 0 and self.validator is not None

    @property
    def whole(self) -> bool:
        """Whether nothing is missing, as far as the server announced the size."""
        return self.total is None or self.size == self.total

    def headers(self) -> tuple[tuple[str, str], ...]:
        """The headers that ask for the rest; empty when the whole file is needed."""
        if not self.resumable or self.validator is None:
            return ()
        return (("Range", f"bytes={self.size}-"), ("If-Range", self.validator))

    def answered(self, response: Response) -> "DownloadState":
        """The file that a reply's body continues.

        Raises:
            RangeMismatch: it is a piece of something else.
        """
        encoding = response.header("content-encoding") or "identity"
        if encoding != "identity":
            raise RangeMismatch(f"the server compresses it ({encoding}), although that was not asked for")
        if response.status != 206:
            media_type = (response.header("content-type") or "").lower()
            return DownloadState(total=_length(response), validator=_validator(response), media_type=media_type)
        match = _RANGE.fullmatch(response.header("content-range") or "")
        if match is None:
            raise RangeMismatch("the server sends a piece and does not say which")
        total = None if match[3] == "*" else int(match[3])
        if int(match[1]) != self.size or (total is not None and self.total not in (None, total)):
            raise RangeMismatch("the server sends another piece than the one that was asked for")
        named = _validator(response)
        if named is not None and named != self.validator:
            raise RangeMismatch("the file has changed meanwhile")
        return attrs.evolve(self, total=total if total is not None else self.total)

    def is_page(self, name: str) -> bool:
        """Whether it is a page, or nothing, in the place of a packed file: "please wait" comes with success, too."""
        beginning = next((begins for ending, begins in _BEGINNINGS.items() if name.lower().endswith(ending)), b"")
        if self.head.startswith(beginning):
            return False
        return not self.head or self.media_type.startswith("text/") or self.head.lstrip().startswith(_STRUCTURED)

    def grown(self, chunk: bytes) -> "DownloadState":
        """Count more bytes."""
        size = self.size + len(chunk)
        if self.total is not None and size > self.total:
            raise RangeMismatch(f"the server sends more than the {self.total} bytes it announced")
        return attrs.evolve(self, size=size, head=self.head + chunk[: _HEAD - len(self.head)])


class FileTarget(Protocol):
    """A sink that can go on after a break, and puts the whole file at ``path``."""

    path: Path

    @property
    def arrival(self) -> DownloadState:
        """What has arrived so far."""

    def begin(self, response: Response) -> None:
        """The headers of a reply have arrived."""

    def write(self, chunk: bytes) -> None:
        """The next piece of its body."""

    def finish(self) -> None:
        """Everything has arrived."""

    def discard(self) -> None:
        """Drop what has arrived."""


def _length(response: Response) -> int | None:
    text = response.header("content-length")
    return int(text) if text and text.isdigit() else None


def _validator(response: Response) -> str | None:
    """A strong ETag, or else the date of the last change. A weak ETag does not promise the same bytes."""
    etag = response.header("etag")
    return etag if etag and not etag.startswith("W/") else response.header("last-modified")
