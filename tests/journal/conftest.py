"""Journals in SQLite and in PostgreSQL: a temporary cluster of the tests' own, where PostgreSQL is installed."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from jobspan.journal import Journal
from jobspan.testing import Clock, Sandbox

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def _initdb() -> Path | None:
    found = shutil.which("initdb")
    folder = Path(found).parent if found else next(iter(BINARIES), None)
    return folder if folder is not None and (folder / "initdb").exists() else None


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a database server that lives as long as the tests, on a socket of its own."""
    binaries = _initdb()
    if binaries is None:
        if os.environ.get("CI"):
            pytest.fail("PostgreSQL is not installed, and these tests may not be left out here")
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    with tempfile.TemporaryDirectory(prefix="jobspan-pg-") as folder:
        os.chmod(folder, 0o755)
        data, socket = Path(folder) / "data", Path(folder) / "socket"
        socket.mkdir(mode=0o777)
        as_user = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
        user = "postgres" if as_user else pwd.getpwuid(os.geteuid()).pw_name
        if as_user:
            for path in (Path(folder), socket):
                shutil.chown(path, "postgres", "postgres")

        def run(*command: str) -> None:
            subprocess.run(command, check=True, capture_output=True, cwd=folder, **as_user)  # type: ignore[call-overload]  # user and group, or neither

        run(str(binaries / "initdb"), "-D", str(data), "-A", "trust", "-N", "-U", user)
        options = f"-k {socket} -c listen_addresses='' -c fsync=off -c max_connections=200"
        run(str(binaries / "pg_ctl"), "-D", str(data), "-o", options, "-w", "-l", str(data / "log"), "start")
        try:
            yield f"postgresql://{user}@/postgres?host={socket}"
        finally:
            run(str(binaries / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty journal of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'journal.sqlite3'}"
    server: str = request.getfixturevalue("postgres")
    import sqlalchemy as sa

    name = f"test_{os.urandom(6).hex()}"
    engine = sa.create_engine(server.replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"create database {name}")
    engine.dispose()
    return server.replace("/postgres?", f"/{name}?")


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
