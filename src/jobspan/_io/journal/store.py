"""Keys and steps of calls that run. Each claim and each take-over is one atomic statement; times are the database's.

What is waited for until it would outlive a power cut is one thing only: that a request is about to go out. All other writes come
before such a one, or say more than is needed to be safe: without them, the plane is asked what happened.
"""

import contextlib
import json
import uuid
from collections.abc import Collection, Mapping
from functools import cache
from typing import Any, Final

import sqlalchemy as sa

from jobspan._core.differing import differences
from jobspan._core.once import Claim, Differs, Finished, Granted, Held, KeyedCall
from jobspan._core.replay import OPEN, Place, Step
from jobspan._core.rest import Past
from jobspan._io.journal.database import Database, now_in, now_of, unless_there
from jobspan._io.journal.holders import in_words, is_gone, this_process
from jobspan._io.journal.leases import Leases, is_abandoned
from jobspan._io.journal.schema import AMBIGUOUS, DONE, KEYS, RUNNING, STEPS, UNFINISHED
from jobspan._io.journal.sealing import Seal
from jobspan._io.journal.steps import forget_steps, put_steps, steps_of
from jobspan.errors import JournalError
from jobspan.jobs import JobRef

_AT_ONCE: Final = 500
"""Keys in a statement."""


class SqlStore:
    """The store behind a journal, as calls see it."""

    def __init__(self, database: Database, seal: Seal, leases: Leases) -> None:
        self._database = database
        self._seal = seal
        self._leases = leases

    def claim(self, call: KeyedCall) -> Claim:
        """Take the key, if it is free or its holder is gone."""
        while True:
            lease = uuid.uuid4().hex
            self._leases.announce(lease)
            claim: Claim | None = None
            try:
                with self._database.transaction(durable=False) as connection:
                    claim = self._new(connection, call, lease) or self._known(connection, call, lease)
            finally:
                if not isinstance(claim, Granted):
                    self._leases.let_go(lease)
            if claim is not None:
                if isinstance(claim, Granted):
                    self._leases.hold(lease, call.key)
                return claim

    def write(self, lease: str, steps: tuple[Step, ...]) -> None:
        """Add or replace steps of a call that is running.

        Raises:
            JournalError: another process has taken the key over; this one must not go on.
        """
        goes_out = any(step.answer == OPEN for step in steps)
        with self._database.transaction(durable=goes_out) as connection:
            key = self._still_ours(connection, lease, seconds=self._leases.seconds)
            put_steps(connection, self._seal, key, steps)

    def erase(self, lease: str, places: Collection[Place]) -> None:
        """Forget steps that are to be taken anew."""
        with self._database.transaction(durable=False) as connection:
            key = self._still_ours(connection, lease, seconds=self._leases.seconds)
            for path, number in places:
                here = (STEPS.c.key == key) & (STEPS.c.path == path) & (STEPS.c.number == number)
                connection.execute(sa.delete(STEPS).where(here))

    def finish(self, lease: str, *, result: bytes | None, ref: JobRef | None, steps: tuple[Step, ...] | None) -> None:
        """The call is over, and its outcome is known. ``steps`` are those still to be written; ``None``: none is kept."""
        sealed = None if result is None else self._seal.close(result, f"result {self._leases.key_of(lease)}")
        with self._database.transaction(durable=False) as connection:
            key = self._still_ours(
                connection, lease, state=DONE, lease_until=0.0, result=sealed, ref=ref and ref.to_json(), error=None
            )
            if steps is None:
                forget_steps(connection, key)
            else:
                put_steps(connection, self._seal, key, steps)
        self._leases.let_go(lease)

    def leave(self, lease: str, *, certain: bool, error: str, steps: tuple[Step, ...]) -> None:
        """The call is over for this process: unfinished, or without certainty."""
        sealed = self._seal.close(error.encode(errors="replace"), f"error {self._leases.key_of(lease)}")
        with self._database.transaction(durable=False) as connection:
            state = UNFINISHED if certain else AMBIGUOUS
            key = self._still_ours(connection, lease, state=state, lease_until=0.0, error=sealed)
            put_steps(connection, self._seal, key, steps)
        self._leases.let_go(lease)

    def free(self, lease: str) -> None:
        """Nothing was done: the key is as if it had never been used."""
        with self._database.transaction(durable=False) as connection:
            key = self._still_ours(connection, lease)
            forget_steps(connection, key)
            connection.execute(sa.delete(KEYS).where(KEYS.c.key == key))
        self._leases.let_go(lease)

    def drop(self, lease: str) -> None:
        """This process goes: another may take over at once. The lease ends by itself if this cannot be written."""
        self._leases.let_go(lease)
        with contextlib.suppress(JournalError), self._database.transaction(durable=False) as connection:
            connection.execute(sa.update(KEYS).where(KEYS.c.lease == lease).values(lease_until=0.0))

    def _new(self, connection: sa.Connection, call: KeyedCall, lease: str) -> Granted | None:
        arguments = self._seal.close(json.dumps(dict(call.arguments), sort_keys=True).encode(), f"arguments {call.key}")
        values = {
            "key": call.key,
            "plane": call.plane,
            "method": call.method,
            "endpoint": call.endpoint,
            "arguments": arguments,
            "state": RUNNING,
            "lease": lease,
            "seconds": self._leases.seconds,
            "holder": this_process(),
        }
        made = connection.execute(_claiming(connection.dialect.name), values).first()
        return None if made is None else Granted(lease=lease)

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
            return Finished(ref=ref, result=result, steps=steps_of(connection, self._seal, call.key))
        free = row["state"] != RUNNING or is_gone(row["holder"]) or is_abandoned(row["holder"], row["lease"])
        at = now_of(connection)
        taken = connection.execute(
            sa.update(KEYS)
            .where((KEYS.c.key == call.key) & (KEYS.c.lease == row["lease"]))
            .where(sa.true() if free else KEYS.c.lease_until < at)
            .values(
                state=RUNNING, lease=lease, lease_until=at + self._leases.seconds, holder=this_process(), updated=at
            )
        )
        if not taken.rowcount:
            return Held(holder=in_words(row["holder"]))
        return Granted(
            lease=lease,
            steps=steps_of(connection, self._seal, call.key),
            taken_from=in_words(row["holder"]),
            look_again=row["state"] in (AMBIGUOUS, UNFINISHED),
        )

    def differences(self, calls: Collection[KeyedCall]) -> dict[str, tuple[str, ...]]:
        """How calls differ from those that their keys stand for, by key. Unknown keys are left out, and calls that do not."""
        found: dict[str, tuple[str, ...]] = {}
        given = list(calls)
        with self._database.transaction(durable=False) as connection:
            for few in (given[at : at + _AT_ONCE] for at in range(0, len(given), _AT_ONCE)):
                wanted = {call.key: call for call in few}
                rows = connection.execute(sa.select(KEYS).where(KEYS.c.key.in_(wanted))).mappings()
                found |= {row["key"]: self._differences(dict(row), wanted[row["key"]]) for row in rows}
        return {key: differs for key, differs in found.items() if differs}

    def pasts(self, keys: Collection[str]) -> dict[str, Past]:
        """What is known of calls, by key. Unknown keys are left out."""
        found: dict[str, Past] = {}
        given = list(keys)
        with self._database.transaction(durable=False) as connection:
            for few in (given[at : at + _AT_ONCE] for at in range(0, len(given), _AT_ONCE)):
                rows = connection.execute(sa.select(KEYS).where(KEYS.c.key.in_(few))).mappings()
                found |= {row["key"]: self._past(dict(row)) for row in rows}
        return found

    def _past(self, row: Mapping[str, Any]) -> Past:
        key = row["key"]
        call = KeyedCall(
            key=key,
            plane=row["plane"],
            method=row["method"],
            endpoint=row["endpoint"],
            arguments=json.loads(self._seal.open(row["arguments"], f"arguments {key}")),
        )
        result = row["result"] and self._seal.open(row["result"], f"result {key}")
        return Past(call=call, over=row["state"] == DONE, result=result)

    def _differences(self, row: Mapping[str, Any], call: KeyedCall) -> tuple[str, ...]:
        before = json.loads(self._seal.open(row["arguments"], f"arguments {call.key}"))
        found = [
            f"{name} was {row[name]}, and is {getattr(call, name)}"
            for name in ("plane", "method", "endpoint")
            if row[name] != getattr(call, name)
        ]
        if row["method"] != call.method:
            return tuple(found)  # arguments of another method say nothing
        found += differences(before, call.arguments)
        return tuple(found)

    def _still_ours(self, connection: sa.Connection, lease: str, **values: Any) -> str:
        """Change the row of a call that this process runs; its key. ``seconds``: for which it is ours from now on.

        Raises:
            JournalError: this process does not run it any more.
        """
        statement = _holding if "seconds" in values else _changing
        key: str | None = connection.execute(statement(connection.dialect.name), {"ours": lease} | values).scalar()
        if key is None:
            self._leases.let_go(lease)
            raise JournalError(
                message="This process was silent for so long that another one has taken its call over.",
                hint="Nothing more is sent here. Call again with the same key to get the result.",
            )
        return key


@cache
def _claiming(dialect: str) -> Any:
    """Takes a new key for ``seconds``. Statements of each call are made once: SQLAlchemy takes long to put one together."""
    at = now_in(dialect)
    return unless_there(dialect, KEYS, lease_until=at + sa.bindparam("seconds"), created=at, updated=at)


@cache
def _changing(dialect: str) -> Any:
    """Sets what its parameters name, in the row of a call that runs under the lease ``ours``."""
    running = (KEYS.c.lease == sa.bindparam("ours")) & (KEYS.c.state == RUNNING)
    return sa.update(KEYS).where(running).values(updated=now_in(dialect)).returning(KEYS.c.key)


@cache
def _holding(dialect: str) -> Any:
    """The same, and makes the lease longer: by ``seconds`` from now on."""
    return _changing(dialect).values(lease_until=now_in(dialect) + sa.bindparam("seconds"))
