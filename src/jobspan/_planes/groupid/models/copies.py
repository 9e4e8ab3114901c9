"""New documents made of existing jobs."""

from collections.abc import Sequence

import attrs

from jobspan._core.arguments import held_to_types
from jobspan._planes.groupid.models.collections import CollectionInfo, JobCollection
from jobspan._planes.groupid.models.enums import NEVER_RAN, JobType, OnFailure
from jobspan._planes.groupid.models.job_settings import Settings
from jobspan._planes.groupid.models.jobs import Job
from jobspan._public import public


def as_new(job: Job, *, name: str, description: str | None = None) -> Job:
    """The document of a new job that is otherwise like this one: no ids, no history of runs, not in a collection."""
    info = job.job_info
    return attrs.evolve(
        job,
        job_info=attrs.evolve(
            info,
            job_id=0,
            job_guid=None,
            name=name,
            description=info.description if description is None else description,
            type=JobType.STANDALONE,
            last_run=None,
            last_out_come=NEVER_RAN,
            last_out_come_display_text=None,
            next_run=None,
            times_run=0,
            modified=None,
            schedule="",
            run_order=0,
            collection_id=None,
            scheduled_task=None,
        ),
        fields_map=tuple(attrs.evolve(row, id=0) for row in job.fields_map),
        objects_option=tuple(attrs.evolve(row, id=0, job_id=0) for row in job.objects_option),
        sync_query=tuple(attrs.evolve(row, id=0) for row in job.sync_query),
        settings=Settings(
            tuple(
                attrs.evolve(row, id=0, value="" if row.key == "ScheduledTask" else row.value) for row in job.settings
            )
        ),
        has_access=True,
    )


@public
@held_to_types
def make_collection(
    name: str, jobs: Sequence[Job], *, description: str = "", on_failure: OnFailure | None = None
) -> JobCollection:
    """The document of a collection of copies of jobs, in the order given.

    Args:
        name: name of the new collection.
        jobs: in the order in which they run.
        description: any text; without it, the name.
        on_failure: what happens to the jobs after one that failed; without it, what each job says itself.
    """
    copies = tuple(_copy(job, place, on_failure) for place, job in enumerate(jobs, 1))
    return JobCollection(
        job_collection_info=CollectionInfo(
            name=name, description=description or name, jobs=tuple(job.job_info for job in copies)
        ),
        jobs=copies,
    )


def _copy(job: Job, place: int, on_failure: OnFailure | None) -> Job:
    new = as_new(job, name=job.name)
    info = attrs.evolve(
        new.job_info,
        type=JobType.IN_COLLECTION,
        run_order=place,
        collection_id=0,
        on_failure=on_failure or new.job_info.on_failure,
    )
    return attrs.evolve(new, job_info=info, has_access=False)
