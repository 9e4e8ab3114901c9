"""Compliance jobs, the successors of masking jobs: they know their engine, so ``execute`` takes no engine."""

from collections.abc import Collection, Mapping
from typing import Any

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.jobs import Started, started
from jobspan._core.reconcile import Reconcile
from jobspan._core.validation import Validator, present, validating
from jobspan._planes.delphix.filters import field
from jobspan._planes.delphix.flows.change import change, launch
from jobspan._planes.delphix.flows.compliance_fields import (
    BOUNDS,
    CHOICES,
    CLEARABLE,
    CREATED_WITH,
    NEEDED,
    SWITCHES,
    TEXTS,
    UPDATED_WITH,
)
from jobspan._planes.delphix.flows.reads import newest_execution
from jobspan._planes.delphix.flows.reconcile import adoption, deletion, jobs_before
from jobspan._planes.delphix.job_kinds import EXECUTE, JOB
from jobspan._planes.delphix.models.compliance_jobs import ComplianceJobUpdate, NonConformantData
from jobspan._planes.delphix.models.executions import Execution
from jobspan._planes.delphix.models.jobs import Job
from jobspan._planes.delphix.models.masking_jobs import JobStarted, MaskingJobType
from jobspan._planes.delphix.models.views import Run
from jobspan._planes.delphix.operations.compliance_jobs import (
    CREATE_COMPLIANCE_JOB,
    DELETE_COMPLIANCE_JOB,
    EXECUTE_COMPLIANCE_JOB,
    UPDATE_COMPLIANCE_JOB,
)


def _checked(
    problems: Validator, fields: Mapping[str, Any], allowed: Collection[str]
) -> tuple[dict[str, Any], list[str]]:
    """The fields as they are sent, and notes about them. One unknown to this version is sent as it is."""
    for name, value in fields.items():
        if value is None and name in CLEARABLE:
            continue
        if name in SWITCHES and not isinstance(value, bool):
            problems.add(name, f"{value!r} is not true or false")
        elif name in BOUNDS:
            if isinstance(value, bool) or not isinstance(value, int):
                problems.add(name, f"{value!r} is not a whole number")
            else:
                problems.whole(name, value, *BOUNDS[name])
        elif name in CHOICES:
            problems.one_of(name, str(value), [each.value for each in CHOICES[name]])
        elif name in TEXTS:
            problems.text(name, value)
    unknown = sorted(set(fields) - set(allowed))
    notes = [f"Unknown to this version, sent as given: {', '.join(unknown)}."] if unknown else []
    if str(fields.get("non_conformant_data_handling")) == NonConformantData.NULLIFY:
        notes.append("NULLIFY leaves values of NOT NULL columns unmasked, and no event says so.")
    return dict(fields), notes


def create(ctx: PlaneContext, fields: Mapping[str, Any]) -> Flow[Started[Job, Job]]:
    """Create a job from the fields of DCT's API reference."""
    with validating(CREATE_COMPLIANCE_JOB) as problems:
        for name in NEEDED:
            if name not in fields:
                problems.add(name, "is needed")
        body, notes = _checked(problems, fields, CREATED_WITH)
    answer = yield from change(ctx, CREATE_COMPLIANCE_JOB, str(fields["name"]), body=body, notes=notes)
    return (yield from started(ctx, JOB, answer.job.id, answer.job, compliance_job_id=answer.id))


def update(ctx: PlaneContext, job_id: str, fields: Mapping[str, Any]) -> Flow[ComplianceJobUpdate]:
    with validating(UPDATE_COMPLIANCE_JOB) as problems:
        problems.text("job_id", job_id)
        body, notes = _checked(problems, fields, UPDATED_WITH)
        if not fields:
            problems.add("fields", "nothing to change")
    return (
        yield from change(ctx, UPDATE_COMPLIANCE_JOB, job_id, path={"complianceJobId": job_id}, body=body, notes=notes)
    )


def delete(ctx: PlaneContext, job_id: str) -> Flow[Started[Job, Job]]:
    with validating(DELETE_COMPLIANCE_JOB) as problems:
        problems.text("job_id", job_id)
    return (
        yield from launch(
            ctx,
            DELETE_COMPLIANCE_JOB,
            JOB,
            job_id,
            path={"complianceJobId": job_id},
            reconcile=deletion(ctx, job_id),
        )
    )


def execute(
    ctx: PlaneContext,
    job_id: str,
    source_connector_id: str | None,
    target_connector_id: str | None,
    execution_type: MaskingJobType | str | None,
) -> Flow[Started[Run, Execution]]:
    """Start a run on the job's own engine or orchestrator."""
    with validating(EXECUTE_COMPLIANCE_JOB) as problems:
        problems.text("job_id", job_id)
        problems.optional_text("source_connector_id", source_connector_id)
        problems.optional_text("target_connector_id", target_connector_id)
        problems.one_of("execution_type", execution_type, [each.value for each in MaskingJobType])
    latest: dict[str, str] = {}

    def before() -> Flow[Reconcile[JobStarted]]:
        jobs = yield from jobs_before(ctx, field("target_id").eq(job_id))
        latest.update((yield from newest_execution(ctx, job_id)))
        return (yield from adoption(ctx, jobs, "EXECUTE", job_id, lambda job: JobStarted(job=job)))

    answer = yield from change(
        ctx,
        EXECUTE_COMPLIANCE_JOB,
        job_id,
        path={"complianceJobId": job_id},
        query={"executionType": None if execution_type is None else str(execution_type)},
        body=present({"source_connector_id": source_connector_id, "target_connector_id": target_connector_id}),
        then=("wait until the run that it starts is over",),
        before=before,
    )
    return (yield from started(ctx, EXECUTE, answer.job.id, Run(job=answer.job), masking_job_id=job_id, **latest))
