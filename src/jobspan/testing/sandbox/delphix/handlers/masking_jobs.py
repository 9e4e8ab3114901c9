"""The operations on masking jobs."""

from __future__ import annotations

from typing import Any

from jobspan.testing.sandbox.delphix.bodies import Body, choice, flag, integer, tag_list, text
from jobspan.testing.sandbox.delphix.dct_jobs import Work, start_job
from jobspan.testing.sandbox.delphix.entities import Credentials, Job, Kind, MaskingJob
from jobspan.testing.sandbox.delphix.errors import refusal
from jobspan.testing.sandbox.delphix.filterable import MASKING_JOBS, SOURCE_ENGINES
from jobspan.testing.sandbox.delphix.handlers.tags import tag_routes
from jobspan.testing.sandbox.delphix.paging import View, page_of
from jobspan.testing.sandbox.delphix.state import State
from jobspan.testing.sandbox.delphix.transfers import Destination, copy_job, execute_job, forget_job, migrate_job
from jobspan.testing.sandbox.delphix.views import connector_view, job_view, masking_job_view
from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.routing import Route

_TUNING = {
    name: integer(-(2**31), 2**31 - 1)
    for name in [
        "max_memory",
        "min_memory",
        "feedback_size",
        "stream_row_limit",
        "num_input_streams",
        "max_concurrent_source_connections",
        "max_concurrent_target_connections",
        "parallelism_degree",
    ]
}
_HYPERSCALE_SETTINGS = {
    **_TUNING,
    "description": text(),
    "dataset_id": text(),
    "retain_execution_data": choice("NO", "ON_ERROR", "ALWAYS"),
}
_LOGIN = {
    "connector_username": text(1, 256),
    "connector_password": text(1, 4096),
    "on_the_fly_source_connector_username": text(1, 256),
    "on_the_fly_source_connector_password": text(1, 4096),
}
_UPDATE = Body({"name": text(1, 1024), **_LOGIN, **_HYPERSCALE_SETTINGS})
_MOVE = Body(
    {
        "target_engine_id": text(1, 256),
        "target_environment_id": text(1, 256),
        "source_environment_id": text(1, 256),
        "force_overwrite": flag,
    },
    # The environment is optional in the schema, but the vendor does not document what happens without it.
    required={"target_engine_id", "target_environment_id"},
)
_EXECUTE = Body({"engine_id": text(1)})
_ENGINE = Body({"engine_id": text(1)}, required={"engine_id"})
_CREATE = Body(
    {
        **_HYPERSCALE_SETTINGS,
        "name": text(1),
        "job_type": choice("HYPERSCALE"),
        "hyperscale_instance_id": text(1),
        "source_masking_job_id": text(1),
        "hyperscale_source_connector_username": text(),
        "hyperscale_source_connector_password": text(),
        "hyperscale_target_connector_username": text(),
        "hyperscale_target_connector_password": text(),
        "mount_point_id": text(),
        "unload_split": integer(),
        "stream_size": integer(),
        "tags": tag_list,
        "make_current_account_owner": flag,
    },
    required={"name", "hyperscale_instance_id", "source_masking_job_id"},
)


