"""Journals that an earlier jobspan wrote: what is over stays over, and what was interrupted goes on."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa

from jobspan._io.journal import schema
from jobspan.errors import JournalError
from jobspan.journal import Journal, RunState
from tests.journal.conftest import KEY
from tests.journal.written_before import DATA, JOB, RUN, Plane, client

VERSIONS = sorted(DATA.glob("version-*.sql"))


@pytest.fixture(params=VERSIONS, ids=lambda file: file.stem)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Journal:
    """A journal as it was written, in another place."""
    file = tmp_path / "journal.sqlite3"
    with contextlib.closing(sqlite3.connect(file)) as connection:
        connection.executescript(request.param.read_text())
    return Journal(f"sqlite:///{file}", key=KEY)


def test_there_is_one_of_this_version() -> None:
    assert DATA / f"version-{schema.VERSION}.sql" in VERSIONS


def test_what_is_over_is_over(old: Journal) -> None:
    plane = Plane()
    with client(plane, old) as c:
        assert c.masking_jobs.execute.once("done", JOB, engine_id="1").id == RUN
    assert plane.changes == []


@pytest.mark.parametrize("key", ["before", "after"])
def test_what_was_interrupted_goes_on(old: Journal, key: str) -> None:
    plane = Plane()
    with client(plane, old) as c:
        tags = c.masking_jobs.add_tags.once(key, JOB, {"a": "b"})
    assert [(tag.key, tag.value) for tag in tags] == [("a", "b")]
    run = old.get(key)
    assert run is not None
    assert run.state is RunState.DONE


def test_a_newer_one_is_left_alone(old: Journal) -> None:
    old.runs()
    with old._open().database.transaction() as connection:
        connection.execute(sa.update(schema.ABOUT).where(schema.ABOUT.c.name == "version").values(value=b"99"))
    old.close()
    with pytest.raises(JournalError, match="version 99"):
        old.runs()
