"""The operations on DCT jobs."""

from __future__ import annotations

from jobspan.testing.sandbox.delphix.entities import FINISHED_JOB
from jobspan.testing.sandbox.delphix.errors import refusal
from jobspan.testing.sandbox.delphix.filterable import JOBS
from jobspan.testing.sandbox.delphix.handlers.tags import tag_routes
from jobspan.testing.sandbox.delphix.paging import page_of
from jobspan.testing.sandbox.delphix.state import State
from jobspan.testing.sandbox.delphix.views import job_view
from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.routing import Route


class JobHandlers:
    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> tuple[Route, ...]:
        return (
            Route("get_jobs", "GET", "/jobs", self.find),
            Route("search_jobs", "POST", "/jobs/search", self.find),
            Route("get_job_by_id", "GET", "/jobs/{jobId}", self.get),
            Route("get_job_result", "GET", "/jobs/{jobId}/result", self.result),
            Route("abandon_job", "POST", "/jobs/{jobId}/abandon", self.abandon),
            *tag_routes(
                "/jobs/{jobId}", self._state.job, get="get_job_tags", create="create_job_tags", delete="delete_job_tag"
            ),
        )

    def find(self, call: Call) -> Reply:
        page = page_of(call, (job_view(self._state, job) for job in self._state.jobs.values()), JOBS)
        for item in page.items:
            self._state.jobs[item["id"]].timeline.polled()
        return Reply.of_json(page.document() | ({"errors": []} if call.method == "GET" else {}))

    def get(self, call: Call) -> Reply:
        job = self._state.job(call.params["jobId"])
        reply = Reply.of_json(job_view(self._state, job))
        job.timeline.polled()
        return reply

    def result(self, call: Call) -> Reply:
        view = job_view(self._state, self._state.job(call.params["jobId"]))
        if "result" not in view:
            raise refusal(404, f"Job {view['id']} has no result")
        return Reply.of_json({"job_id": view["id"], "result_type": view["result_type"], "result": view["result"]})

    def abandon(self, call: Call) -> Reply:
        """DCT stops tracking the job; the work goes on."""
        job = self._state.job(call.params["jobId"])
        if job.status in FINISHED_JOB:
            raise refusal(409, f"Job {job.id} is {job.status} already")
        job.abandoned_at = self._state.world.now()
        return Reply(204)
