"""DCT jobs."""

from jobspan._async.change import change
from jobspan._async.handle import AsyncHandle
from jobspan._core.jobs import referenced
from jobspan._core.validation import validating
from jobspan._planes.delphix.flows import jobs
from jobspan._planes.delphix.job_kinds import JOB
from jobspan._planes.delphix.models.jobs import Job, JobResult
from jobspan._planes.delphix.operations import jobs as job_calls
from jobspan._planes.delphix.resources.objects_async import AsyncListed, AsyncTagged, read_one


class AsyncJobs(AsyncListed[Job], AsyncTagged):
    """DCT jobs: the tasks that carry out requests. Source: https://help-api.delphix.com/ (Jobs)."""

    _list = job_calls.GET_JOBS
    _search = job_calls.SEARCH_JOBS
    _get = job_calls.GET_JOB_BY_ID
    _id = _tagged = "jobId"
    _tags = job_calls.GET_JOB_TAGS
    _add_tags = job_calls.CREATE_JOB_TAGS
    _delete_tags = job_calls.DELETE_JOB_TAG

    def watch(self, job_id: str) -> AsyncHandle[Job, Job]:
        """Return a handle for any DCT job, to wait on.

        Args:
            job_id: id of the DCT job, as ``delphix.jobs.list`` shows it.

        Raises:
            ValidationError: the id is empty.
        """
        with validating("delphix.jobs.watch") as problems:
            problems.text("job_id", job_id)
        return self._handle(referenced(self._ctx, JOB, job_id))

    async def result(self, job_id: str) -> JobResult:
        """Read the result of a finished job; recent servers only.

        Args:
            job_id: id of the DCT job, as ``delphix.jobs.list`` shows it.

        Raises:
            NotFound: the id is unknown, or the account may not see the object.
            ValidationError: the id is empty.
        """
        return await self._run(read_one(self._ctx, job_calls.GET_JOB_RESULT, "job_id", jobId=job_id))

    @change
    async def abandon(self, job_id: str) -> None:
        """Make DCT stop tracking a job. This does **not** stop the work: to stop a run, cancel its execution.

        Args:
            job_id: id of the DCT job, as ``delphix.jobs.list`` shows it.

        Raises:
            RuleViolation: the job is finished.
        """
        await self._change(lambda: jobs.abandon(self._ctx, job_id))
