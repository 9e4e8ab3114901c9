"""The database of a journal: opened when it is first used, in each process anew; what is asked of it in transactions."""

import contextlib
import os
import sqlite3
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from typing import Any, Final

import msgspec
import sqlalchemy as sa

from jobspan._core.extras import from_extra
from jobspan._core.process import PerProcess
from jobspan._io.journal import schema
from jobspan._io.journal.places import File
from jobspan.errors import JournalError

_DURABLE: Final = "jobspan_durable"
_ASKS: Final = "jobspan_asks"
_TOLD: Final = "jobspan_told"
_PATIENCE: Final = 30.0
"""Seconds to wait for another process that writes to a SQLite file."""
_PAUSE: Final = 0.02
_TRUSTED: Final = 5.0
"""Seconds for which a connection that was used is taken to be alive."""


_SEALING: Final = "pg_advisory_xact_lock{mode}(7065737)"
"""Shared by all who write with the key of the journal; for itself alone when everything is sealed with another."""


class Look(msgspec.Struct, frozen=True):
    """What is looked at as each transaction begins, in the same trip to the server.

    Attributes:
        at: a statement for one value.
        judge: is given the value, or ``None``, and raises if nothing may be written.
    """

    at: str
    judge: Callable[[sa.Connection, Any], object]


class Database:
    """A SQLite file or a PostgreSQL database.

    Args:
        url: where it is.
        look: what is looked at first.
    """

    def __init__(self, url: str, look: Look | None = None) -> None:
        self._url = url
        self._look = look
        self._file: File | None = None
        self._lock = PerProcess(threading.Lock)
        self._engine: sa.Engine | None = None
        self._pid = 0
        self._closing: weakref.finalize[..., Any] | None = None

    @contextlib.contextmanager
    def transaction(self, *, durable: bool = True) -> Iterator[sa.Connection]:
        """Do something, or nothing.

        Args:
            durable: wait until it would outlive a power cut. What is not waited for may be lost then, later writes with it,
                but never a write before one that was waited for.

        Raises:
            JournalError: the database cannot be used.
        """
        try:
            options = {_DURABLE: durable, _ASKS: self._look and self._look.at}
            with self.engine().connect().execution_options(**options) as connection, connection.begin():
                if self._file is not None:
                    self._file.must_be_there()
                if self._look is not None:
                    self._look.judge(connection, connection.info.pop(_TOLD, None))
                yield connection
        except sa.exc.SQLAlchemyError as failed:
            raise self._unusable(failed) from None

    def _unusable(self, failed: sa.exc.SQLAlchemyError) -> JournalError:
        cause = getattr(failed, "orig", None) or failed
        reason = str(cause).splitlines()[0] if str(cause) else ""
        return JournalError(
            message=f"The journal at {sa.make_url(self._url).render_as_string(hide_password=True)} "
            f"cannot be used: {type(cause).__name__}: {reason}".rstrip(": "),
            hint="Nothing is sent without it. Check that the database is there and can be written.",
        )

    def engine(self) -> sa.Engine:
        """The pool of connections of this process."""
        with self._lock.get():
            if self._engine is None or self._pid != os.getpid():
                engine = _connect(self._url)
                try:
                    with engine.begin() as connection:
                        schema.prepare(connection)
                except BaseException:
                    engine.dispose()
                    raise
                self._engine, self._pid, self._file = engine, os.getpid(), File.of(self._url)
                self._closing = weakref.finalize(self, _let_go, engine, self._pid)  # for one that nobody closes
            return self._engine

    def close(self) -> None:
        """Close it; what a parent process opened is the parent's to close."""
        with self._lock.get():
            if self._pid != os.getpid():
                return
            closing, self._closing, self._engine = self._closing, None, None
        if closing is not None:
            closing()


_of_a_parent: Final[list[sa.Engine]] = []


def _let_go(engine: sa.Engine, opened_by: int) -> None:
    if os.getpid() == opened_by:
        engine.dispose()
    else:
        _of_a_parent.append(engine)  # collecting it would close what the parent uses


def _connect(url: str) -> sa.Engine:
    if sa.make_url(url).get_backend_name() == "sqlite":
        return _sqlite(url)
    return _postgresql(url)


