"""Requests to synchronize, checked against the table of families."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, Literal, TypeAlias, TypedDict, get_args

from jobspan._core.classes import frozen
from jobspan._core.validation import Validator, present, validating
from jobspan._planes.ciphertrust.families import CONTAINER_WORDS, KEY_BACKUP, REGIONS, Family
from jobspan._planes.ciphertrust.models.sync_jobs import SyncJob
from jobspan._public import public

Names: TypeAlias = Sequence[str] | None
WhenRunning: TypeAlias = Literal["raise", "join", "start"]

CONTAINERS: Final = "containers"
"""The word for the containers of any family, beside the vendor's own word for those of each."""


@public
class ContainerLists(TypedDict, total=False):
    """The vendor's own words for ``containers``. A family has one of them; those of AWS have ``kms``.

    Attributes:
        key_vaults: the same as ``containers``, under the vendor's own word. Only for ``azure.keys``, ``azure.certificates``,
            ``azure.secrets``: names or ids of Azure key vaults, as ``ciphertrust.containers.azure.vaults`` lists them.
        key_rings: the same as ``containers``, under the vendor's own word. Only for ``google.keys``: ids or full resource
            names (``projects/P/locations/L/keyRings/R``) of Google Cloud key rings, as
            ``ciphertrust.containers.google.key_rings`` lists them.
        vaults: the same as ``containers``, under the vendor's own word. Only for ``oci.keys``: CipherTrust's ids of OCI
            vaults (not their OCIDs), as ``ciphertrust.containers.oci.vaults`` lists them.
        organizations: the same as ``containers``, under the vendor's own word. Only for ``sfdc.keys``, ``sfdc.certificates``:
            CipherTrust's ids of Salesforce organizations, as ``ciphertrust.containers.sfdc.organizations`` lists them; sent
            as ``organization_ids``.
        groups: the same as ``containers``, under the vendor's own word. Only for ``sap.keys``: ids of SAP groups,
            CipherTrust's or SAP's own (``group_id``), as ``ciphertrust.containers.sap.groups`` lists them.
        partitions: the same as ``containers``, under the vendor's own word. Only for ``hsm_luna.synchronize``,
            ``hsm_luna.refresh``: CipherTrust's ids of Luna HSM partitions, as ``ciphertrust.containers.hsm_luna.partitions``
            lists them.
        domains: the same as ``containers``, under the vendor's own word. Only for ``dsm.refresh``, ``external_cm.refresh``:
            CipherTrust's ids of domains, as ``ciphertrust.containers.dsm.domains`` or
            ``ciphertrust.containers.external_cm.domains`` lists them.
    """

    key_vaults: Names
    key_rings: Names
    vaults: Names
    organizations: Names
    groups: Names
    partitions: Names
    domains: Names


@frozen(kw_only=True)
class SyncRequest:
    """A checked request: all containers of the family, or those listed."""

    family: Family
    containers: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    take_cloud_key_backup: bool | None = None
    synchronize_all: bool = False

    @property
    def title(self) -> str:
        """Its name in messages."""
        what = "all containers" if self.synchronize_all else ", ".join(self.containers)
        where = f" in {', '.join(self.regions)}" if self.regions else ""
        return f"synchronize {self.family.title}: {what}{where}"

    def body(self) -> dict[str, Any]:
        """As the vendor's samples send it: a list goes with ``synchronize_all: false``."""
        return present(
            {
                self.family.body_field: list(self.containers) or None,
                "synchronize_all": self.synchronize_all,
                REGIONS: list(self.regions) or None,
                KEY_BACKUP: self.take_cloud_key_backup,
            }
        )

    def touches(self, job: SyncJob) -> bool:
        """Whether a job works on some of the same containers, as far as its fields show."""
        if self.synchronize_all or not job.containers:
            return True
        return not set(self.containers).isdisjoint(job.containers)

    def may_have_made(self, job: SyncJob, after: datetime | None = None) -> bool | None:
        """Whether this request led to a job that is new: every mark that a job bears must fit.

        ``None`` when a mark cannot be read. A job of all containers lists them one by one, and so does one that somebody else
        started for just these; a list that the job does not show may be any.

        Args:
            after: when the last job began that was there before; ours is later.
        """
        marks = (
            None if job.began_at is None else after is None or job.began_at >= after,
            None if self.synchronize_all else _same(self.containers, job.containers),
            _same(self.regions, job.regions) if self.regions else (None if job.regions else True),
            self._same_backup(job.take_cloud_key_backup),
        )
        return False if False in marks else None if None in marks else True

    def _same_backup(self, shown: bool | None) -> bool | None:
        if shown is None:
            return None if self.take_cloud_key_backup else True
        return shown == bool(self.take_cloud_key_backup)

    def is_covered_by(self, job: SyncJob) -> bool:
        """Whether a job that was found by these containers does all that is requested.

        A job shows its containers one by one, so it never proves that it covers all there are. A job that the plane found
        by a single container covers it, under whatever name it shows it. A job that was asked to stop covers nothing.
        """
        if job.abort:
            return False
        if self.synchronize_all or (self.take_cloud_key_backup and not job.take_cloud_key_backup):
            return False
        if job.regions and not (self.regions and set(self.regions) <= set(job.regions)):
            return False
        found_by_it = len(self.containers) == 1 and self.family.filter_field is not None
        return found_by_it or set(self.containers) <= set(job.containers)


