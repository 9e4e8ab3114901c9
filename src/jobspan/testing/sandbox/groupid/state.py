"""All tables of one Directory Manager. Documents are kept as they were sent, unknown fields included."""

from __future__ import annotations

import attrs

from jobspan.testing.sandbox.groupid.access import Access
from jobspan.testing.sandbox.groupid.errors import missing
from jobspan.testing.sandbox.groupid.views.documents import Document
from jobspan.testing.sandbox.world import World

TEMPLATES = (
    "Move and Disable Objects In Active Directory",
    "Linked Mailbox Creation In Active Directory",
    "Move Objects in Active Directory",
    "Sync GAL In Active Directory",
)


@attrs.frozen
class IdentityStore:
    id: int
    name: str
    kind: str


@attrs.define
class Sheet:
    """A table behind a data source."""

    name: str
    columns: list[str]


class State:
    """What tests seed and look at: every table is a plain dict by id."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.access: Access = Access(world)
        self.identity_stores: dict[int, IdentityStore] = {}
        self.data_sources: dict[int, Document] = {}
        self.sheets: dict[int, list[Sheet]] = {}
        """The tables of each data source."""
        self.files: dict[str, list[str]] = {"OneDrive": ["User5.xls"]}
        self.unreachable: set[str] = set()
        """Names of data sources that ValidateServerConnectivity cannot reach."""
        self.not_allowed: set[str] = set()
        """Names of data sources that the role's policy does not allow as a source."""
        self.jobs: dict[int, Document] = {}
        self.collections: dict[int, Document] = {}
        self.unique_names = True
        """Whether a second job (or collection) of one name is refused. The vendor does not document it."""
        self.failure_status = 200
        """The HTTP status of envelopes that report a failure."""
        self._last: dict[str, int] = {}

    def new_id(self, kind: str) -> int:
        """One sequence a kind. Jobs that stand alone and copies in collections share one."""
        self._last[kind] = self._last.get(kind, 0) + 1
        return self._last[kind]

    def reserve(self, kind: str, id: int) -> int:
        """Use a given id, and count on from the highest."""
        self._last[kind] = max(self._last.get(kind, 0), id)
        return id

    def job(self, id: int) -> Document:
        """A job that stands alone, or a copy in a collection."""
        if id in self.jobs:
            return self.jobs[id]
        for collection in self.collections.values():
            for job in collection["jobs"]:
                if job["jobInfo"]["jobId"] == id:
                    return dict(job)
        raise missing("job", id)

    def collection(self, id: int) -> Document:
        if id not in self.collections:
            raise missing("job collection", id)
        return self.collections[id]

    def data_source(self, id: int) -> Document:
        if id not in self.data_sources:
            raise missing("data source", id)
        return self.data_sources[id]

    def providers(self) -> set[str]:
        """Names that a job may have as source or destination."""
        return {store.name for store in self.identity_stores.values()} | {s["name"] for s in self.data_sources.values()}
