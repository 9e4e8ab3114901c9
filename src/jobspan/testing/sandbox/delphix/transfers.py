"""Copy, migrate and execute: how a masking job gets onto another engine.

Source: https://dct.delphix.com/docs/ ("Copy job", "Migrate job", "Execute job").
"""

from __future__ import annotations

import attrs

from jobspan.testing.sandbox.delphix.dct_jobs import busy_with, start_job
from jobspan.testing.sandbox.delphix.entities import Connector, Environment, Job, MaskingJob, RuleSet
from jobspan.testing.sandbox.delphix.errors import refusal
from jobspan.testing.sandbox.delphix.runs import submit_run
from jobspan.testing.sandbox.delphix.state import State


@attrs.frozen
class Destination:
    """Where a copy or migration goes."""

    environment: Environment
    source_environment: Environment
    """Where the connector goes that an on-the-fly job reads from."""
    force_overwrite: bool

    @property
    def engine_id(self) -> str:
        return self.environment.engine_id


def copy_job(state: State, job: MaskingJob, to: Destination, account_id: int) -> tuple[Job, str]:
    """Copy to (engine, environment), or synchronize the copy that is there already. Credentials are not copied."""
    _check_move(job, to)
    key = (job.id, to.engine_id, to.environment.id)
    foreign = _namesake(state, job, to.environment)
    copy_id = state.copies.get(key) or (foreign.id if foreign and to.force_overwrite else state.world.new_uuid())

    def obstacle(task: Job) -> str | None:
        clash = _namesake(state, job, to.environment)
        if clash is not None and clash.id != copy_id and not to.force_overwrite:
            return f"A job named {job.name!r} exists already in environment {to.environment.name!r}"
        return busy_with(state, to.engine_id, but=task)

    def work(task: Job) -> None:
        existing = state.masking_jobs.get(copy_id)
        copied = existing or MaskingJob(
            id=copy_id, name=job.name, creation_date=state.world.now(), rule_set_id=job.rule_set_id
        )
        _put_on(state, job, copied, to)
        state.masking_jobs[copy_id] = copied
        state.copies[key] = copy_id
        task.result = {"masking_job_id": copy_id}

    task = start_job(
        state,
        "MASKING_JOB_COPY",
        account_id=account_id,
        target_id=job.id,
        target_name=job.name,
        engine_ids=[to.engine_id],
        syncs=True,
        obstacle=obstacle,
        work=work,
    )
    return task, copy_id


def migrate_job(state: State, job: MaskingJob, to: Destination, account_id: int) -> Job:
    """Make another engine the source engine of the same masking job."""
    _check_move(job, to)

    def obstacle(task: Job) -> str | None:
        if _namesake(state, job, to.environment) is not None and not to.force_overwrite:
            return f"A job named {job.name!r} exists already in environment {to.environment.name!r}"
        return busy_with(state, to.engine_id, but=task)

    def work(task: Job) -> None:
        overwritten = _namesake(state, job, to.environment)
        if overwritten is not None:
            forget_job(state, overwritten)
        job.synced.clear()
        job.local_ids.clear()
        _put_on(state, job, job, to)

    return start_job(
        state,
        "MASKING_JOB_MIGRATE",
        account_id=account_id,
        target_id=job.id,
        target_name=job.name,
        engine_ids=[to.engine_id],
        syncs=True,
        obstacle=obstacle,
        work=work,
    )


