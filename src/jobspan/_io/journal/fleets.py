"""Fleets in the journal, and the places in lanes that living processes hold. What is kept of items is sealed."""

import contextlib
import json
import uuid
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import sqlalchemy as sa

from jobspan._core.fleet.book import StoredItem
from jobspan._io.journal.database import Database, dialect_of, insert_new, now_of
from jobspan._io.journal.holders import in_words, is_gone, this_process
from jobspan._io.journal.leases import Leases, is_abandoned
from jobspan._io.journal.schema import FLEETS, ITEMS, LANES
from jobspan._io.journal.sealing import Seal
from jobspan.errors import JournalError
from jobspan.fleet import FleetItem, FleetLine, item_of

_ERRAND: Final = "errand/"
_ERRANDS_KEPT: Final = 7 * 24 * 3600.0
"""Seconds after which what a process began whose fleet is gone is forgotten."""


def item_place(fleet: str, name: str, column: str) -> str:
    """What the content of a row is bound to."""
    return f"fleet {fleet} {name} {column}"


class FleetBook:
    """The fleets of a journal."""

    def __init__(self, database: Database, seal: Seal, leases: Leases) -> None:
        self._database = database
        self._seal = seal
        self._leases = leases

    def items(self, fleet: str) -> list[StoredItem]:
        """All items, in the order in which they were added."""
        wanted = sa.select(ITEMS).where(ITEMS.c.fleet == fleet).order_by(ITEMS.c.number)
        with self._database.transaction(durable=False) as connection:
            return [self._stored(dict(row)) for row in connection.execute(wanted).mappings()]

    def put(self, fleet: str, items: Sequence[StoredItem]) -> None:
        """Add items, or replace those of the same names. New ones come last."""
        with self._database.transaction() as connection:
            at = now_of(connection)
            insert_new(connection, FLEETS, {"name": fleet, "created": at, "updated": at})
            connection.execute(sa.update(FLEETS).where(FLEETS.c.name == fleet).values(updated=at))
            of_fleet = ITEMS.c.fleet == fleet
            numbers = {
                row.name: row.number
                for row in connection.execute(sa.select(ITEMS.c.name, ITEMS.c.number).where(of_fleet))
            }
            following = max(numbers.values(), default=-1) + 1
            rows = []
            for stored in items:
                name = stored.item.name
                if name not in numbers:
                    numbers[name] = following
                    following += 1
                rows.append(
                    self._row(fleet, stored.item) | {"number": numbers[name], "call": self._call(fleet, stored)}
                )
            if not rows:
                return
            insert = dialect_of(connection.dialect.name).insert(ITEMS)
            kept = {column: insert.excluded[column] for column in ("end", "about", "call")}
            connection.execute(
                insert.on_conflict_do_update(index_elements=[ITEMS.c.fleet, ITEMS.c.name], set_=kept), rows
            )

    def update(self, fleet: str, items: Sequence[FleetItem]) -> None:
        """Replace what is known of items."""
        this = (ITEMS.c.fleet == sa.bindparam("of_fleet")) & (ITEMS.c.name == sa.bindparam("of_name"))
        statement = sa.update(ITEMS).where(this).values(end=sa.bindparam("new_end"), about=sa.bindparam("new_about"))
        rows = [self._row(fleet, item) for item in items]
        values = [
            {"of_fleet": fleet, "of_name": row["name"], "new_end": row["end"], "new_about": row["about"]}
            for row in rows
        ]
        with self._database.transaction(durable=False) as connection:
            connection.execute(statement, values)
            connection.execute(sa.update(FLEETS).where(FLEETS.c.name == fleet).values(updated=now_of(connection)))

    def lines(self) -> list[FleetLine]:
        """All fleets, the latest first."""
        counted = sa.select(ITEMS.c.fleet, ITEMS.c.end, sa.func.count()).group_by(ITEMS.c.fleet, ITEMS.c.end)
        with self._database.transaction(durable=False) as connection:
            counts: dict[str, Counter[str]] = defaultdict(Counter)
            for fleet, end, count in connection.execute(counted):
                counts[fleet][end] = count
            rows = connection.execute(sa.select(FLEETS).order_by(FLEETS.c.updated.desc())).mappings().all()
        return [
            FleetLine(
                name=row["name"],
                counts=dict(counts[row["name"]]),
                created=datetime.fromtimestamp(row["created"], UTC),
                updated=datetime.fromtimestamp(row["updated"], UTC),
            )
            for row in rows
        ]

    def forget(self, fleet: str) -> bool:
        """Forget a fleet; keys of its calls stay."""
        with self._database.transaction() as connection:
            connection.execute(sa.delete(ITEMS).where(ITEMS.c.fleet == fleet))
            return bool(connection.execute(sa.delete(FLEETS).where(FLEETS.c.name == fleet)).rowcount)

    def lease(self, lane: str, width: int) -> str | None:
        """Take a place in a lane, or none: all are taken by living processes."""
        lease = uuid.uuid4().hex
        self._leases.announce(lease)
        taken = False
        try:
            with self._database.transaction(durable=False) as connection:
                taken = any(self._takes(connection, lane, number, lease) for number in range(width))
        finally:
            if taken:
                self._leases.hold(lease, lane)
            else:
                self._leases.let_go(lease)
        return lease if taken else None

    def release(self, leases: Sequence[str]) -> None:
        """Give places back. They become free by themselves if this cannot be written."""
        for lease in leases:
            self._leases.let_go(lease)
        with contextlib.suppress(JournalError), self._database.transaction(durable=False) as connection:
            connection.execute(sa.delete(LANES).where(LANES.c.lease.in_(list(leases))))

    def holder(self, lane: str) -> str:
        """Who has a place in a lane, in words."""
        with self._database.transaction(durable=False) as connection:
            found = connection.execute(sa.select(LANES.c.holder).where(LANES.c.lane == lane)).scalar()
        return in_words(found) if found else "another process"

    def is_held(self, lane: str) -> bool:
        """Whether a living process has a place in a lane."""
        with self._database.transaction(durable=False) as connection:
            held = (LANES.c.lane == lane) & (LANES.c.lease_until >= now_of(connection))
            return any(
                not is_gone(holder) for holder in connection.execute(sa.select(LANES.c.holder).where(held)).scalars()
            )

    def begin(self, errand: str) -> bool:
        """Say that a call without a key is about to be made; ``False``: somebody has begun it before, and it is not repeated."""
        with self._database.transaction() as connection:
            at = now_of(connection)
            connection.execute(sa.delete(LANES).where(LANES.c.lane.startswith(_ERRAND) & (LANES.c.lease_until < at)))
            kept = {"lease": errand, "lease_until": at + _ERRANDS_KEPT, "holder": this_process()}
            return insert_new(connection, LANES, {"lane": _ERRAND + errand, "number": 0} | kept)

    def ended(self, errand: str) -> None:
        """Forget a call that was begun, for nobody can ask for it again."""
        with contextlib.suppress(JournalError), self._database.transaction(durable=False) as connection:
            connection.execute(sa.delete(LANES).where(LANES.c.lane == _ERRAND + errand))

    def _takes(self, connection: sa.Connection, lane: str, number: int, lease: str) -> bool:
        at = now_of(connection)
        until = at + self._leases.seconds
        ours = {"lease": lease, "lease_until": until, "holder": this_process()}
        if insert_new(connection, LANES, {"lane": lane, "number": number} | ours):
            return True
        here = (LANES.c.lane == lane) & (LANES.c.number == number)
        row = connection.execute(sa.select(LANES).where(here)).mappings().first()
        if row is None:
            return False
        free = is_gone(row["holder"]) or is_abandoned(row["holder"], row["lease"])
        over = sa.true() if free else LANES.c.lease_until < at
        taking = sa.update(LANES).where(here & (LANES.c.lease == row["lease"]) & over).values(**ours)
        return bool(connection.execute(taking).rowcount)

    def _row(self, fleet: str, item: FleetItem) -> dict[str, Any]:
        about = item.to_dict() | {"ref": item.ref and item.ref.to_json()}
        sealed = self._seal.close(json.dumps(about).encode(), item_place(fleet, item.name, "about"))
        return {"fleet": fleet, "name": item.name, "end": item.end.value, "about": sealed}

    def _call(self, fleet: str, stored: StoredItem) -> bytes | None:
        if stored.call is None:
            return None
        return self._seal.close(stored.call, item_place(fleet, stored.item.name, "call"))

    def _stored(self, row: Mapping[str, Any]) -> StoredItem:
        fleet, name = row["fleet"], row["name"]
        item = item_of(json.loads(self._seal.open(row["about"], item_place(fleet, name, "about"))))
        call = None if row["call"] is None else self._seal.open(row["call"], item_place(fleet, name, "call"))
        return StoredItem(item=item, call=call)
