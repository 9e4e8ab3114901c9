"""The operations on collections of compliance jobs, and on their runs."""

from __future__ import annotations

from collections.abc import Iterable

from jobspan.testing.sandbox.delphix.bodies import Body, choice, member_list, tag_list, text
from jobspan.testing.sandbox.delphix.collection_views import collection_execution_view, collection_view
from jobspan.testing.sandbox.delphix.dct_jobs import complete_job, start_job
from jobspan.testing.sandbox.delphix.entities import CollectionExecution, Job, JobCollection, MaskingJob, Member
from jobspan.testing.sandbox.delphix.errors import refusal
from jobspan.testing.sandbox.delphix.filterable import COLLECTION_EXECUTIONS, JOB_COLLECTIONS, JOBS_OF_COLLECTION
from jobspan.testing.sandbox.delphix.handlers.tags import tag_routes
from jobspan.testing.sandbox.delphix.job_collections import cancel_collection_run, execute_collection, look_at
from jobspan.testing.sandbox.delphix.paging import View, page_of
from jobspan.testing.sandbox.delphix.state import State
from jobspan.testing.sandbox.delphix.views import compliance_job_view, job_view
from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.routing import Route

_FIELDS = {
    "name": text(1),
    "description": text(),
    "failure_handling": choice("IGNORE", "CANCEL_ALL", "CANCEL_SUBSEQUENT"),
    "members": member_list,
}
_CREATE = Body({**_FIELDS, "tags": tag_list}, required={"name"})
_UPDATE = Body(_FIELDS)
_NOTHING = Body({})


