"""How the appliance shows jobs, schedules and runs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from jobspan.testing.sandbox.ciphertrust.entities import Job, Run, Schedule

URN = {
    "account": "kylo:kylo:admin:accounts:kylo",
    "application": "ncryptify:gemalto:admin:apps:kylo",
    "devAccount": "ncryptify:gemalto:admin:accounts:gemalto",
}


def sync_job(job: Job) -> dict[str, Any]:
    ended = {"completed_at": stamp(job.timeline.changed_at - timedelta(microseconds=166))}
    return {
        "id": job.id,
        "uri": f"kylo:kylo:cckm:synchronize:{job.id}",
        **URN,
        "createdAt": stamp(job.created),
        "updatedAt": stamp(job.timeline.changed_at),
        **({} if job.running else ended),
        "overall_status": job.timeline.state,
        "detailed_status": {unit: _unit_text(job, unit, number) for number, unit in enumerate(job.units)},
        "cloud": job.family.cloud,
        **job.options,
        job.family.job_field: job.listed,
        "abort": job.abort,
    }


def new_sync_job(job: Job) -> dict[str, Any]:
    """The answer to a start, the only one whose times have nanoseconds."""
    return sync_job(job) | {
        "createdAt": stamp(job.created, 246),
        "updatedAt": stamp(job.created + timedelta(microseconds=3483), 885),
    }


def schedule(config: Schedule) -> dict[str, Any]:
    return {
        "id": config.id,
        "uri": f"kylo:kylo:scheduler:job-configs:{config.id}",
        **URN,
        "createdAt": stamp(config.created),
        "updatedAt": stamp(config.updated),
        "name": config.name,
        "operation": config.operation,
        **config.fields,
        "job_config_params": config.parameters,
    }


def run(each: Run, linked: bool = False) -> dict[str, Any]:
    """A run; `linked` makes it name its first job, which is not documented."""
    names = {"sync_job_id": each.jobs[0].id} if linked and each.jobs else {}
    return {
        "id": each.id,
        "uri": f"kylo:kylo:scheduler:jobs:{each.id}",
        **URN,
        "createdAt": stamp(each.created),
        "updatedAt": stamp(each.updated),
        "name": each.schedule.name,
        "operation": each.schedule.operation,
        "status": each.status,
        "job_config_id": each.schedule.id,
        "processing_node": "node-1",
        **names,
    }


def stamp(moment: datetime, nanoseconds: int = 0) -> str:
    """RFC 3339 with trailing zeros of the fraction cut: `2026-01-05T09:00:00.5Z`. `nanoseconds` (below a microsecond) give up
    to nine digits."""
    fraction = f"{moment.microsecond:06d}{nanoseconds:03d}".rstrip("0")
    whole = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return f"{whole}.{fraction}Z" if fraction else f"{whole}Z"


def _unit_text(job: Job, unit: str, number: int) -> str:
    done = job.done_before_abort if job.abort else job.units_done()
    if number >= done and (job.running or job.abort):
        return "in_progress"
    return job.broken.get(unit, f"{job.family.word} synchronized successfully")
