"""A temporary PostgreSQL server of the tests' own, where PostgreSQL is installed."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def initdb() -> Path | None:
    """The folder of the server's programs."""
    found = shutil.which("initdb")
    folder = Path(found).parent if found else next(iter(BINARIES), None)
    return folder if folder is not None and (folder / "initdb").exists() else None


@contextlib.contextmanager
def temporary_cluster(*, durable: bool = False) -> Iterator[str]:
    """The URL of a server that lives inside the block, on a socket of its own. ``durable``: it waits for its disk.

    Raises:
        RuntimeError: PostgreSQL is not installed.
    """
    binaries = initdb()
    if binaries is None:
        raise RuntimeError("PostgreSQL is not installed (Debian: apt-get install postgresql)")
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
        options = f"-k {socket} -c listen_addresses='' -c fsync={'on' if durable else 'off'} -c max_connections=200"
        run(str(binaries / "pg_ctl"), "-D", str(data), "-o", options, "-w", "-l", str(data / "log"), "start")
        try:
            yield f"postgresql://{user}@/postgres?host={socket}"
        finally:
            run(str(binaries / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop")


def new_database(server: str) -> str:
    """The URL of an empty database of a server."""
    name = f"test_{os.urandom(6).hex()}"
    engine = sa.create_engine(server.replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"create database {name}")
    engine.dispose()
    return server.replace("/postgres?", f"/{name}?")
