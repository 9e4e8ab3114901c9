"""The steps of calls, sealed."""

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
    insert = dialect_of(connection).insert(STEPS)
    connection.execute(
        insert.on_conflict_do_update(
            index_elements=[STEPS.c.key, STEPS.c.path, STEPS.c.number],
            set_={"what": insert.excluded.what, "answer": insert.excluded.answer},
        ),
        rows,
    )


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
    connection.execute(sa.delete(STEPS).where(STEPS.c.key == key))
