"""The operations on compliance jobs: the newer view of the same jobs, of every kind."""

from __future__ import annotations

from jobspan.testing.sandbox.delphix.bodies import Body, choice, flag, integer, script, tag_list, text, text_list
from jobspan.testing.sandbox.delphix.dct_jobs import Work, start_job
from jobspan.testing.sandbox.delphix.entities import Job, Kind, MaskingJob
from jobspan.testing.sandbox.delphix.errors import refusal
from jobspan.testing.sandbox.delphix.filterable import COMPLIANCE_JOBS
from jobspan.testing.sandbox.delphix.handlers.masking_jobs import delete_job
from jobspan.testing.sandbox.delphix.handlers.tags import tag_routes
from jobspan.testing.sandbox.delphix.paging import View, page_of
from jobspan.testing.sandbox.delphix.state import State
from jobspan.testing.sandbox.delphix.transfers import execute_job
from jobspan.testing.sandbox.delphix.views import compliance_job_view, connector_view, job_view
from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.routing import Route

_LARGEST = 2**31 - 1
_SETTINGS = {
    "description": text(),
    "discovery_policy_id": text(),
    "max_memory": integer(0, _LARGEST),
    "min_memory": integer(0, _LARGEST),
    "feedback_size": integer(1, _LARGEST),
    "stream_row_limit": integer(-1, _LARGEST),
    "num_input_streams": integer(1, _LARGEST),
    "num_output_threads_per_stream": integer(1, _LARGEST),
    "max_concurrent_source_connections": integer(1, _LARGEST),
    "max_concurrent_target_connections": integer(1, _LARGEST),
    "max_parallel_connections_per_table": integer(1, 32767),
    "max_records_per_split": integer(1, _LARGEST),
    "max_split_per_connection": integer(1, 32767),
    "parallelism_degree": integer(-1, 32767),
    "commit_size": integer(1, _LARGEST),
    "consider_continuous_compliance_warning_event_as": choice("SUCCESS", "FAILURE"),
    "non_conformant_data_handling": choice("FAIL", "DONT_MASK", "NULLIFY", "UNSPECIFIED"),
    "enabled_tasks": text_list,
    "pre_script": script,
    "post_script": script,
    **dict.fromkeys(
        (
            "auto_calculate_unload_split",
            "batch_update",
            "create_all_indexes_with_nologging",
            "disable_parallel_index_creation",
            "drop_indexes",
            "enable_all_constraints_with_novalidate",
            "fail_immediately",
            "hyperscale_enabled",
            "is_multi_tenant",
            "multiple_profiler_check",
            "reset_profiling_assignments",
            "truncate_tables",
        ),
        flag,
    ),
}
_PLACES = {"name": text(1), "rule_set_id": text(1), "on_the_fly_source_connector_id": text(1)}
_CLEARABLE = {
    "discovery_policy_id",
    "non_conformant_data_handling",
    "on_the_fly_source_connector_id",
    "post_script",
    "pre_script",
}
_CREATE = Body(
    {
        **_SETTINGS,
        **_PLACES,
        "type": choice(*(kind.value for kind in Kind)),
        "tags": tag_list,
        "make_current_account_owner": flag,
    },
    required={"name", "rule_set_id", "type"},
    nullable={"on_the_fly_source_connector_id", "non_conformant_data_handling"},
)
_UPDATE = Body(
    {
        **_SETTINGS,
        **_PLACES,
        "engine_ids": text_list,
        "retain_execution_data": choice("NO", "ON_ERROR", "ALWAYS"),
    },
    nullable=_CLEARABLE,
)
_CONNECTORS = ("target_connector_id", "source_connector_id")
_EXECUTE = Body({name: text(1) for name in _CONNECTORS}, nullable=_CONNECTORS)


def _check_handling(handling: str | None, kind: Kind) -> None:
    if handling is not None and kind is not Kind.MASKING:
        raise refusal(400, "non_conformant_data_handling is for MASKING jobs only")