def _sqlite(url: str) -> sa.Engine:
    engine = sa.create_engine(url, connect_args={"timeout": _PATIENCE, "check_same_thread": False})

    @sa.event.listens_for(engine, "connect")
    def set_up(connection: Any, _: Any) -> None:
        connection.isolation_level = None
        _patiently(lambda: connection.execute("pragma journal_mode=wal"))

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        waits = connection.get_execution_options().get(_DURABLE, True)
        driver: Any = connection.connection.driver_connection
        try:
            driver.execute(f"pragma synchronous={'full' if waits else 'normal'}")
            # one that reads first may not find the lock free later
            _patiently(lambda: driver.execute("begin immediate"))
            if asks := connection.get_execution_options().get(_ASKS):
                connection.info[_TOLD] = next(iter(driver.execute(asks).fetchone() or ()), None)
        except engine.dialect.loaded_dbapi.Error as failed:
            raise sa.exc.OperationalError("begin", {}, failed) from failed

    return engine


def _patiently(run: Callable[[], object]) -> None:
    """Do what needs the file for a moment. SQLite waits for others by itself, except while one of them opens or closes it: then
    it gives up at once."""
    ends = time.monotonic() + _PATIENCE
    while True:
        try:
            run()
        except sqlite3.OperationalError as failed:
            if failed.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() >= ends:
                raise
            time.sleep(_PAUSE)
        else:
            return


def _postgresql(url: str) -> sa.Engine:
    with from_extra("postgres", "a journal in PostgreSQL"):
        engine = sa.create_engine(url)

    @sa.event.listens_for(engine, "connect")
    def set_up(connection: Any, _: Any) -> None:
        connection.autocommit = True  # transactions are begun below, in one trip with what they need
        connection.execute("set synchronous_commit to off")

    @sa.event.listens_for(engine, "checkout")
    def look(connection: Any, record: Any, _: Any) -> None:
        used, record.info["used"] = record.info.get("used"), time.monotonic()
        if used is not None and time.monotonic() - used > _TRUSTED and not _is_alive(engine, connection):
            raise sa.exc.DisconnectionError("the server has closed the connection")

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        waits = connection.get_execution_options().get(_DURABLE, True)
        driver: Any = connection.connection.driver_connection
        try:
            how = "begin; set local synchronous_commit to on" if waits else "begin"
            asks = connection.get_execution_options().get(_ASKS)
            first = [how, f"select {_SEALING.format(mode='_shared')}", *([asks] if asks else [])]
            told = driver.execute("; ".join(first), prepare=False)
            while told.nextset():
                pass
            if asks:
                connection.info[_TOLD] = next(iter(told.fetchone() or ()), None)
        except engine.dialect.loaded_dbapi.Error as failed:
            connection.invalidate()
            raise sa.exc.OperationalError("begin", {}, failed) from failed

    return engine


def _is_alive(engine: sa.Engine, connection: Any) -> bool:
    try:
        return bool(engine.dialect.do_ping(connection))
    except Exception as lost:
        if isinstance(lost, engine.dialect.loaded_dbapi.Error):
            return False
        raise


def alone(connection: sa.Connection) -> None:
    """Let no other process write until this transaction ends: its key is about to be another. SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text(f"select {_SEALING.format(mode='')}"))


def now_of(connection: sa.Connection) -> sa.ColumnElement[float]:
    """Seconds since the epoch by the database's clock, as part of a statement."""
    return now_in(connection.dialect.name)


def now_in(dialect: str) -> sa.ColumnElement[float]:
    """The same, by the name of the kind of database."""
    if dialect == "sqlite":
        return sa.literal_column("((julianday('now') - 2440587.5) * 86400.0)", sa.Float)
    return sa.literal_column("cast(extract(epoch from clock_timestamp()) as double precision)", sa.Float)


def dialect_of(dialect: str) -> Any:
    """The module of a database's own ``insert``."""
    if dialect == "sqlite":
        from sqlalchemy.dialects import sqlite

        return sqlite
    from sqlalchemy.dialects import postgresql

    return postgresql


def unless_there(dialect: str, table: sa.Table, **values: Any) -> Any:
    """Adds a row unless its key is taken, and returns the key if it was not. Other values are given when it is carried out."""
    statement = dialect_of(dialect).insert(table).values(**values).on_conflict_do_nothing()
    return statement.returning(table.primary_key.columns[0])


def insert_new(connection: sa.Connection, table: sa.Table, values: dict[str, Any]) -> bool:
    """Add a row unless its key is taken."""
    return connection.execute(unless_there(connection.dialect.name, table, **values)).first() is not None
