"""A journal that nobody closes lets go of its database when nobody has it any more."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from jobspan._io.journal import database
from jobspan._io.journal.database import Database
from jobspan.journal import Journal


@pytest.fixture
def closed() -> Iterator[list[object]]:
    """The connections to databases that were closed since."""
    seen: list[object] = []

    def note(connection: object, _: object) -> None:
        seen.append(connection)

    sa.event.listen(sa.pool.Pool, "close", note)
    yield seen
    sa.event.remove(sa.pool.Pool, "close", note)


def test_it_closes_its_connections(journal: Journal, closed: list[object]) -> None:
    used = Database(str(journal._open().database._url))
    with used.transaction() as connection:
        mine = connection.connection.dbapi_connection
    del used, connection
    gc.collect()
    assert mine in closed


def test_those_of_the_parent_process_stay_open(journal: Journal, closed: list[object]) -> None:
    engine = journal._open().database.engine()
    with engine.connect() as connection:
        mine = connection.connection.dbapi_connection
    database._let_go(engine, os.getpid() + 1)
    assert mine not in closed
    assert database._of_a_parent.pop() is engine
