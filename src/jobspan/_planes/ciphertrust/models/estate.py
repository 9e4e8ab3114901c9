"""The containers of all clouds, with when each was synchronized last."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import attrs

from jobspan._core.arguments import hold_to_types
from jobspan._core.classes import frozen
from jobspan._core.plain import Plain
from jobspan._planes.ciphertrust.models.containers.row import ContainerRow
from jobspan._planes.ciphertrust.words import FamilyName
from jobspan._public import public


@public
class SyncSource(StrEnum):
    """Where the time of a last synchronization comes from."""

    CONTAINER = "container"
    """The row of the container says so itself."""
    JOB = "job"
    """The row says nothing; it is the end of the newest synchronization of the whole container that succeeded."""


@public
@frozen(kw_only=True)
class Container(Plain):
    """Something that a family of synchronization jobs works on.

    Attributes:
        id: CipherTrust's own id, which a start takes.
        name: what people call it.
        cloud_id: what its cloud calls it, if the row says so.
        family: of the jobs, for example ``azure.keys``.
        connection: the connection over which CipherTrust reaches it.
        last_synced_at: the last synchronization; ``None``: never, or nobody can tell.
        last_sync_source: where that time comes from.
        why_not: why it cannot be synchronized; ``None`` if it can.
        row: the row of the cloud's own list, with everything else.
    """

    id: str
    name: str
    cloud_id: str | None = None
    family: FamilyName
    connection: str | None = None
    last_synced_at: datetime | None = None
    last_sync_source: SyncSource | None = None
    why_not: str | None = None
    row: ContainerRow = attrs.field(repr=False)

    def is_stale(self, before: datetime) -> bool:
        """Whether it was not synchronized since this time; so is one that never was, as far as anybody can tell.

        Args:
            before: a time with a zone.
        """
        return self.last_synced_at is None or self.last_synced_at < before


@public
@frozen(kw_only=True)
class UnreadFamily(Plain):
    """A family whose containers are not all known.

    Attributes:
        family: which.
        reason: why: the plane's refusal, or how many rows could not be read.
        absent: the service has no such family at all (CDSPaaS has none of Luna HSM, DSM and other CipherTrust Managers).
    """

    family: FamilyName
    reason: str
    absent: bool = False


@public
@frozen(kw_only=True)
class Estate(Plain):
    """The containers of several families, as they were at one time. Iterating gives the containers.

    Attributes:
        containers: those that could be read and can be synchronized.
        unread: the families that could not be read, or not wholly. Nothing follows from what is missing because of them.
        as_of: the client's time when the reading began.
    """

    containers: tuple[Container, ...]
    unread: tuple[UnreadFamily, ...] = ()
    as_of: datetime

    def __iter__(self) -> Iterator[Container]:
        return iter(self.containers)

    def __len__(self) -> int:
        return len(self.containers)

    @property
    def is_whole(self) -> bool:
        """Whether everything that the service has could be read."""
        return all(each.absent for each in self.unread)

    def stale(self, older_than: timedelta) -> "Estate":
        """The part that was not synchronized within this time before :attr:`as_of`, or never.

        Args:
            older_than: how long ago the last synchronization may be.
        """
        limit = self.as_of - older_than
        return attrs.evolve(self, containers=tuple(each for each in self.containers if each.is_stale(limit)))

    def by_family(self) -> dict[str, list[str]]:
        """The ids of the containers by family: what one start each takes."""
        ids: dict[str, list[str]] = {}
        for each in self.containers:
            ids.setdefault(each.family, []).append(each.id)
        return ids

    def starts(self) -> list[dict[str, Any]]:
        """The arguments of ``sync_jobs.start`` for each container: a table of calls, for what makes many of them one by one."""
        return [{"family": each.family, "containers": [each.id]} for each in self.containers]


hold_to_types(Estate)
