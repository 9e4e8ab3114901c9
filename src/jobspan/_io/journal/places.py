"""Where a journal is when nobody says: in the user's state folder."""

import os
from pathlib import Path
from typing import Final, Self

import platformdirs
import sqlalchemy as sa

from jobspan._core.classes import frozen
from jobspan._io.journal.sealing import Seal, key_in, key_of
from jobspan.credentials import Secret
from jobspan.errors import ConfigError, JournalError

FILE: Final = "journal.sqlite3"
_HINT: Final = "Give sqlite:///file or postgresql://user@host/name."


def default_url() -> str:
    """A database of the user's own, in a folder that is made with it."""
    folder = Path(platformdirs.user_state_dir("jobspan", appauthor=False))
    return f"sqlite:///{folder / FILE}"


def driver_url(url: str) -> str:
    """The address with the driver that jobspan uses for it.

    Raises:
        ConfigError: it is not one of a database that jobspan keeps journals in.
    """
    try:
        made = sa.make_url(url)
    except (sa.exc.ArgumentError, ValueError):
        raise ConfigError(message="The address of the journal is not a URL.", hint=_HINT) from None
    if made.get_backend_name() not in ("sqlite", "postgresql", "postgres"):
        raise ConfigError(message=f"A journal cannot be kept in {made.get_backend_name()}.", hint=_HINT)
    if made.drivername in ("postgresql", "postgres"):
        made = made.set(drivername="postgresql+psycopg")
    if made.get_backend_name() == "sqlite" and made.database:
        made = made.set(database=os.path.expanduser(made.database))
    return made.render_as_string(hide_password=False)


def file_of(url: str) -> Path | None:
    """The file of a SQLite database, where it is named by its path."""
    made = sa.make_url(url)
    if made.get_backend_name() != "sqlite" or not made.database or made.database == ":memory:":
        return None
    if made.database.startswith("file:"):  # SQLite's own way to name a file, which says as well how to open it
        return None
    return Path(made.database)


@frozen
class File:
    """The file that is open as a journal: one that was deleted takes all that is written to it, and keeps none of it."""

    path: Path
    identity: tuple[int, int]

    @classmethod
    def of(cls, url: str) -> Self | None:
        """The file that is there now; ``None`` for databases that have none."""
        path = file_of(url)
        found = None if path is None else _identity(path)
        return None if path is None or found is None else cls(path, found)

    def must_be_there(self) -> None:
        """
        Raises:
            JournalError: another file is in its place, or none.
        """
        if _identity(self.path) != self.identity:
            raise JournalError(
                message=f"The journal {self.path} was deleted or replaced while it was open.",
                hint="Nothing is sent without it. Put it back, or close the journal to begin with what is there now.",
            )


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def make_room(url: str) -> Path | None:
    """For a SQLite file: its folder, and the file itself, readable by its owner alone. Returns the file.

    Raises:
        JournalError: it cannot be made.
    """
    file = file_of(url)
    if file is None:
        return None
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not file.exists():
            os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as failed:
        raise JournalError(
            message=f"The journal {file} cannot be made: {failed.strerror}.", hint="Nothing is sent without it."
        ) from failed
    return file


def seal_for(url: str, key: Secret | None) -> Seal:
    """The seal of a journal: the key given, or one in a file beside the database (or in the state folder)."""
    if key is not None:
        return Seal(key_of(key))
    file = make_room(url)
    if file is None:
        file = Path(platformdirs.user_state_dir("jobspan", appauthor=False)) / "journal"
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Seal(key_in(file.with_name(f"{file.name}.key")))
