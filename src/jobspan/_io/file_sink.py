"""A file that a download grows into: under another name until it is whole, then under its own."""

import contextlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final, Self

from jobspan._core.download import DownloadState
from jobspan._core.http import Response
from jobspan._core.validation import validating

_SHOWN: Final = 80
"""Characters of a path in a message."""


class Destination:
    """Where a download is wanted: a file, or a directory in which it gets the name that the server gives it."""

    def __init__(self, to: str | Path, told: Callable[[int, int | None], None]) -> None:
        self._to = Path(to)
        self._told = told

    def check(self, call: str) -> None:
        """
        Raises:
            ValidationError: there is no such directory, nothing can be written into it, or the name is not a possible one.
        """
        with validating(call) as problems:
            try:
                self._to.lstat()
            except (FileNotFoundError, NotADirectoryError):
                pass
            except (OSError, ValueError) as unusable:
                problems.add("to", _impossible(self._to, unusable))
                return
            folder = self._to if self._to.is_dir() else self._to.parent
            if not folder.is_dir():
                problems.add("to", f"no such directory: {str(folder)!r}")
            elif not os.access(folder, os.W_OK):
                problems.add("to", f"nothing can be written into {str(folder)!r}")

    def open(self, name: str) -> "FileSink":
        """The sink for a file that the server calls ``name``."""
        return FileSink(self._to / own_name(name) if self._to.is_dir() else self._to, self._told)

    def __str__(self) -> str:
        return str(self._to)


class Folder:
    """A directory that files are put into."""

    def __init__(self, path: str | Path) -> None:
        self._path = Path(path)

    def check(self, call: str, argument: str) -> None:
        """
        Raises:
            ValidationError: there is no such directory, or nothing can be written into it.
        """
        with validating(call) as problems:
            try:
                found = self._path.is_dir()
            except OSError as unusable:
                problems.add(argument, _impossible(self._path, unusable))
                return
            if not found:
                problems.add(argument, f"no such directory: {str(self._path)[:_SHOWN]!r}")
            elif not os.access(self._path, os.W_OK):
                problems.add(argument, f"nothing can be written into {str(self._path)!r}")

    def open(self, name: str) -> "FileSink":
        """The sink for a file in it."""
        return FileSink(self._path / own_name(name))


def _impossible(path: Path, unusable: OSError | ValueError) -> str:
    reason = getattr(unusable, "strerror", None) or str(unusable)
    return f"not a possible path ({reason}): {str(path)[:_SHOWN]!r}"


def own_name(name: str) -> str:
    """The last part of a name that a server gave, which leads to no other place."""
    last_part = name.replace("\\", "/").rpartition("/")[2]
    return last_part if last_part.strip(". ") else "download"


class FileSink:
    """Writes beside the final name and renames at the end, so that a reader sees the whole file or none.

    The file is readable by its owner only. Leaving the ``with`` block without :meth:`finish` leaves nothing behind.
    """

    def __init__(self, path: str | Path, told: Callable[[int, int | None], None] = lambda done, total: None) -> None:
        self.path = Path(path)
        self._told = told
        self._arrival = DownloadState()
        self._file: BinaryIO | None = None
        self._part: Path | None = None

    @property
    def arrival(self) -> DownloadState:
        """What has arrived so far."""
        return self._arrival

    def begin(self, response: Response) -> None:
        """Go on where the reply says it does, or begin anew."""
        self._arrival = self._arrival.answered(response)
        file = self._open()
        file.seek(self._arrival.size)
        file.truncate()

    def write(self, chunk: bytes) -> None:
        """The next piece."""
        if self._file is None:
            raise RuntimeError("write() before begin()")
        self._file.write(chunk)
        self._arrival = self._arrival.grown(chunk)
        self._told(self._arrival.size, self._arrival.total)

    def finish(self) -> None:
        """Everything has come: give the file its name."""
        file, part = self._open(), self._part
        file.flush()
        os.fsync(file.fileno())
        file.close()
        if part is not None:
            os.replace(part, self.path)
        self._file = self._part = None

    def discard(self) -> None:
        """Remove what has come, unless the file is whole and has its name."""
        file, part, self._file, self._part = self._file, self._part, None, None
        self._arrival = DownloadState()
        if file is not None:
            file.close()
        if part is not None:
            with contextlib.suppress(FileNotFoundError):
                part.unlink()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.discard()

    def _open(self) -> BinaryIO:
        if self._file is None:
            handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=f".{self.path.name}.", suffix=".part")
            self._part, self._file = Path(name), os.fdopen(handle, "w+b")
        return self._file
