"""Where a journal is when nobody says: in the user's state folder."""

import os
from pathlib import Path
from typing import Final

import platformdirs
import sqlalchemy as sa

from jobspan._io.journal.sealing import Seal, key_in, key_of
from jobspan.credentials import Secret

FILE: Final = "journal.sqlite3"


def default_url() -> str:
    """A database of the user's own, in a folder that is made with it."""
    folder = Path(platformdirs.user_state_dir("jobspan", appauthor=False))
    return f"sqlite:///{folder / FILE}"


def driver_url(url: str) -> str:
    """The address with the driver that jobspan uses for it."""
    made = sa.make_url(url)
    if made.drivername in ("postgresql", "postgres"):
        made = made.set(drivername="postgresql+psycopg")
    return made.render_as_string(hide_password=False)


def make_room(url: str) -> Path | None:
    """For a SQLite file: its folder, and the file itself, readable by its owner alone. Returns the file."""
    made = sa.make_url(url)
    if made.get_backend_name() != "sqlite" or not made.database or made.database == ":memory:":
        return None
    file = Path(made.database).expanduser()
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not file.exists():
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
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
