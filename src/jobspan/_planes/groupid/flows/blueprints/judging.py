"""What the rules say of what a blueprint would write."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import Any

import attrs

from jobspan._core.classes import frozen
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.rules import rules_apply
from jobspan._planes.groupid.flows import collections, data_sources, reads
from jobspan._planes.groupid.flows.jobs import readable
from jobspan._planes.groupid.models.blueprints.assessment import Assessed, AssessedJob
from jobspan._planes.groupid.models.blueprints.grounding import WithSecrets
from jobspan._planes.groupid.models.blueprints.rows import leaves
from jobspan._planes.groupid.models.blueprints.target import TO_BE_CREATED, Target
from jobspan._planes.groupid.models.collections import JobCollection
from jobspan._planes.groupid.models.data_sources import DataSource, TableSchema
from jobspan._planes.groupid.models.enums import ProviderType
from jobspan._planes.groupid.models.jobs import Job
from jobspan._planes.groupid.operations.data_sources import DATA_SOURCE_PARAMETERS
from jobspan._planes.groupid.rules import CONTAINER_DOMAIN, JOB_RULES, STORED_AS_COMPARED, judge
from jobspan._planes.groupid.rules.base import JobFacts
from jobspan._planes.groupid.rules.blueprints import Containers
from jobspan.models import Verdict


@frozen(kw_only=True)
class Judge:
    """Evaluates rules, and reads the tables of each data source once."""

    ctx: PlaneContext
    target: Target
    read: dict[int, Sequence[TableSchema] | None] = attrs.field(factory=dict)

    def job(self, assessed: AssessedJob, job: Job) -> Flow[tuple[Verdict, ...]]:
        """The verdicts on a job that is to be created."""
        if not rules_apply(self.ctx):
            return ()
        waits = any(place.id == TO_BE_CREATED for place in assessed.places or ())
        facts = JobFacts(
            job=job,
            data_sources=None if waits else self.target.survey.data_sources,
            schemas=(yield from self._schemas(job)),
            namesakes=(),
        )
        return (
            *judge(JOB_RULES, f"job {job.name!r}", facts),
            *CONTAINER_DOMAIN.verdicts(f"job {job.name!r}", self._containers(job)),
            *self.stored(assessed, assessed.stored and assessed.stored.job_info.modified),
        )

    def collection(self, assessed: Assessed[JobCollection], collection: JobCollection) -> tuple[Verdict, ...]:
        """The verdicts on a collection that is to be written."""
        modified = assessed.stored and assessed.stored.job_collection_info.modified
        return (*collections.verdicts_on(self.ctx, collection), *self.stored(assessed, modified))

    def source(self, assessed: Assessed[DataSource], source: DataSource) -> tuple[Verdict, ...]:
        """The verdicts on a data source that is to be written."""
        updated = assessed.stored and assessed.stored.last_update
        return (*data_sources.verdicts_on(self.ctx, source), *self.stored(assessed, updated))

    def stored(self, assessed: Assessed[Any], changed: object) -> Iterator[Verdict]:
        """What was compared, as a fingerprint: a plan is not applied to something else."""
        if assessed.stored is None or not rules_apply(self.ctx):
            return
        told = (
            [f"{'.'.join(path)}={_told(value)}" for path, value in leaves(assessed.server.tree)]
            if assessed.server
            else []
        )
        told += map(str, (*assessed.item.changes, assessed.item.ids, changed))
        digest = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:12]
        yield attrs.evolve(STORED_AS_COMPARED.judge(assessed.item.title, digest), actual=digest)

    def _containers(self, job: Job) -> Containers:
        dns = (job.settings.source.container, job.settings.destination.container)
        return Containers(known={dn: self.target.knows_domain(dn) for dn in dns if dn})

    def _schemas(self, job: Job) -> Flow[Sequence[TableSchema] | None]:
        id = job.settings.source.id
        if job.settings.source.provider_type != ProviderType.TABLE or not id:
            return None
        if id not in self.read:
            self.read[id] = yield from readable(self.ctx, DATA_SOURCE_PARAMETERS, lambda: reads.schemas(self.ctx, id))
        return self.read[id]


def _told(value: object) -> str:
    return str(value.around) if isinstance(value, WithSecrets) else str(value)