class ComplianceJobHandlers:
    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> tuple[Route, ...]:
        base = "/compliance-jobs"
        one = f"{base}/{{complianceJobId}}"
        return (
            Route("get_compliance_jobs", "GET", base, self.find),
            Route("search_compliance_jobs", "POST", f"{base}/search", self.find),
            Route("create_compliance_job", "POST", base, self.create),
            Route("get_compliance_job_by_id", "GET", one, self.get),
            Route("update_compliance_job", "PATCH", one, self.update),
            Route("delete_compliance_job", "DELETE", one, self.delete),
            Route("get_compliance_job_connectors", "GET", f"{one}/connectors", self.connectors),
            Route("execute_compliance_job", "POST", f"{one}/execute", self.execute),
            *tag_routes(
                one,
                self._state.compliance_job,
                get="get_compliance_job_tag",
                create="create_compliance_job_tag",
                delete="delete_compliance_job_tag",
            ),
        )

    def find(self, call: Call) -> Reply:
        views = (compliance_job_view(self._state, job) for job in self._state.masking_jobs.values())
        return Reply.of_json(page_of(call, views, COMPLIANCE_JOBS).document())

    def get(self, call: Call) -> Reply:
        return Reply.of_json(compliance_job_view(self._state, self._job(call)))

    def create(self, call: Call) -> Reply:
        values = _CREATE.read(call)
        _check_handling(values.get("non_conformant_data_handling"), Kind(values["type"]))
        target = self._state.connector(self._state.rule_set(values["rule_set_id"]).connector_id)
        source = values.get("on_the_fly_source_connector_id")
        created = MaskingJob(
            id=self._state.world.new_uuid(),
            name=values["name"],
            kind=Kind(values["type"]),
            creation_date=self._state.world.now(),
            rule_set_id=values["rule_set_id"],
            environment_id=target.environment_id,
            on_the_fly_connector_id=self._state.connector(source).id if source else None,
            account_id=self._state.access.caller_id(call),
            settings={name: values[name] for name in _SETTINGS if values.get(name) is not None},
            tags=[(tag["key"], tag["value"]) for tag in values.get("tags", [])],
        )

        def work(task: Job) -> None:
            self._state.masking_jobs[created.id] = created

        task = self._task(call, "COMPLIANCE_JOB_CREATE", created, work)
        return Reply.of_json({"id": created.id, "job": task})

    def update(self, call: Call) -> Reply:
        job, changes = self._job(call), _UPDATE.read(call)
        _check_handling(changes.get("non_conformant_data_handling"), job.kind)
        if "engine_ids" in changes:
            if not job.is_hyperscale:
                raise refusal(400, "Only Hyperscale jobs have a list of engines")
            job.engine_ids = [self._state.engine(id).id for id in changes.pop("engine_ids")]
        if "rule_set_id" in changes:
            job.rule_set_id = self._state.rule_set(changes.pop("rule_set_id")).id
        if "on_the_fly_source_connector_id" in changes:
            source = changes.pop("on_the_fly_source_connector_id")
            job.on_the_fly_connector_id = self._state.connector(source).id if source else None
        job.name = changes.pop("name", job.name)
        job.settings = {name: value for name, value in (job.settings | changes).items() if value is not None}
        job.revision += 1
        task = self._task(call, "COMPLIANCE_JOB_UPDATE", job, lambda task: None)
        return Reply.of_json({"job": task, "compliance_job": compliance_job_view(self._state, job)})

    def delete(self, call: Call) -> Reply:
        job = self._job(call)
        if any(run.active for run in self._state.runs_of(job)):
            raise refusal(409, f"{job.name!r} is running")
        task = delete_job(self._state, job, self._state.access.caller_id(call), force=False)
        return Reply.of_json({"job": job_view(self._state, task)})

    def connectors(self, call: Call) -> Reply:
        job = self._job(call)
        slots = {"connector": connector_view(self._state, self._state.target_of(job))}
        if job.on_the_fly_connector_id is not None:
            source = self._state.connectors[job.on_the_fly_connector_id]
            slots["on_the_fly_connector"] = connector_view(self._state, source)
        return Reply.of_json(slots)

    def execute(self, call: Call) -> Reply:
        """The job knows its engine; connectors may be named for a multi-tenant job only."""
        job, body = self._job(call), _EXECUTE.read(call)
        named = {name: self._state.connector(id).id for name, id in body.items() if id is not None}
        if named and not job.settings.get("is_multi_tenant"):
            raise refusal(400, "Connectors can be chosen for a multi-tenant job only")
        wanted = call.query.get("executionType")
        if wanted not in (None, "HYPERSCALE" if job.is_hyperscale else "STANDARD"):
            raise refusal(400, f"The job cannot be executed as {wanted}")
        engine_id = job.engine_ids[0] if job.engine_ids else self._state.source_engine_of(job)
        if engine_id is None:
            raise refusal(409, "The job has no engine to run on")
        task = execute_job(self._state, job, engine_id, self._state.access.caller_id(call), **named)
        return Reply.of_json({"job": job_view(self._state, task)})

    def _job(self, call: Call) -> MaskingJob:
        return self._state.compliance_job(call.params["complianceJobId"])

    def _task(self, call: Call, type: str, job: MaskingJob, work: Work) -> View:
        task = start_job(
            self._state,
            type,
            account_id=self._state.access.caller_id(call),
            target_id=job.id,
            target_name=job.name,
            work=work,
        )
        return job_view(self._state, task)