class JobCollectionHandlers:
    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> tuple[Route, ...]:
        base = "/compliance-job-collections"
        one = f"{base}/{{complianceJobCollectionId}}"
        runs = "/job-collection-executions"
        run = f"{runs}/{{jobCollectionExecutionId}}"
        return (
            Route("get_compliance_job_collections", "GET", base, self.find),
            Route("search_compliance_job_collections", "POST", f"{base}/search", self.find),
            Route("create_compliance_job_collection", "POST", base, self.create),
            Route("get_compliance_job_collection_by_id", "GET", one, self.get),
            Route("update_compliance_job_collection", "PATCH", one, self.update),
            Route("delete_compliance_job_collection", "DELETE", one, self.delete),
            Route("execute_compliance_job_collection", "POST", f"{one}/execute", self.execute),
            Route("get_compliance_job_collection_jobs", "GET", f"{one}/jobs", self.jobs),
            Route("search_compliance_job_collection_jobs", "POST", f"{one}/jobs/search", self.jobs),
            *tag_routes(
                one,
                self._state.job_collection,
                get="get_compliance_job_collection_tags",
                create="create_compliance_job_collection_tags",
                delete="delete_compliance_job_collection_tags",
            ),
            Route("get_job_collection_executions", "GET", runs, self.find_runs),
            Route("search_job_collection_executions", "POST", f"{runs}/search", self.find_runs),
            Route("get_job_collection_execution_by_id", "GET", run, self.get_run),
            Route("cancel_job_collection_execution", "POST", f"{run}/cancel", self.cancel),
        )

    def find(self, call: Call) -> Reply:
        views = (collection_view(self._state, each) for each in self._state.job_collections.values())
        return Reply.of_json(page_of(call, views, JOB_COLLECTIONS).document())

    def get(self, call: Call) -> Reply:
        return Reply.of_json(collection_view(self._state, self._collection(call)))

    def create(self, call: Call) -> Reply:
        values = _CREATE.read(call)
        made = JobCollection(
            id=self._state.world.new_uuid(),
            name=values["name"],
            description=values.get("description"),
            failure_handling=values.get("failure_handling"),
            creation_date=self._state.world.now(),
            members=self._members(values.get("members", ())),
            tags=[(tag["key"], tag["value"]) for tag in values.get("tags", ())],
        )
        self._state.job_collections[made.id] = made
        return Reply.of_json({"id": made.id, "job": self._done(call, "CREATE", made)}, 201)

    def update(self, call: Call) -> Reply:
        collection, changes = self._collection(call), _UPDATE.read(call)
        if "members" in changes:
            collection.members = self._members(changes["members"])
        collection.name = changes.get("name", collection.name)
        collection.description = changes.get("description", collection.description)
        collection.failure_handling = changes.get("failure_handling", collection.failure_handling)
        return Reply.of_json({"job": self._done(call, "UPDATE", collection)})

    def delete(self, call: Call) -> Reply:
        collection = self._collection(call)
        self._refuse_while_it_runs(collection)
        del self._state.job_collections[collection.id]
        return Reply.of_json({"job": self._done(call, "DELETE", collection)})

    def execute(self, call: Call) -> Reply:
        """A body may be there; it has no fields."""
        collection = self._collection(call)
        _NOTHING.read(call)
        self._refuse_while_it_runs(collection)
        task = execute_collection(self._state, collection, self._state.access.caller_id(call))
        return Reply.of_json({"job": job_view(self._state, task)})

    def jobs(self, call: Call) -> Reply:
        views = (compliance_job_view(self._state, job) for job in self._jobs_of(self._collection(call)))
        return Reply.of_json(page_of(call, views, JOBS_OF_COLLECTION).document())

    def find_runs(self, call: Call) -> Reply:
        runs = self._state.collection_executions
        page = page_of(
            call, (collection_execution_view(self._state, run) for run in runs.values()), COLLECTION_EXECUTIONS
        )
        for item in page.items:
            look_at(self._state, runs[item["id"]])
        return Reply.of_json(page.document())

    def get_run(self, call: Call) -> Reply:
        run = self._run(call)
        reply = Reply.of_json(collection_execution_view(self._state, run))
        look_at(self._state, run)
        return reply

    def cancel(self, call: Call) -> Reply:
        """Answers when it was asked for; the run is marked as cancelled a little later."""
        run = self._run(call)
        _NOTHING.read(call)
        if not run.active:
            raise refusal(409, f"The execution is {run.status} already")
        account_id = self._state.access.caller_id(call)
        cancel_collection_run(self._state, run, account_id)
        task = start_job(
            self._state,
            "JOB_COLLECTION_EXECUTION_CANCEL",
            account_id=account_id,
            target_id=run.id,
            target_name=run.collection_name,
        )
        return Reply.of_json({"job": job_view(self._state, complete_job(task))})

    def _collection(self, call: Call) -> JobCollection:
        return self._state.job_collection(call.params["complianceJobCollectionId"])

    def _run(self, call: Call) -> CollectionExecution:
        return self._state.collection_execution(call.params["jobCollectionExecutionId"])

    def _jobs_of(self, collection: JobCollection) -> Iterable[MaskingJob]:
        found = (self._state.masking_jobs.get(each.compliance_job_id) for each in collection.members)
        return (job for job in found if job is not None)

    def _members(self, rows: Iterable[View]) -> list[Member]:
        unknown = [id for row in rows if (id := row["compliance_job_id"]) not in self._state.masking_jobs]
        if unknown:
            raise refusal(400, f"There is no compliance job {unknown[0]!r}")
        return [Member(compliance_job_id=row["compliance_job_id"], sequence=row.get("sequence", 1)) for row in rows]

    def _refuse_while_it_runs(self, collection: JobCollection) -> None:
        for run in self._state.collection_executions.values():
            if run.collection_id == collection.id and run.active:
                raise refusal(409, f"{collection.name!r} is running (execution {run.id})")

    def _done(self, call: Call, verb: str, collection: JobCollection) -> View:
        task: Job = start_job(
            self._state,
            f"COMPLIANCE_JOB_COLLECTION_{verb}",
            account_id=self._state.access.caller_id(call),
            target_id=collection.id,
            target_name=collection.name,
        )
        return job_view(self._state, complete_job(task))
