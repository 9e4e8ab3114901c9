"""The journal's tables, and how an older database becomes a newer one."""

from typing import Final

import sqlalchemy as sa

from jobspan.errors import JournalError

VERSION: Final = 2

RUNNING, DONE, AMBIGUOUS, UNFINISHED = "running", "done", "ambiguous", "unfinished"
STATES: Final = (RUNNING, DONE, AMBIGUOUS, UNFINISHED)

metadata = sa.MetaData()

ABOUT = sa.Table(
    "jobspan_about",
    metadata,
    sa.Column("name", sa.String(64), primary_key=True),
    sa.Column("value", sa.LargeBinary, nullable=False),
)
KEYS = sa.Table(
    "jobspan_keys",
    metadata,
    sa.Column("key", sa.String(512), primary_key=True),
    sa.Column("plane", sa.String(64), nullable=False),
    sa.Column("method", sa.String(128), nullable=False),
    sa.Column("endpoint", sa.String(64), nullable=False),
    sa.Column("arguments", sa.LargeBinary, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("lease", sa.String(64), nullable=False, unique=True),
    sa.Column("lease_until", sa.Float(53), nullable=False),
    sa.Column("holder", sa.String(256), nullable=False),
    sa.Column("created", sa.Float(53), nullable=False),
    sa.Column("updated", sa.Float(53), nullable=False),
    sa.Column("ref", sa.Text),
    sa.Column("result", sa.LargeBinary),
    sa.Column("error", sa.LargeBinary),
    sa.Column("note", sa.Text),
)
STEPS = sa.Table(
    "jobspan_steps",
    metadata,
    sa.Column("key", sa.String(512), primary_key=True),
    sa.Column("path", sa.String(256), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("answer", sa.LargeBinary, nullable=False),
)
FLEETS = sa.Table(
    "jobspan_fleets",
    metadata,
    sa.Column("name", sa.String(256), primary_key=True),
    sa.Column("created", sa.Float(53), nullable=False),
    sa.Column("updated", sa.Float(53), nullable=False),
)
ITEMS = sa.Table(
    "jobspan_fleet_items",
    metadata,
    sa.Column("fleet", sa.String(256), primary_key=True),
    sa.Column("name", sa.String(256), primary_key=True),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("end", sa.String(16), nullable=False),
    sa.Column("about", sa.LargeBinary, nullable=False),
    sa.Column("call", sa.LargeBinary),
)
LANES = sa.Table(
    "jobspan_lanes",
    metadata,
    sa.Column("lane", sa.String(512), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("lease", sa.String(64), nullable=False, unique=True),
    sa.Column("lease_until", sa.Float(53), nullable=False),
    sa.Column("holder", sa.String(256), nullable=False),
)


def prepare(connection: sa.Connection) -> None:
    """Make what is missing, and bring an older journal up to date.

    Raises:
        JournalError: it is of a newer jobspan.
    """
    if connection.dialect.name == "postgresql":  # several processes may open a new database at the same moment
        connection.execute(sa.text("select pg_advisory_xact_lock(7065736)"))
    metadata.create_all(connection)
    found = connection.execute(sa.select(ABOUT.c.value).where(ABOUT.c.name == "version")).scalar()
    if found is None:
        connection.execute(sa.insert(ABOUT).values(name="version", value=str(VERSION).encode()))
        return
    version = int(found.decode())
    if version > VERSION:
        raise JournalError(
            message=f"The journal has version {version}; this jobspan knows versions up to {VERSION}.",
            hint="Use the jobspan that made it, or a newer one.",
        )
    for step in range(version, VERSION):
        for statement in _UPGRADES[step]:
            connection.execute(sa.text(statement))
    if version < VERSION:
        connection.execute(sa.update(ABOUT).where(ABOUT.c.name == "version").values(value=str(VERSION).encode()))


_UPGRADES: Final[dict[int, tuple[str, ...]]] = {1: ()}
"""Statements that lead from a version to the next; new tables are made without them."""
