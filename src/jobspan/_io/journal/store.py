"""Keys and steps in a database. Each claim and each take-over is one atomic statement; times are the database's."""

import contextlib
import json
import os
import threading
import uuid
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

import sqlalchemy as sa

from jobspan._core.once import Claim, Differs, Finished, Granted, Held, KeyedCall
from jobspan._core.replay import Place, Step
from jobspan._io.journal import schema
from jobspan._io.journal.holders import in_words, is_gone, this_process
from jobspan._io.journal.schema import ABOUT, KEYS, STEPS
from jobspan._io.journal.sealing import Seal
from jobspan.errors import JournalError
from jobspan.jobs import JobRef

LEASE: Final = 30.0
"""Seconds for which a key is held without a sign of life."""
HEARTBEAT: Final = 10.0

RUNNING, DONE, AMBIGUOUS, UNFINISHED = "running", "done", "ambiguous", "unfinished"
STATES: Final = (RUNNING, DONE, AMBIGUOUS, UNFINISHED)


class SqlStore:
    """The store behind a journal. Opens its database when it is first used, in each process anew."""

    def __init__(self, url: str, seal: Seal, *, lease: float = LEASE, heartbeat: float = HEARTBEAT) -> None:
        self._url = url
        self._seal = seal
        self._lease = lease
        self._heartbeat = heartbeat
        self._held: set[str] = set()
        self._opening = threading.Lock()
        self._engine: sa.Engine | None = None
        self._pid = 0
        self._stop = threading.Event()
        self._beating: threading.Thread | None = None

    def claim(self, call: KeyedCall) -> Claim:
        """Take the key, if it is free or its holder is gone."""
        while True:
            lease = uuid.uuid4().hex
            with self._transaction() as connection:
                claim = self._new(connection, call, lease) or self._known(connection, call, lease)
            if claim is not None:
                if isinstance(claim, Granted):
                    self._keep_alive(lease)
                return claim

    def write(self, lease: str, steps: tuple[Step, ...]) -> None:
        """Add or replace steps of a call that is running.

        Raises:
            JournalError: another process has taken the key over; this one must not go on.
        """
        with self._transaction() as connection:
            key = self._still_ours(connection, lease)
            self._put(connection, key, steps)

    def erase(self, lease: str, places: Collection[Place]) -> None:
        """Forget steps that are to be taken anew."""
        with self._transaction() as connection:
            key = self._still_ours(connection, lease)
            for path, number in places:
                here = (STEPS.c.key == key) & (STEPS.c.path == path) & (STEPS.c.number == number)
                connection.execute(sa.delete(STEPS).where(here))

    def finish(self, lease: str, *, result: bytes | None, ref: JobRef | None, steps: tuple[Step, ...] | None) -> None:
        """The call is over, and its outcome is known. ``steps`` are those still to be written; ``None``: none is kept."""
        with self._transaction() as connection:
            key = self._still_ours(connection, lease)
            sealed = None if result is None else self._seal.close(result, f"result {key}")
            self._end(connection, lease, DONE, result=sealed, ref=ref and ref.to_json(), error=None)
            if steps is None:
                connection.execute(sa.delete(STEPS).where(STEPS.c.key == key))
            else:
                self._put(connection, key, steps)

    def leave(self, lease: str, *, certain: bool, error: str, steps: tuple[Step, ...]) -> None:
        """The call is over for this process: unfinished, or without certainty."""
        with self._transaction() as connection:
            key = self._still_ours(connection, lease)
            self._put(connection, key, steps)
            sealed = self._seal.close(error.encode(errors="replace"), f"error {key}")
            self._end(connection, lease, UNFINISHED if certain else AMBIGUOUS, error=sealed)

    def free(self, lease: str) -> None:
        """Nothing was done: the key is as if it had never been used."""
        with self._transaction() as connection:
            key = self._still_ours(connection, lease)
            self._forget(connection, key)
        self._held.discard(lease)

    def drop(self, lease: str) -> None:
        """This process goes: another may take over at once. The lease ends by itself if this cannot be written."""
        self._held.discard(lease)
        with contextlib.suppress(sa.exc.SQLAlchemyError, JournalError), self._transaction() as connection:
            connection.execute(sa.update(KEYS).where(KEYS.c.lease == lease).values(lease_until=0.0))

    # --- seen from outside ---

    def rows(self) -> list[Mapping[str, Any]]:
        """All keys, the newest first."""
        with self._transaction() as connection:
            return [
                self._opened(dict(row))
                for row in connection.execute(_SUMMARY.order_by(KEYS.c.updated.desc())).mappings()
            ]

    def row(self, key: str) -> Mapping[str, Any] | None:
        with self._transaction() as connection:
            found = connection.execute(_SUMMARY.where(KEYS.c.key == key)).mappings().first()
            return None if found is None else self._opened(dict(found))

    def steps(self, key: str) -> tuple[Step, ...]:
        with self._transaction() as connection:
            return self._steps(connection, key)

    def resolve(self, key: str, *, ref: str | None, done: bool, note: str) -> bool:
        """Say what happened to a call that is not running; ``False`` when there is none such."""
        with self._transaction() as connection:
            idle = KEYS.c.state.in_((AMBIGUOUS, UNFINISHED)) | (
                (KEYS.c.state == RUNNING) & (KEYS.c.lease_until < _now(connection))
            )
            where = (KEYS.c.key == key) & idle
            if not done:
                changed = connection.execute(sa.delete(KEYS).where(where)).rowcount
            else:
                values = {
                    "state": DONE,
                    "ref": ref,
                    "result": None,
                    "error": None,
                    "note": note,
                    "updated": _now(connection),
                }
                changed = connection.execute(sa.update(KEYS).where(where).values(**values)).rowcount
            if changed:
                connection.execute(sa.delete(STEPS).where(STEPS.c.key == key))
            return bool(changed)

    def forget(self, key: str) -> bool:
        with self._transaction() as connection:
            return self._forget(connection, key)

    def prune(self, older_than: float) -> int:
        """Forget calls that are over, and were so this many seconds ago."""
        with self._transaction() as connection:
            old = (KEYS.c.state == DONE) & (KEYS.c.updated < _now(connection) - older_than)
            keys = list(connection.execute(sa.select(KEYS.c.key).where(old)).scalars())
            for key in keys:
                self._forget(connection, key)
            return len(keys)

    def rekey(self, seal: Seal) -> int:
        """Seal everything anew with another key; how many entries there were."""
        count = 0
        with self._transaction() as connection:
            for name in ("digest",):
                sealed = connection.execute(sa.select(ABOUT.c.value).where(ABOUT.c.name == name)).scalar()
                if sealed is not None:
                    value = seal.close(self._seal.open(sealed, name), name)
                    connection.execute(sa.update(ABOUT).where(ABOUT.c.name == name).values(value=value))
            for row in connection.execute(sa.select(KEYS)).mappings().all():
                values = {
                    column: seal.close(self._seal.open(row[column], f"{column} {row['key']}"), f"{column} {row['key']}")
                    for column in ("arguments", "result", "error")
                    if row[column] is not None
                }
                connection.execute(sa.update(KEYS).where(KEYS.c.key == row["key"]).values(**values))
                count += len(values)
            for row in connection.execute(sa.select(STEPS)).mappings().all():
                place = _place(row["key"], row["path"], row["number"])
                answer = seal.close(self._seal.open(row["answer"], place), place)
                here = (STEPS.c.key == row["key"]) & (STEPS.c.path == row["path"]) & (STEPS.c.number == row["number"])
                connection.execute(sa.update(STEPS).where(here).values(answer=answer))
                count += 1
        self._seal = seal
        return count

    def digest_key(self) -> bytes:
        """The key that digests of secrets are made with; made once a journal."""
        with self._transaction() as connection:
            self._insert(connection, ABOUT, {"name": "digest", "value": self._seal.close(os.urandom(32), "digest")})
            sealed = connection.execute(sa.select(ABOUT.c.value).where(ABOUT.c.name == "digest")).scalar_one()
            return self._seal.open(sealed, "digest")

    def close(self) -> None:
        """Stop the signs of life, and close the database."""
        with self._opening:
            engine, self._engine = self._engine, None
            self._stop.set()
            beating, self._beating = self._beating, None
        if engine is not None and self._pid == os.getpid():
            if beating is not None:
                beating.join(self._lease)
            engine.dispose()

    # --- claims ---

    def _new(self, connection: sa.Connection, call: KeyedCall, lease: str) -> Granted | None:
        at = _now(connection)
        arguments = self._seal.close(json.dumps(dict(call.arguments), sort_keys=True).encode(), f"arguments {call.key}")
        values = {
            "key": call.key,
            "plane": call.plane,
            "method": call.method,
            "endpoint": call.endpoint,
            "arguments": arguments,
            "state": RUNNING,
            "lease": lease,
            "lease_until": at + self._lease,
            "holder": this_process(),
            "created": at,
            "updated": at,
        }
        return Granted(lease=lease) if self._insert(connection, KEYS, values) else None

    def _known(self, connection: sa.Connection, call: KeyedCall, lease: str) -> Claim | None:
        """What a key that is there allows; ``None`` when it changed while one looked."""
        row = connection.execute(sa.select(KEYS).where(KEYS.c.key == call.key)).mappings().first()
        if row is None:
            return None
        differs = self._differences(dict(row), call)
        if differs:
            return Differs(differs=differs)
        if row["state"] == DONE:
            ref = row["ref"] and JobRef.from_json(row["ref"])
            result = row["result"] and self._seal.open(row["result"], f"result {call.key}")
            return Finished(ref=ref, result=result, steps=self._steps(connection, call.key))
        free = row["state"] != RUNNING or is_gone(row["holder"])
        at = _now(connection)
        taken = connection.execute(
            sa.update(KEYS)
            .where((KEYS.c.key == call.key) & (KEYS.c.lease == row["lease"]))
            .where(sa.true() if free else KEYS.c.lease_until < at)
            .values(state=RUNNING, lease=lease, lease_until=at + self._lease, holder=this_process(), updated=at)
        )
        if not taken.rowcount:
            return Held(holder=in_words(row["holder"]))
        return Granted(
            lease=lease,
            steps=self._steps(connection, call.key),
            taken_from=in_words(row["holder"]),
            look_again=row["state"] in (AMBIGUOUS, UNFINISHED),
        )

    def _differences(self, row: Mapping[str, Any], call: KeyedCall) -> tuple[str, ...]:
        before = json.loads(self._seal.open(row["arguments"], f"arguments {call.key}"))
        found = [
            f"{name}: it was {row[name]}, and is {getattr(call, name)}"
            for name in ("plane", "method", "endpoint")
            if row[name] != getattr(call, name)
        ]
        for name in sorted({*before, *call.arguments}):
            if before.get(name) != call.arguments.get(name):
                was, now = _shown(before.get(name)), _shown(call.arguments.get(name))
                found.append(f"{name}: it was {was}, and is {now}" if was != now else f"{name}: it was {was}")
        return tuple(found)

    # --- rows ---

    def _still_ours(self, connection: sa.Connection, lease: str) -> str:
        at = _now(connection)
        ours = connection.execute(
            sa.update(KEYS)
            .where((KEYS.c.lease == lease) & (KEYS.c.state == RUNNING))
            .values(lease_until=at + self._lease, updated=at)
        )
        if not ours.rowcount:
            self._held.discard(lease)
            raise JournalError(
                message="This process was silent for so long that another one has taken its call over.",
                hint="Nothing more is sent here. Call again with the same key to get the result.",
            )
        return str(connection.execute(sa.select(KEYS.c.key).where(KEYS.c.lease == lease)).scalar_one())

    def _end(self, connection: sa.Connection, lease: str, state: str, **values: Any) -> None:
        connection.execute(sa.update(KEYS).where(KEYS.c.lease == lease).values(state=state, lease_until=0.0, **values))
        self._held.discard(lease)

    def _put(self, connection: sa.Connection, key: str, steps: tuple[Step, ...]) -> None:
        latest = {step.place: step for step in steps}
        rows = [
            {
                "key": key,
                "path": step.path,
                "number": step.number,
                "what": step.what,
                "answer": self._seal.close(step.answer.encode(), _place(key, step.path, step.number)),
            }
            for step in latest.values()
        ]
        if not rows:
            return
        insert = _dialect_of(connection).insert(STEPS)
        connection.execute(
            insert.on_conflict_do_update(
                index_elements=[STEPS.c.key, STEPS.c.path, STEPS.c.number],
                set_={"what": insert.excluded.what, "answer": insert.excluded.answer},
            ),
            rows,
        )

    def _insert(self, connection: sa.Connection, table: sa.Table, values: Mapping[str, Any]) -> bool:
        """Add a row unless its key is taken."""
        statement = _dialect_of(connection).insert(table).values(**values).on_conflict_do_nothing()
        return connection.execute(statement.returning(table.primary_key.columns[0])).first() is not None

    def _steps(self, connection: sa.Connection, key: str) -> tuple[Step, ...]:
        rows = connection.execute(sa.select(STEPS).where(STEPS.c.key == key)).mappings()
        return tuple(
            Step(
                row["path"],
                row["number"],
                row["what"],
                self._seal.open(row["answer"], _place(key, row["path"], row["number"])).decode(),
            )
            for row in rows
        )

    def _forget(self, connection: sa.Connection, key: str) -> bool:
        connection.execute(sa.delete(STEPS).where(STEPS.c.key == key))
        return bool(connection.execute(sa.delete(KEYS).where(KEYS.c.key == key)).rowcount)

    def _opened(self, row: Mapping[str, Any]) -> Mapping[str, Any]:
        error = row["error"] and self._seal.open(row["error"], f"error {row['key']}").decode()
        arguments = json.loads(self._seal.open(row["arguments"], f"arguments {row['key']}"))
        return dict(row) | {"error": error, "arguments": arguments, "holder": in_words(row["holder"])}

    # --- the database ---

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[sa.Connection]:
        """
        Raises:
            JournalError: the database cannot be used.
        """
        try:
            with self._open().begin() as connection:
                yield connection
        except sa.exc.SQLAlchemyError as failed:
            cause = getattr(failed, "orig", None) or failed
            raise JournalError(
                message=f"The journal at {sa.make_url(self._url).render_as_string(hide_password=True)} "
                f"cannot be used: {type(cause).__name__}: {str(cause).splitlines()[0] if str(cause) else ''}".rstrip(
                    ": "
                ),
                hint="Nothing is sent without it. Check that the database is there and can be written.",
            ) from None

    def _open(self) -> sa.Engine:
        with self._opening:
            if self._engine is None or self._pid != os.getpid():
                engine = self._connect()
                try:
                    with engine.begin() as connection:
                        schema.prepare(connection)
                except BaseException:
                    engine.dispose()
                    raise
                self._engine, self._pid, self._held = engine, os.getpid(), set()
                self._stop, self._beating = threading.Event(), None
            return self._engine

    def _connect(self) -> sa.Engine:
        url = sa.make_url(self._url)
        if url.get_backend_name() != "sqlite":
            return sa.create_engine(url, pool_pre_ping=True)
        engine = sa.create_engine(url, connect_args={"timeout": 30.0, "check_same_thread": False})

        @sa.event.listens_for(engine, "connect")
        def set_up(connection: Any, _: Any) -> None:
            connection.isolation_level = None
            connection.execute("pragma journal_mode=wal")
            connection.execute("pragma synchronous=full")

        @sa.event.listens_for(engine, "begin")
        def begin(connection: sa.Connection) -> None:
            connection.exec_driver_sql("begin immediate")  # one that reads first may not find the lock free later

        return engine

    def _keep_alive(self, lease: str) -> None:
        with self._opening:
            engine = self._engine
            self._held.add(lease)
            if engine is not None and (self._beating is None or not self._beating.is_alive()):
                about = (engine, self._stop, os.getpid())
                self._beating = threading.Thread(target=self._beat, args=about, name="jobspan-journal", daemon=True)
                self._beating.start()

    def _beat(self, engine: sa.Engine, stop: threading.Event, pid: int) -> None:
        """Signs of life for all calls that run, as long as any does."""
        while not stop.wait(self._heartbeat) and pid == os.getpid():
            with self._opening:
                held = list(self._held)
                if not held:
                    self._beating = None
                    return
            with contextlib.suppress(sa.exc.SQLAlchemyError), engine.begin() as connection:
                until = _now(connection) + self._lease
                alive = KEYS.c.lease.in_(held) & (KEYS.c.state == RUNNING)
                connection.execute(sa.update(KEYS).where(alive).values(lease_until=until))


_SUMMARY: Final = (
    sa.select(KEYS, sa.func.count(STEPS.c.number).label("steps"))
    .select_from(KEYS.outerjoin(STEPS, KEYS.c.key == STEPS.c.key))
    .group_by(*KEYS.c)
)


def _now(connection: sa.Connection) -> float:
    """Seconds since the epoch by the database's clock."""
    if connection.dialect.name == "sqlite":
        text = "select (julianday('now') - 2440587.5) * 86400.0"
    else:
        text = "select extract(epoch from clock_timestamp())"
    return float(connection.execute(sa.text(text)).scalar_one())


def _dialect_of(connection: sa.Connection) -> Any:
    """The module of this database's own ``insert``."""
    if connection.dialect.name == "sqlite":
        from sqlalchemy.dialects import sqlite

        return sqlite
    from sqlalchemy.dialects import postgresql

    return postgresql


def _place(key: str, path: str, number: int) -> str:
    return f"step {key} {path} {number}"


def _shown(value: Any) -> str:
    if isinstance(value, dict) and value.keys() == {"secret"}:
        return "another secret"
    return "not given" if value is None else json.dumps(value)
