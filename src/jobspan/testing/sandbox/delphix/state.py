"""All tables of one DCT, and how to find things in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from jobspan.testing.sandbox.delphix.access import Access
from jobspan.testing.sandbox.delphix.entities import (
    CollectionExecution,
    Connector,
    DataSource,
    Engine,
    Environment,
    Execution,
    Job,
    JobCollection,
    MaskingJob,
    Orchestrator,
    RuleSet,
)
from jobspan.testing.sandbox.delphix.errors import refusal
from jobspan.testing.sandbox.world import World

T = TypeVar("T")


class State:
    """What tests seed and look at: every table is a plain dict by id."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.access: Access = Access(world)
        self.data_sources: dict[str, DataSource] = {}
        self.engines: dict[str, Engine] = {}
        self.environments: dict[str, Environment] = {}
        self.connectors: dict[str, Connector] = {}
        self.rule_sets: dict[str, RuleSet] = {}
        self.masking_jobs: dict[str, MaskingJob] = {}
        self.executions: dict[str, Execution] = {}
        self.jobs: dict[str, Job] = {}
        self.job_collections: dict[str, JobCollection] = {}
        self.collection_executions: dict[str, CollectionExecution] = {}
        self.orchestrators: dict[str, Orchestrator] = {}
        self.when_run_ends: list[Callable[[Execution], None]] = []
        self.copies: dict[tuple[str, str, str], str] = {}
        """The copy of (masking job, engine, environment)."""
        self.shows_logs_early = False
        """Whether the log and the events of a run can be read before all of it is collected."""

    def engine(self, id: str) -> Engine:
        return _found(self.engines, id, "engine")

    def masking_environment(self, id: str) -> Environment:
        return _found(self.environments, id, "masking environment")

    def connector(self, id: str) -> Connector:
        return _found(self.connectors, id, "connector")

    def rule_set(self, id: str) -> RuleSet:
        return _found(self.rule_sets, id, "rule set")

    def masking_job(self, id: str) -> MaskingJob:
        job = _found(self.masking_jobs, id, "masking job")
        if job.kind.value != "MASKING":
            raise refusal(404, f"There is no masking job {id!r}")
        return job

    def compliance_job(self, id: str) -> MaskingJob:
        return _found(self.masking_jobs, id, "compliance job")

    def execution(self, id: str) -> Execution:
        return _found(self.executions, id, "execution")

    def job(self, id: str) -> Job:
        return _found(self.jobs, id, "job")

    def job_collection(self, id: str) -> JobCollection:
        return _found(self.job_collections, id, "compliance job collection")

    def collection_execution(self, id: str) -> CollectionExecution:
        return _found(self.collection_executions, id, "job collection execution")

    def orchestrator(self, id: str) -> Orchestrator:
        return _found(self.orchestrators, id, "job orchestrator")

    def target_of(self, job: MaskingJob) -> Connector:
        """The connector a masking job writes to."""
        return self.connectors[self.rule_sets[job.rule_set_id].connector_id]

    def source_engine_of(self, job: MaskingJob) -> str | None:
        return None if job.environment_id is None else self.environments[job.environment_id].engine_id

    def runs_of(self, job: MaskingJob) -> list[Execution]:
        """The executions of a masking job, in the order they were submitted."""
        return [run for run in self.executions.values() if run.masking_job_id == job.id]

    def runs_on(self, engine_id: str) -> Iterator[Execution]:
        return (run for run in self.executions.values() if run.engine_id == engine_id)

    def room_for(self, run: Execution) -> Engine | Orchestrator:
        """Who gives a run its slot: the orchestrator of a HYPERSCALE job, else the engine."""
        return self.orchestrators.get(run.hyperscale_instance_id or "") or self.engines[run.engine_id]

    def environment_on(self, engine_id: str, id_or_name: str) -> Environment:
        """The environment with this id or name on an engine."""
        for environment in self.environments.values():
            if environment.engine_id == engine_id and id_or_name in (environment.id, environment.name):
                return environment
        raise refusal(404, f"There is no environment {id_or_name!r} on engine {engine_id}")


def _found(table: Mapping[str, T], id: str, what: str) -> T:
    if id not in table:
        raise refusal(404, f"There is no {what} {id!r}")
    return table[id]
