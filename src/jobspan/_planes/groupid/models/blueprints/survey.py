"""All that a server has, and what can be learned from it: no call lists identity stores, owners or containers."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property

import attrs

from jobspan._core.classes import frozen
from jobspan._planes.groupid.models.blueprints.distinguished_names import domain_of, parts_of_dn
from jobspan._planes.groupid.models.collections import JobCollection
from jobspan._planes.groupid.models.data_sources import DataSource
from jobspan._planes.groupid.models.enums import ProviderType
from jobspan._planes.groupid.models.job_settings import Side, Which
from jobspan._planes.groupid.models.jobs import Job


@frozen(kw_only=True)
class Learned:
    """A provider as a job uses it."""

    id: int
    kind: str
    type: ProviderType | None
    job: str


@attrs.frozen(kw_only=True, slots=False)
class Survey:
    """What was read.

    Attributes:
        jobs: those that stand alone.
        data_sources: ``None`` when the account may not list them.
    """

    jobs: tuple[Job, ...] = ()
    collections: tuple[JobCollection, ...] = ()
    data_sources: Sequence[DataSource] | None = None

    @property
    def every_job(self) -> Iterator[Job]:
        """Also the copies in collections."""
        yield from self.jobs
        for collection in self.collections:
            yield from collection.jobs

    @cached_property
    def providers(self) -> dict[str, tuple[Learned, ...]]:
        """What jobs say of providers, by their names in lower case; one entry an id."""
        found: dict[str, dict[int, Learned]] = defaultdict(dict)
        for job in self.every_job:
            info = job.job_info
            for side, name in (
                (job.settings.source, info.source_provider),
                (job.settings.destination, info.destination_provider),
            ):
                if name and side.id is not None:
                    seen = Learned(id=side.id, kind=side.provider_name, type=side.provider_type, job=job.name)
                    found[name.casefold()].setdefault(side.id, seen)
        return {name: tuple(each.values()) for name, each in found.items()}

    @cached_property
    def owners(self) -> dict[str, tuple[str, ...]]:
        """GUIDs by the names of owners."""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for job in self.every_job:
            name, mark, guid = job.settings.text("JobOwners").partition("#")
            if mark and guid == job.settings.text("JobOwnerIds"):
                found[name][guid] = None
        return {name: tuple(guids) for name, guids in found.items()}

    @cached_property
    def owner_names(self) -> dict[str, str]:
        """Names of owners by their GUIDs."""
        return {guid: name for name, guids in self.owners.items() for guid in guids}

    @cached_property
    def nodes(self) -> dict[tuple[str, ...], str]:
        """The texts of the portal's nodes of containers."""
        found: dict[tuple[str, ...], str] = {}
        for side in self._sides():
            details = side.settings.text(f"{side.which}.ContainerDetails")
            if side.container and details:
                found.setdefault(parts_of_dn(side.container), details)
        return found

    @cached_property
    def domains(self) -> frozenset[tuple[str, ...]]:
        """The domains of the containers that jobs use."""
        return frozenset(domain_of(side.container) for side in self._sides() if side.container)

    def _sides(self) -> Iterator[Side]:
        for job in self.every_job:
            yield job.settings.side(Which.SOURCE)
            yield job.settings.side(Which.DESTINATION)
