"""Journals in SQLite and in PostgreSQL: a temporary cluster of the tests' own, where PostgreSQL is installed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from jobspan.journal import Journal
from jobspan.testing import Clock, Sandbox
from tests.journal.cluster import initdb, new_database, temporary_cluster


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a database server that lives as long as the tests, on a socket of its own."""
    if initdb() is None:
        if os.environ.get("CI"):
            pytest.fail("PostgreSQL is not installed, and these tests may not be left out here")
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    with temporary_cluster() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty journal of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'journal.sqlite3'}"
    server: str = request.getfixturevalue("postgres")
    return new_database(server)


KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="


@pytest.fixture
def journal_of(url: str) -> Iterator[Callable[..., Journal]]:
    """Journals over the same database, as several processes would have them."""
    made: list[Journal] = []

    def make(**options: object) -> Journal:
        made.append(Journal(url, key=KEY, **options))  # type: ignore[arg-type]  # options of the constructor
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def journal(journal_of: Callable[..., Journal]) -> Journal:
    return journal_of()


@pytest.fixture
def dct() -> Iterator[Sandbox]:
    """A sandbox with the Delphix plane only, whose jobs move by polls."""
    with Sandbox(["delphix"], clock=Clock.manual()) as sandbox:
        yield sandbox
