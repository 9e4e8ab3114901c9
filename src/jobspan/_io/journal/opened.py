"""A journal that is open: its database, and the two sides of it."""

from jobspan._core.classes import frozen
from jobspan._io.journal.archive import Archive
from jobspan._io.journal.database import Database, Look
from jobspan._io.journal.fleets import FleetBook
from jobspan._io.journal.leases import Leases
from jobspan._io.journal.places import default_url, driver_url, make_room, seal_for
from jobspan._io.journal.proof import SEALED, digest_key
from jobspan._io.journal.store import SqlStore
from jobspan.credentials import Secret


@frozen
class Opened:
    """What is behind a journal.

    Attributes:
        store: for calls.
        archive: for those who look at it.
        fleets: for many calls as one thing.
    """

    store: SqlStore
    archive: Archive
    fleets: FleetBook
    database: Database
    leases: Leases

    def close(self) -> None:
        """Stop the signs of life, and close the database."""
        self.leases.close()
        self.database.close()


def opened(url: str | None, key: Secret | None, *, lease: float, heartbeat: float) -> Opened:
    """Open a journal. Its database is opened when it is first used."""
    place = driver_url(url or default_url())
    make_room(place)
    seal = seal_for(place, key)
    look = Look(SEALED, lambda connection, sealed: digest_key(connection, seal, sealed))
    database = Database(place, look)
    leases = Leases(database, lease, heartbeat)
    return Opened(
        store=SqlStore(database, seal, leases),
        archive=Archive(database, seal),
        fleets=FleetBook(database, seal, leases),
        database=database,
        leases=leases,
    )
