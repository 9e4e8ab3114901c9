"""The steps of calls, sealed."""

from functools import cache
from typing import Any, Final

import sqlalchemy as sa

from jobspan._core.replay import Step
from jobspan._io.journal.database import dialect_of
from jobspan._io.journal.schema import STEPS
from jobspan._io.journal.sealing import Seal


def place_of(key: str, path: str, number: int) -> str:
    """What a step is bound to."""
    return f"step {key} {path} {number}"


def put_steps(connection: sa.Connection, seal: Seal, key: str, steps: tuple[Step, ...]) -> None:
    """Add or replace steps."""
    latest = {step.place: step for step in steps}
    rows = [
        {
            "key": key,
            "path": step.path,
            "number": step.number,
            "what": step.what,
            "answer": seal.close(step.answer.encode(), place_of(key, step.path, step.number)),
        }
        for step in latest.values()
    ]
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        connection.execute(_PUT_ALL, {name: [row[name] for row in rows] for name in rows[0]})
        return
    connection.execute(_put_each(connection.dialect.name), rows)


@cache
def _put_each(dialect: str) -> Any:
    insert = dialect_of(dialect).insert(STEPS)
    return insert.on_conflict_do_update(
        index_elements=[STEPS.c.key, STEPS.c.path, STEPS.c.number],
        set_={"what": insert.excluded.what, "answer": insert.excluded.answer},
    )


_PUT_ALL: Final = sa.text(
    "insert into jobspan_steps (key, path, number, what, answer) select * from unnest("
    "cast(:key as text[]), cast(:path as text[]), cast(:number as int[]), cast(:what as text[]), cast(:answer as bytea[]))"
    " on conflict (key, path, number) do update set what = excluded.what, answer = excluded.answer"
)
"""One trip to the server for any number of steps."""


def steps_of(connection: sa.Connection, seal: Seal, key: str) -> tuple[Step, ...]:
    """The steps of a call."""
    rows = connection.execute(sa.select(STEPS).where(STEPS.c.key == key)).mappings()
    return tuple(
        Step(
            row["path"],
            row["number"],
            row["what"],
            seal.open(row["answer"], place_of(key, row["path"], row["number"])).decode(),
        )
        for row in rows
    )


def forget_steps(connection: sa.Connection, key: str) -> None:
    connection.execute(_FORGET, {"of": key})


_FORGET: Final = sa.delete(STEPS).where(STEPS.c.key == sa.bindparam("of"))
