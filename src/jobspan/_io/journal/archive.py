"""The journal as seen from outside: what is in it, settled by hand, forgotten, sealed anew."""

import json
import pickle
from collections.abc import Mapping
from typing import Any, Final

import sqlalchemy as sa

from jobspan._core.canonical import without_digests
from jobspan._core.replay import Step
from jobspan._io.journal.database import Database, alone, now_of
from jobspan._io.journal.fleets import item_place
from jobspan._io.journal.holders import in_words
from jobspan._io.journal.proof import DIGEST, digest_key
from jobspan._io.journal.schema import ABOUT, AMBIGUOUS, DONE, ITEMS, KEYS, RUNNING, STEPS, UNFINISHED
from jobspan._io.journal.sealing import Seal
from jobspan._io.journal.steps import forget_steps, place_of, steps_of

NOTHING: Final = pickle.dumps(None)
"""What a call came to of which nothing is known but that it was done."""
_SUMMARY: Final = (
    sa.select(KEYS, sa.func.count(STEPS.c.number).label("steps"))
    .select_from(KEYS.outerjoin(STEPS, KEYS.c.key == STEPS.c.key))
    .group_by(*KEYS.c)
)


class Archive:
    """All keys of a journal, for those who look at it."""

    def __init__(self, database: Database, seal: Seal) -> None:
        self._database = database
        self._seal = seal

    def rows(self) -> list[Mapping[str, Any]]:
        """All keys, the newest first."""
        with self._database.transaction() as connection:
            found = connection.execute(_SUMMARY.order_by(KEYS.c.updated.desc())).mappings()
            return [self._opened(dict(row)) for row in found]

    def row(self, key: str) -> Mapping[str, Any] | None:
        """One key."""
        with self._database.transaction() as connection:
            found = connection.execute(_SUMMARY.where(KEYS.c.key == key)).mappings().first()
            return None if found is None else self._opened(dict(found))

    def steps(self, key: str) -> tuple[Step, ...]:
        """What is recorded of a call."""
        with self._database.transaction() as connection:
            return steps_of(connection, self._seal, key)

    def resolve(self, key: str, *, ref: str | None, done: bool, note: str) -> bool:
        """Say what happened to a call that is not running; ``False`` when there is none such."""
        with self._database.transaction() as connection:
            at = now_of(connection)
            idle = KEYS.c.state.in_((AMBIGUOUS, UNFINISHED)) | ((KEYS.c.state == RUNNING) & (KEYS.c.lease_until < at))
            where = (KEYS.c.key == key) & idle
            if not done:
                changed = connection.execute(sa.delete(KEYS).where(where)).rowcount
            else:
                result = None if ref else self._seal.close(NOTHING, f"result {key}")
                values = {"state": DONE, "ref": ref, "result": result, "error": None, "note": note, "updated": at}
                changed = connection.execute(sa.update(KEYS).where(where).values(**values)).rowcount
            if changed:
                forget_steps(connection, key)
            return bool(changed)

    def forget(self, key: str) -> bool:
        """Forget a key; ``False`` when it is not known."""
        with self._database.transaction() as connection:
            return _forget(connection, key)

    def prune(self, older_than: float) -> int:
        """Forget calls that are over, and were so this many seconds ago."""
        with self._database.transaction() as connection:
            old = (KEYS.c.state == DONE) & (KEYS.c.updated < now_of(connection) - older_than)
            keys = list(connection.execute(sa.select(KEYS.c.key).where(old)).scalars())
            for key in keys:
                _forget(connection, key)
            return len(keys)

    def rekey(self, seal: Seal) -> int:
        """Seal everything anew with another key; how many entries there were."""
        count = 0
        with self._database.transaction() as connection:
            alone(connection)
            value = seal.close(digest_key(connection, self._seal), DIGEST)
            connection.execute(sa.update(ABOUT).where(ABOUT.c.name == DIGEST).values(value=value))
            for row in connection.execute(sa.select(KEYS)).mappings().all():
                values = {
                    column: self._anew(seal, row[column], f"{column} {row['key']}")
                    for column in ("arguments", "result", "error")
                    if row[column] is not None
                }
                connection.execute(sa.update(KEYS).where(KEYS.c.key == row["key"]).values(**values))
                count += len(values)
            for row in connection.execute(sa.select(STEPS)).mappings().all():
                answer = self._anew(seal, row["answer"], place_of(row["key"], row["path"], row["number"]))
                here = (STEPS.c.key == row["key"]) & (STEPS.c.path == row["path"]) & (STEPS.c.number == row["number"])
                connection.execute(sa.update(STEPS).where(here).values(answer=answer))
                count += 1
            for row in connection.execute(sa.select(ITEMS)).mappings().all():
                values = {
                    column: self._anew(seal, row[column], item_place(row["fleet"], row["name"], column))
                    for column in ("about", "call")
                    if row[column] is not None
                }
                this = (ITEMS.c.fleet == row["fleet"]) & (ITEMS.c.name == row["name"])
                connection.execute(sa.update(ITEMS).where(this).values(**values))
                count += len(values)
        self._seal.become(seal)
        return count

    def digest_key(self) -> bytes:
        """The key that digests of secrets are made with; made once a journal."""
        with self._database.transaction() as connection:
            return digest_key(connection, self._seal)

    def _anew(self, seal: Seal, sealed: bytes, place: str) -> bytes:
        return seal.close(self._seal.open(sealed, place), place)

    def _opened(self, row: Mapping[str, Any]) -> Mapping[str, Any]:
        error = row["error"] and self._seal.open(row["error"], f"error {row['key']}").decode()
        arguments = without_digests(json.loads(self._seal.open(row["arguments"], f"arguments {row['key']}")))
        return dict(row) | {"error": error, "arguments": arguments, "holder": in_words(row["holder"])}


def _forget(connection: sa.Connection, key: str) -> bool:
    forget_steps(connection, key)
    return bool(connection.execute(sa.delete(KEYS).where(KEYS.c.key == key)).rowcount)