def execute_job(
    state: State,
    job: MaskingJob,
    engine_id: str,
    account_id: int,
    *,
    source_connector_id: str | None = None,
    target_connector_id: str | None = None,
) -> Job:
    """Bring the job to an engine, if it is not there in its latest form, and submit a run, with its own connectors or others.

    Only bringing it there needs an idle engine; a run on a busy engine waits in its queue.
    """
    to_sync = not job.is_hyperscale and job.synced.get(engine_id) != job.revision

    def obstacle(task: Job) -> str | None:
        if to_sync:
            return busy_with(state, engine_id, but=task)
        return None if state.engines[engine_id].online else "Unable to connect to the engine."

    def work(task: Job) -> None:
        engine = state.engines[engine_id]
        job.synced[engine_id] = job.revision
        job.local_ids.setdefault(engine_id, engine.next_number("JOB"))
        task.execution_id = submit_run(
            state,
            job,
            engine_id,
            account_id,
            source_connector_id=source_connector_id,
            target_connector_id=target_connector_id,
        ).id
        task.result = {"execution_id": task.execution_id}

    return start_job(
        state,
        "MASKING_JOB_EXECUTE",
        account_id=account_id,
        target_id=job.id,
        target_name=job.name,
        engine_ids=job.engine_ids if job.is_hyperscale else [engine_id],
        syncs=to_sync,
        obstacle=obstacle,
        work=work,
    )


def forget_job(state: State, job: MaskingJob) -> None:
    """Remove a masking job with its execution history."""
    state.masking_jobs.pop(job.id, None)
    state.executions = {id: run for id, run in state.executions.items() if run.masking_job_id != job.id}
    state.copies = {key: id for key, id in state.copies.items() if job.id not in (id, key[0])}


def _check_move(job: MaskingJob, to: Destination) -> None:
    if job.is_hyperscale:
        raise refusal(400, "A HYPERSCALE job cannot be copied or migrated")
    if to.environment.purpose != "MASK":
        raise refusal(400, f"Environment {to.environment.name!r} does not hold masking jobs")
    if job.environment_id == to.environment.id:
        raise refusal(409, f"{job.name!r} is in environment {to.environment.name!r} already")


def _namesake(state: State, job: MaskingJob, environment: Environment) -> MaskingJob | None:
    """Another job of the same name in an environment: names identify objects there."""
    for other in state.masking_jobs.values():
        if other is not job and other.environment_id == environment.id and other.name == job.name:
            return other
    return None


def _put_on(state: State, original: MaskingJob, placed: MaskingJob, to: Destination) -> None:
    """Write the definition of `original` to the destination, in the form of the job `placed`."""
    engine = state.engines[to.engine_id]
    rules = state.rule_sets[original.rule_set_id]
    target = _connector_on(state, state.target_of(original), to.environment)
    if original.on_the_fly_connector_id is not None:
        source = _connector_on(state, state.connectors[original.on_the_fly_connector_id], to.source_environment)
        placed.on_the_fly_connector_id = source.id
    placed.rule_set_id = _rule_set_on(state, rules, target).id
    placed.name = original.name
    placed.environment_id = to.environment.id
    placed.settings = dict(original.settings)
    placed.revision += 1
    placed.synced = {engine.id: placed.revision}
    placed.local_ids.setdefault(engine.id, engine.next_number("JOB"))


def _connector_on(state: State, original: Connector, environment: Environment) -> Connector:
    """The connector of that name in the environment. One that exists keeps its credentials; a new one has none."""
    for connector in state.connectors.values():
        if connector.environment_id == environment.id and connector.name == original.name:
            connector.values = dict(original.values)
            return connector
    engine = state.engines[environment.engine_id]
    connector = Connector(
        id=f"{engine.id}-{original.type}-{engine.next_number(original.type)}",
        name=original.name,
        type=original.type,
        engine_id=engine.id,
        environment_id=environment.id,
        values=dict(original.values),
        username=original.username,
    )
    state.connectors[connector.id] = connector
    return connector


def _rule_set_on(state: State, original: RuleSet, connector: Connector) -> RuleSet:
    for rules in state.rule_sets.values():
        if rules.connector_id == connector.id and rules.name == original.name:
            rules.tables, rules.algorithms = list(original.tables), list(original.algorithms)
            return rules
    rules = attrs.evolve(
        original,
        id=f"{connector.engine_id}-RULESET-{state.engines[str(connector.engine_id)].next_number('RULESET')}",
        connector_id=connector.id,
    )
    state.rule_sets[rules.id] = rules
    return rules
