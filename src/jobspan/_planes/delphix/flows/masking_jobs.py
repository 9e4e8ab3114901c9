"""Masking jobs: create, update, delete, and what only Hyperscale jobs can do."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.jobs import Started, started
from jobspan._core.operation import Operation
from jobspan._core.rules import evaluate
from jobspan._core.validation import Validator, present, validating
from jobspan._planes.delphix.flows.change import change, launch
from jobspan._planes.delphix.flows.reconcile import deletion
from jobspan._planes.delphix.flows.tags import tag_pairs
from jobspan._planes.delphix.job_kinds import CREATE_MASKING_JOB_KIND, JOB
from jobspan._planes.delphix.models.jobs import Job
from jobspan._planes.delphix.models.masking_jobs import JobStarted, MaskingJob, RetainExecutionData
from jobspan._planes.delphix.models.shared import TagsInput
from jobspan._planes.delphix.operations.masking_jobs import (
    CREATE_MASKING_JOB,
    DELETE_MASKING_JOB,
    GET_MASKING_JOB_BY_ID,
    UPDATE_MASKING_JOB_BY_ID,
)
from jobspan._planes.delphix.rules import HYPERSCALE_ONLY, MASKING_JOB_NOT_RUNNING
from jobspan.credentials import Secret

_SECRETS = frozenset(
    {
        "connector_password",
        "on_the_fly_source_connector_password",
        "hyperscale_source_connector_password",
        "hyperscale_target_connector_password",
    }
)
_LARGEST: Final = 2**31 - 1
_BOUNDS: Final = {
    "max_memory": (0, _LARGEST),
    "min_memory": (0, _LARGEST),
    "feedback_size": (0, _LARGEST),
    "stream_row_limit": (0, _LARGEST),
    "num_input_streams": (0, _LARGEST),
    "max_concurrent_source_connections": (0, _LARGEST),
    "max_concurrent_target_connections": (0, _LARGEST),
    "parallelism_degree": (-1, _LARGEST),
    "unload_split": (0, 2**63 - 1),
    "stream_size": (0, 2**63 - 1),
}
_MAY_BE_EMPTY = frozenset({"description", "dataset_id"})
_LONGEST = {"name": 1024, "connector_username": 256, "on_the_fly_source_connector_username": 256}


def fields(problems: Validator, values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that were given, checked and ready to send. DCT takes no null here, so ``None`` means *not given*."""
    given = present(values)
    for name, value in given.items():
        if name in _BOUNDS:
            problems.whole(name, value, *_BOUNDS[name])
        elif name == "retain_execution_data":
            problems.one_of(name, value, [each.value for each in RetainExecutionData])
        elif name in _SECRETS:
            given[name] = _secret(problems, name, value)
        elif isinstance(value, str) and name not in _MAY_BE_EMPTY:
            problems.text(name, value, longest=_LONGEST.get(name))
    return given


def _secret(problems: Validator, name: str, value: str | Secret) -> Secret:
    secret = Secret(value)
    if not 1 <= len(secret.reveal()) <= 4096:
        problems.add(name, "must be 1..4096 characters long")
    return secret


def update(ctx: PlaneContext, job_id: str, values: Mapping[str, Any]) -> Flow[MaskingJob]:
    """Change fields; only those given are sent. DCT answers with the changed job at once."""
    with validating(UPDATE_MASKING_JOB_BY_ID) as problems:
        problems.text("job_id", job_id)
        body = fields(problems, values)
        if not body:
            problems.add("fields", "nothing to change", sorted(values))
    return (yield from change(ctx, UPDATE_MASKING_JOB_BY_ID, job_id, path={"maskingJobId": job_id}, body=body))


def create(
    ctx: PlaneContext, name: str, job_type: str, values: Mapping[str, Any], tags: TagsInput | None
) -> Flow[Started[Job, MaskingJob]]:
    """Create a Hyperscale job (DCT documents no other kind)."""
    with validating(CREATE_MASKING_JOB) as problems:
        problems.text("name", name, longest=1024)
        problems.text("job_type", job_type)
        body = {"name": name, "job_type": str(job_type)} | fields(problems, values)
        if tags is not None:
            body["tags"] = tag_pairs(problems, tags)
    answer = yield from change(ctx, CREATE_MASKING_JOB, name, body=body)
    return (yield from started(ctx, CREATE_MASKING_JOB_KIND, answer.job.id, answer.job, masking_job_id=answer.id))


def delete(ctx: PlaneContext, job_id: str, force: bool) -> Flow[Started[Job, Job]]:
    """Delete a job, its history, and what execute spread to engines."""
    with validating(DELETE_MASKING_JOB) as problems:
        problems.text("job_id", job_id)
    verdicts = yield from evaluate(ctx, MASKING_JOB_NOT_RUNNING, f"masking job {job_id}", _reading(ctx, job_id))
    notes = ["Its execution history, and the job on every engine that ran it, go as well."]
    if force:
        notes.append(
            "With force, failures on engines are ignored and leave residue: see warning_message of the result."
        )
    return (
        yield from launch(
            ctx,
            DELETE_MASKING_JOB,
            JOB,
            job_id,
            path={"maskingJobId": job_id},
            query={"force": True if force else None},
            verdicts=verdicts,
            notes=notes,
            reconcile=deletion(ctx, job_id),
        )
    )


def _reading(ctx: PlaneContext, job_id: str) -> Callable[[], Flow[MaskingJob]]:
    return lambda: call(ctx, GET_MASKING_JOB_BY_ID, path={"maskingJobId": job_id})


def hyperscale(
    ctx: PlaneContext, operation: Operation[JobStarted], job_id: str, engine_id: str | None = None
) -> Flow[Started[Job, Job]]:
    """Re-import a Hyperscale job, or add or remove one of its engines."""
    with validating(operation) as problems:
        problems.text("job_id", job_id)
        problems.optional_text("engine_id", engine_id)
    verdicts = yield from evaluate(ctx, HYPERSCALE_ONLY, f"masking job {job_id}", _reading(ctx, job_id))
    return (
        yield from launch(
            ctx,
            operation,
            JOB,
            job_id,
            path={"maskingJobId": job_id},
            body=None if engine_id is None else {"engine_id": engine_id},
            verdicts=verdicts,
        )
    )