class MaskingJobHandlers:
    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> tuple[Route, ...]:
        base = "/masking-jobs"
        one = f"{base}/{{maskingJobId}}"
        return (
            Route("get_masking_jobs", "GET", base, self.find),
            Route("search_masking_jobs", "POST", f"{base}/search", self.find),
            Route("create_masking_job", "POST", base, self.create),
            Route("get_masking_job_source_engines", "GET", f"{base}/source-engines", self.source_engines),
            Route("search_masking_job_source_engines", "POST", f"{base}/source-engines/search", self.source_engines),
            Route("get_masking_job_by_id", "GET", one, self.get),
            Route("update_masking_job_by_id", "PATCH", one, self.update),
            Route("delete_masking_job", "DELETE", one, self.delete),
            Route("copy_masking_job", "POST", f"{one}/copy", self.copy),
            Route("migrate_masking_job", "POST", f"{one}/migrate", self.migrate),
            Route("execute_masking_job", "POST", f"{one}/execute", self.execute),
            Route("get_masking_job_connectors", "GET", f"{one}/connectors", self.connectors),
            Route("re_import_masking_job", "POST", f"{one}/re-import", self.re_import),
            Route("add_engine_to_masking_job", "POST", f"{one}/add-engine", self.add_engine),
            Route("remove_engine_from_masking_job", "POST", f"{one}/remove-engine", self.remove_engine),
            *tag_routes(
                one,
                self._state.masking_job,
                get="get_masking_job_tag",
                create="create_masking_job_tag",
                delete="delete_masking_job_tag",
            ),
        )

    def find(self, call: Call) -> Reply:
        jobs = (job for job in self._state.masking_jobs.values() if job.kind is Kind.MASKING)
        page = page_of(call, (self._filterable(job) for job in jobs), MASKING_JOBS)
        for view in page.items:
            view.get("ruleset", {}).pop("connector_id", None)
        return Reply.of_json(page.document())

    def _filterable(self, job: MaskingJob) -> View:
        """A view with the one name that can only be filtered by."""
        view = masking_job_view(self._state, job)
        if "ruleset" in view:
            view["ruleset"]["connector_id"] = self._state.rule_sets[job.rule_set_id].connector_id
        return view

    def get(self, call: Call) -> Reply:
        return Reply.of_json(masking_job_view(self._state, self._job(call)))

    def source_engines(self, call: Call) -> Reply:
        pairs = ((job.id, self._state.source_engine_of(job)) for job in self._state.masking_jobs.values())
        views = ({"masking_job_id": id, "source_engine_id": engine} for id, engine in pairs if engine is not None)
        return Reply.of_json(page_of(call, views, SOURCE_ENGINES).document())

    def connectors(self, call: Call) -> Reply:
        job = self._job(call)
        slots = {"connector": connector_view(self._state, self._state.target_of(job))}
        if job.on_the_fly_connector_id is not None:
            source = self._state.connectors[job.on_the_fly_connector_id]
            slots["on_the_fly_connector"] = connector_view(self._state, source)
        return Reply.of_json(slots)

    def create(self, call: Call) -> Reply:
        """Only HYPERSCALE jobs are created here, from a standard job that exists."""
        values = _CREATE.read(call)
        source = self._state.masking_job(values["source_masking_job_id"])
        created = MaskingJob(
            id=self._state.world.new_uuid(),
            name=values["name"],
            creation_date=self._state.world.now(),
            rule_set_id=source.rule_set_id,
            on_the_fly_connector_id=source.on_the_fly_connector_id,
            hyperscale_instance_id=values["hyperscale_instance_id"],
            source_masking_job_id=source.id,
            engine_ids=[engine for engine in [self._state.source_engine_of(source)] if engine is not None],
            settings={name: values[name] for name in _HYPERSCALE_SETTINGS if name in values},
            target_login=Credentials(
                username=values.get("hyperscale_target_connector_username"),
                password=values.get("hyperscale_target_connector_password"),
            ),
            source_login=Credentials(
                username=values.get("hyperscale_source_connector_username"),
                password=values.get("hyperscale_source_connector_password"),
            ),
            tags=[(tag["key"], tag["value"]) for tag in values.get("tags", [])],
        )

        def work(task: Job) -> None:
            self._state.masking_jobs[created.id] = created

        task = self._task(call, "MASKING_JOB_CREATE", created, work)
        return Reply.of_json({"id": created.id, "job": job_view(self._state, task)})

    def update(self, call: Call) -> Reply:
        job, changes = self._job(call), _UPDATE.read(call)
        refused = sorted(changes.keys() & (_LOGIN if job.is_hyperscale else _HYPERSCALE_SETTINGS).keys())
        if refused:
            raise refusal(400, f"Not for a job of this type: {', '.join(refused)}")
        self._refuse_while_running(job)
        job.name = changes.pop("name", job.name)
        for login, prefix in ((job.target_login, ""), (job.source_login, "on_the_fly_source_")):
            login.username = changes.pop(f"{prefix}connector_username", login.username)
            login.password = changes.pop(f"{prefix}connector_password", login.password)
        job.settings |= changes
        job.revision += 1
        source_engine = self._state.source_engine_of(job)
        if source_engine is not None:
            job.synced[source_engine] = job.revision
        return Reply.of_json(masking_job_view(self._state, job))

    def delete(self, call: Call) -> Reply:
        job = self._job(call)
        self._refuse_while_running(job)
        task = delete_job(self._state, job, self._caller(call), force=call.query.get("force", "").lower() == "true")
        return Reply.of_json({"job": job_view(self._state, task)})

    def copy(self, call: Call) -> Reply:
        job, to = self._job(call), self._destination(call)
        task, copy_id = copy_job(self._state, job, to, self._caller(call))
        return Reply.of_json({"job": job_view(self._state, task), "masking_job_id": copy_id})

    def migrate(self, call: Call) -> Reply:
        job, to = self._job(call), self._destination(call)
        self._refuse_while_running(job)
        return Reply.of_json({"job": job_view(self._state, migrate_job(self._state, job, to, self._caller(call)))})

    def execute(self, call: Call) -> Reply:
        job, engine_id = self._job(call), _EXECUTE.read(call).get("engine_id")
        if job.is_hyperscale:
            if not job.engine_ids:
                raise refusal(409, "The job has no engine to run on")
            engine_id = job.engine_ids[0]
        elif engine_id is None:
            raise refusal(400, "Missing required field: engine_id (for a STANDARD job)")
        if self._state.engine(engine_id).type not in ("MASKING", "BOTH"):
            raise refusal(400, f"Engine {engine_id} is not a compliance engine")
        task = execute_job(self._state, job, engine_id, self._caller(call))
        return Reply.of_json({"job": job_view(self._state, task)})

    def re_import(self, call: Call) -> Reply:
        job = self._hyperscale_job(call)
        return self._changed(call, "MASKING_JOB_RE_IMPORT", job, lambda task: None)

    def add_engine(self, call: Call) -> Reply:
        job, engine = self._hyperscale_job(call), self._state.engine(_ENGINE.read(call)["engine_id"])

        def work(task: Job) -> None:
            if engine.id not in job.engine_ids:
                job.engine_ids.append(engine.id)

        return self._changed(call, "MASKING_JOB_ADD_ENGINE", job, work)

    def remove_engine(self, call: Call) -> Reply:
        job, engine = self._hyperscale_job(call), self._state.engine(_ENGINE.read(call)["engine_id"])

        def work(task: Job) -> None:
            if engine.id in job.engine_ids:
                job.engine_ids.remove(engine.id)

        return self._changed(call, "MASKING_JOB_REMOVE_ENGINE", job, work)

    def _job(self, call: Call) -> MaskingJob:
        return self._state.masking_job(call.params["maskingJobId"])

    def _hyperscale_job(self, call: Call) -> MaskingJob:
        job = self._job(call)
        if not job.is_hyperscale:
            raise refusal(400, "Only a HYPERSCALE job allows this")
        return job

    def _caller(self, call: Call) -> int:
        return self._state.access.caller_id(call)

    def _refuse_while_running(self, job: MaskingJob) -> None:
        if any(run.active for run in self._state.runs_of(job)):
            raise refusal(409, f"{job.name!r} is running")

    def _destination(self, call: Call) -> Destination:
        body: dict[str, Any] = _MOVE.read(call)
        engine = self._state.engine(body["target_engine_id"])
        environment = self._state.environment_on(engine.id, body["target_environment_id"])
        source = body.get("source_environment_id")
        return Destination(
            environment=environment,
            source_environment=self._state.environment_on(engine.id, source) if source else environment,
            force_overwrite=body.get("force_overwrite", False),
        )

    def _task(self, call: Call, type: str, job: MaskingJob, work: Work) -> Job:
        return start_job(
            self._state,
            type,
            account_id=self._caller(call),
            target_id=job.id,
            target_name=job.name,
            engine_ids=job.engine_ids,
            work=work,
        )

    def _changed(self, call: Call, type: str, job: MaskingJob, work: Work) -> Reply:
        return Reply.of_json({"job": job_view(self._state, self._task(call, type, job, work))})


def delete_job(state: State, job: MaskingJob, account_id: int, *, force: bool) -> Job:
    """Remove a job here and on its engines. An engine that does not answer stops that, unless forced to go on."""
    unreachable = [(engine, number) for engine, number in job.local_ids.items() if not state.engines[engine].online]

    def obstacle(task: Job) -> str | None:
        return "Unable to connect to the engine." if unreachable and not force else None

    def work(task: Job) -> None:
        if unreachable:
            task.error_details = "Unable to connect to the engine."
            task.warning_message = " ".join(
                f"Failed to remove local MaskingJob, engineId: {engine} localMaskingJobId: {number}."
                for engine, number in unreachable
            )
        forget_job(state, job)

    return start_job(
        state,
        "MASKING_JOB_DELETE",
        account_id=account_id,
        target_id=job.id,
        target_name=job.name,
        engine_ids=list(job.local_ids),
        obstacle=obstacle,
        work=work,
    )
