"""The documents that bring a server to what a blueprint says."""

from collections.abc import Iterator, Mapping

import attrs

from jobspan._core.classes import frozen
from jobspan._planes.groupid.models.blueprints.assessment import Assessed, AssessedCollection, AssessedJob
from jobspan._planes.groupid.models.blueprints.building import (
    Place,
    as_replacement,
    in_collection,
    job_of,
    source_of,
)
from jobspan._planes.groupid.models.blueprints.comparing import Half
from jobspan._planes.groupid.models.blueprints.grounding import WithSecrets, filled
from jobspan._planes.groupid.models.blueprints.results import DiffState
from jobspan._planes.groupid.models.blueprints.rows import Path, Tree, leaves, shown_path
from jobspan._planes.groupid.models.blueprints.target import TO_BE_CREATED, Target
from jobspan._planes.groupid.models.collections import CollectionInfo, JobCollection
from jobspan._planes.groupid.models.data_sources import DataSource
from jobspan._planes.groupid.models.enums import OnFailure
from jobspan._planes.groupid.models.jobs import Job
from jobspan._planes.groupid.models.masks import is_mask
from jobspan._planes.groupid.models.transforms import Text
from jobspan.credentials import Secret

_MESSAGING = "settings[Destination.MessagingProvider"
_HOW = "give it in secrets={...}"
_HOW_MESSAGING = (
    "the server keeps it in a form of its own, so that no other server's can be written: give its value on this server, or make "
    "the job in the portal and enter the credentials there"
)


@frozen(kw_only=True)
class Writer:
    """Makes documents. Secrets come from the caller, or from the document that the server has already.

    Attributes:
        target: the server.
        secrets: those that the caller gave, by name.
        created: ids of data sources that were created meanwhile, by their names in lower case.
        problems: secrets that nobody knows.
    """

    target: Target
    secrets: Mapping[str, Secret] = attrs.field(repr=False)
    created: dict[str, int] = attrs.field(factory=dict)
    problems: list[tuple[str, str]] = attrs.field(factory=list)

    def source(self, assessed: Assessed[DataSource]) -> DataSource:
        """The document of a data source."""
        tree = self._filled(assessed)
        return source_of(tree, assessed.stored.name if assessed.stored else tree["name"], assessed.stored)

    def job(self, assessed: AssessedJob) -> Job:
        """The document of a job that stands alone: a new one, even where it takes the place of another."""
        made = self._job(assessed)
        if assessed.stored is None:
            return made
        created = assessed.stored.to_document()["jobInfo"].get("created")
        return as_replacement(made, created)

    def collection(self, assessed: AssessedCollection) -> JobCollection:
        """The document of a collection. Copies that need no change stay as they are."""
        stored = assessed.stored
        id = stored.id if stored else 0
        jobs = tuple(self._members(assessed, id))
        told = assessed.tree["notifications"]
        info = stored.job_collection_info if stored else CollectionInfo()
        return attrs.evolve(
            stored or JobCollection(),
            is_notification_enabled=told["enabled"],
            notification_send_individual_email=told["individually"],
            notify_when=told["when"],
            notification_recipients=told["recipients"],
            job_collection_info=attrs.evolve(
                info,
                name=assessed.tree["name"],
                description=assessed.tree["description"],
                jobs=tuple(job.job_info for job in jobs),
            ),
            jobs=jobs,
        )

    def _members(self, assessed: AssessedCollection, id: int) -> Iterator[Job]:
        for place, member in enumerate(assessed.members, 1):
            stored = member.job.stored
            if stored is None or member.job.item.state is DiffState.CHANGED:
                yield in_collection(self._job(member.job, base=stored), place, member.on_failure, id)
                continue
            info = stored.job_info
            on_failure = OnFailure(member.on_failure)
            if (info.run_order, info.on_failure) != (place, on_failure):
                info = attrs.evolve(info, run_order=place, on_failure=on_failure)
            yield stored if info is stored.job_info else attrs.evolve(stored, job_info=info)

    def waits_for(self, assessed: AssessedJob) -> tuple[str, ...]:
        """The data sources that have to be created before the document can be made."""
        return tuple(
            place.name
            for place in assessed.places or ()
            if place.id == TO_BE_CREATED and place.name.casefold() not in self.created
        )

    def _job(self, assessed: AssessedJob, base: Job | None = None) -> Job:
        tree = self._filled(assessed)
        source, destination = (self._there(place) for place in assessed.places or ())
        owners = {guid: self.target.owner_name(guid) for guid in tree.get("owners") or []}
        return job_of(tree, source, destination, owners, self.target.node_of, base)

    def _there(self, place: Place) -> Place:
        return attrs.evolve(place, id=self.created.get(place.name.casefold(), place.id))

    def _filled(self, assessed: Assessed[DataSource] | AssessedJob) -> Tree:
        stored = dict(leaves(assessed.server.tree)) if assessed.server else {}

        def secret_at(path: Path, at: int, text: WithSecrets) -> Text:
            name = text.names[at]
            if name in self.secrets:
                return self.secrets[name]
            known = _stored_secret(stored.get(path), at, text, assessed.server)
            if known is not None:
                return known
            how = _HOW_MESSAGING if path[0].startswith(_MESSAGING) else _HOW
            self.problems.append(
                (f"{assessed.item.title}: {shown_path(path)}", f"${{secret:{name}}} is not known: {how}")
            )
            return Secret("unknown")

        return filled(assessed.tree, secret_at)


def _stored_secret(leaf: object, at: int, text: WithSecrets, server: Half | None) -> Secret | None:
    """The secret that the server's own document has at the same place, if it shows it."""
    if server is None or not isinstance(leaf, WithSecrets) or leaf.around != text.around:
        return None
    secret = server.secrets.get(leaf.names[at])
    return None if secret is None or is_mask(secret) else secret


def rebuilt_nodes(tree: Tree, target: Target) -> tuple[str, ...]:
    """The containers whose node in the portal's tree is not known, so that it is written without ids."""
    containers = (tree[side].get("container") for side in ("source", "destination"))
    return tuple(each for each in containers if each and target.node_of(each) is None)
