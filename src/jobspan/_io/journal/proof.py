"""That a process has the journal's key, and still has it: a mixed journal could be read by nobody.

The key of the digests is made once a journal and sealed like all else, so who can open it has the right key.
"""

import os
from typing import Final

import sqlalchemy as sa

from jobspan._io.journal.database import insert_new
from jobspan._io.journal.fleets import item_place
from jobspan._io.journal.schema import ABOUT, ITEMS, KEYS
from jobspan._io.journal.sealing import Seal

DIGEST: Final = "digest"
_SEALED: Final = sa.select(ABOUT.c.value).where(ABOUT.c.name == DIGEST)
SEALED: Final = f"select value from {ABOUT.name} where name = '{DIGEST}'"
"""What :func:`digest_key` opens, as plain SQL."""


def digest_key(connection: sa.Connection, seal: Seal, sealed: bytes | None = None) -> bytes:
    """The key that digests of secrets are made with; made with the first transaction. ``sealed``: it, as it was just read.

    Raises:
        JournalError: the journal has another key, or got one since it was opened.
    """
    sealed = sealed or connection.execute(_SEALED).scalar()
    if sealed is None:
        _open_anything(connection, seal)
        insert_new(connection, ABOUT, {"name": DIGEST, "value": seal.close(os.urandom(32), DIGEST)})
        sealed = connection.execute(_SEALED).scalar_one()
    return seal.open(sealed, DIGEST)


def _open_anything(connection: sa.Connection, seal: Seal) -> None:
    """Open one entry of a journal in which no digest was made."""
    call = connection.execute(sa.select(KEYS.c.key, KEYS.c.arguments).limit(1)).first()
    if call is not None:
        seal.open(call.arguments, f"arguments {call.key}")
    item = connection.execute(sa.select(ITEMS.c.fleet, ITEMS.c.name, ITEMS.c.about).limit(1)).first()
    if item is not None:
        seal.open(item.about, item_place(item.fleet, item.name, "about"))