def _same(wanted: Sequence[str], shown: Sequence[str]) -> bool | None:
    return set(wanted) == set(shown) if shown else None


def sync_request(
    family: Family,
    lists: Mapping[str, object],
    *,
    regions: Names = None,
    take_cloud_key_backup: bool | None = None,
    synchronize_all: bool = False,
    when_running: WhenRunning = "raise",
) -> SyncRequest:
    """The request for these arguments; empty lists count as absent.

    Raises:
        ValidationError: a list of another family, ``synchronize_all`` with a list, nothing to synchronize, regions or a key
            backup where the family has none.
    """
    with validating(f"{family.call}.start") as problems:
        problems.one_of("when_running", when_running, get_args(WhenRunning))
        for field in given_lists(lists):
            if field not in (CONTAINERS, family.containers):
                problems.add(field, f"{family.key} does not work on {field}", (family.containers,))
        containers = checked_containers(problems, family, lists)
        if regions and REGIONS not in family.extras:
            problems.add(REGIONS, f"{family.key} has no regions")
        elif regions:
            checked_names(problems, REGIONS, regions)
            if not containers and not synchronize_all:
                problems.add(REGIONS, f"needs {family.containers}: regions of which containers?")
        if take_cloud_key_backup is not None and KEY_BACKUP not in family.extras:
            problems.add(KEY_BACKUP, f"{family.key} takes no key backup")
        chosen = containers or (regions if REGIONS in family.extras else None)
        check_selection(problems, family.containers, chosen, synchronize_all)
    return SyncRequest(
        family=family,
        containers=containers,
        regions=tuple(regions or ()),
        take_cloud_key_backup=take_cloud_key_backup,
        synchronize_all=synchronize_all,
    )


def known_lists(call: str, lists: ContainerLists, *arguments: str) -> ContainerLists:
    """The lists, if each has a known name.

    Raises:
        TypeError: an argument is misspelt.
    """
    for name in lists:
        if name not in CONTAINER_WORDS:
            raise TypeError(f"{call}() has no argument {name!r}. It takes: {', '.join(arguments)}.")
    return lists


def given_lists(lists: Mapping[str, object]) -> list[str]:
    """The names of the lists that are not empty."""
    return [name for name, names in lists.items() if names]


def checked_containers(problems: Validator, family: Family, lists: Mapping[str, object]) -> tuple[str, ...]:
    """The containers, in whichever word they were given."""
    general, own = lists.get(CONTAINERS), lists.get(family.containers)
    if general and own:
        problems.add(CONTAINERS, f"is another word for {family.containers}: give one of them")
    return checked_names(problems, CONTAINERS if general else family.containers, general or own)


def checked_names(problems: Validator, field: str, names: object) -> tuple[str, ...]:
    """A list of texts. A bare text is a frequent slip, and would be taken apart letter by letter."""
    if not names:
        return ()
    if isinstance(names, str) or not isinstance(names, Sequence):
        problems.add(field, f"must be a list of strings, not {type(names).__name__}")
        return (str(names),)
    for index, name in enumerate(names):
        problems.text(f"{field}[{index}]", name)
    return tuple(names)


def check_selection(problems: Validator, field: str, names: Names, synchronize_all: bool) -> None:
    """Either everything or a list."""
    if names and synchronize_all:
        problems.add("synchronize_all", f"excludes {field} and its refinements")
    if not names and not synchronize_all:
        problems.add(field, "is required, unless synchronize_all=True")
