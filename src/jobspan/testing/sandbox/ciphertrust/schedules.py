"""The scheduler: configurations that synchronize, and their runs. Its cron expressions are kept, not obeyed: runs come from
`run-now`, each with the synchronization job it leads to.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import attrs

from jobspan.testing.sandbox.ciphertrust.access import Access
from jobspan.testing.sandbox.ciphertrust.errors import refusal
from jobspan.testing.sandbox.ciphertrust.families import FAMILIES
from jobspan.testing.sandbox.ciphertrust.jobs import URN, Job, SyncJobs
from jobspan.testing.sandbox.ciphertrust.paging import slice_of
from jobspan.testing.sandbox.ciphertrust.timestamps import stamp
from jobspan.testing.sandbox.http import Call, Refused, Reply
from jobspan.testing.sandbox.routing import Route
from jobspan.testing.sandbox.world import World

PARAMETERS = "cckm_synchronization_params"

CLOUDS = {
    "aws": ("aws.keys", "kms"),
    "AzureCloud": ("azure.keys", "key_vaults"),
    "gcp": ("google.keys", "key_rings"),
    "oci": ("oci.keys", "oci_vaults"),
    "sfdc": ("sfdc.keys", "organizations"),
    "sap": ("sap.keys", "groups"),
    "hsm-luna": ("hsm_luna.synchronize", "partitions"),
    "dsm": ("dsm.refresh", "domains"),
}
"""By the scheduler's name of a cloud: the family whose job a run starts, and the list of containers."""

_SETTABLE = ("run_at", "run_on", "description", "disabled", "start_date", "end_date")
_RUN_STATES = {"in_progress": "in_progress", "completed": "completed"}


@attrs.define(eq=False)
class Config:
    id: str
    name: str
    domain: str
    fields: dict[str, Any]
    parameters: dict[str, Any]
    created: datetime
    updated: datetime

    def view(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "uri": f"kylo:kylo:scheduler:job-configs:{self.id}",
            **URN,
            "createdAt": stamp(self.created),
            "updatedAt": stamp(self.updated),
            "name": self.name,
            "operation": "cckm_synchronization",
            **self.fields,
            "job_config_params": self.parameters,
        }


@attrs.define(eq=False)
class Run:
    id: str
    config: Config
    created: datetime
    job: Job | None

    def view(self) -> dict[str, Any]:
        if self.job is None:
            status = "failed"
        elif self.job.running:
            status = "in_progress"
        else:
            status = "aborted" if self.job.abort else _RUN_STATES.get(self.job.timeline.state, "failed")
        return {
            "id": self.id,
            "createdAt": stamp(self.created),
            "name": self.config.name,
            "operation": "cckm_synchronization",
            "status": status,
            "job_config_id": self.config.id,
            "processing_node": "node-1",
        }


class Schedules:
    """The scheduler of one appliance."""

    def __init__(self, world: World, access: Access, sync_jobs: SyncJobs) -> None:
        self._world = world
        self._access = access
        self._sync_jobs = sync_jobs
        self.configs: dict[str, Config] = {}
        self.runs: dict[str, Run] = {}

    def routes(self) -> Iterable[Route]:
        configs, runs = "/api/v1/scheduler/job-configs", "/api/v1/scheduler/jobs"
        yield Route("scheduler.job_configs.list", "GET", configs, self.list)
        yield Route("scheduler.job_configs.create", "POST", configs, self.create)
        yield Route("scheduler.job_configs.get", "GET", f"{configs}/{{id}}", self.get)
        yield Route("scheduler.job_configs.update", "PATCH", f"{configs}/{{id}}", self.update)
        yield Route("scheduler.job_configs.delete", "DELETE", f"{configs}/{{id}}", self.delete)
        yield Route("scheduler.job_configs.run_now", "POST", f"{configs}/{{id}}/run-now", self.run_now)
        yield Route("scheduler.jobs.list", "GET", runs, self.list_runs)
        yield Route("scheduler.jobs.get", "GET", f"{runs}/{{id}}", self.get_run)

    def list(self, call: Call) -> Reply:
        domain = self._access.caller(call).domain
        views = [config.view() for config in self.configs.values() if config.domain == domain]
        return slice_of(call, _filtered(call, views, "id", "name", "operation", "disabled"))

    def create(self, call: Call) -> Reply:
        body = _body(call)
        for name in ("name", "operation", "run_at", PARAMETERS):
            if not body.get(name):
                raise refusal(400, f"{name} is required")
        if body["operation"] != "cckm_synchronization":
            raise refusal(400, "this sandbox schedules cckm_synchronization only")
        parameters = body[PARAMETERS]
        if parameters.get("cloud_name") not in CLOUDS:
            raise refusal(400, f"cloud_name must be one of {', '.join(CLOUDS)}")
        _check(parameters)
        now = self._world.now()
        config = Config(
            id=self._world.new_uuid(),
            name=str(body["name"]),
            domain=self._access.caller(call).domain,
            fields={"run_on": "any", "disabled": False} | {k: body[k] for k in _SETTABLE if k in body},
            parameters=dict(parameters),
            created=now,
            updated=now,
        )
        self.configs[config.id] = config
        return Reply.of_json(config.view(), 201)

    def get(self, call: Call) -> Reply:
        return Reply.of_json(self._config(call).view())

    def update(self, call: Call) -> Reply:
        config, body = self._config(call), _body(call)
        fixed = sorted({"name", "operation"} & set(body))
        if fixed:
            raise refusal(400, f"{', '.join(fixed)} cannot be changed")
        if PARAMETERS in body:
            if "cloud_name" in body[PARAMETERS]:
                raise refusal(400, "cloud_name cannot be changed")
            parameters = {"cloud_name": config.parameters["cloud_name"], **body[PARAMETERS]}
            _check(parameters)
            config.parameters = parameters
        for name in _SETTABLE:
            if name in body:
                config.fields[name] = body[name]
        config.updated = self._world.now()
        return Reply.of_json(config.view())

    def delete(self, call: Call) -> Reply:
        del self.configs[self._config(call).id]
        return Reply(204)

    def run_now(self, call: Call) -> Reply:
        config = self._config(call)
        key, field = CLOUDS[config.parameters["cloud_name"]]
        family = FAMILIES[key]
        body = {family.start_field if name == field else name: value for name, value in config.parameters.items()}
        del body["cloud_name"]
        try:
            job: Job | None = self._sync_jobs.begin(family, body, config.domain)
        except Refused:
            job = None
        run = Run(self._world.new_uuid(), config, self._world.now(), job)
        self.runs[run.id] = run
        if job is not None:
            job.timeline.start()
        return Reply.of_json(run.view(), 201)

    def list_runs(self, call: Call) -> Reply:
        domain = self._access.caller(call).domain
        views = [run.view() for run in self.runs.values() if run.config.domain == domain]
        return slice_of(call, _filtered(call, views, "id", "name", "operation", "status", "job_config_id"))

    def get_run(self, call: Call) -> Reply:
        run = self.runs.get(call.params["id"])
        if run is None or run.config.domain != self._access.caller(call).domain:
            raise refusal(404, "Resource not found")
        reply = Reply.of_json(run.view())
        if run.job is not None:
            run.job.timeline.polled()
        return reply

    def _config(self, call: Call) -> Config:
        config = self.configs.get(call.params["id"])
        if config is None or config.domain != self._access.caller(call).domain:
            raise refusal(404, "Resource not found")
        return config


def _body(call: Call) -> dict[str, Any]:
    body = call.json
    if not isinstance(body, dict):
        raise refusal(400, "The body must be a JSON object")
    return body


def _check(parameters: dict[str, Any]) -> None:
    _, field = CLOUDS[parameters["cloud_name"]]
    names, everything = parameters.get(field) or [], parameters.get("synchronize_all") is True
    if bool(names) == everything:
        raise refusal(400, f"give either synchronize_all or {field}")
    foreign = sorted({name for _, name in CLOUDS.values()} & set(parameters) - {field})
    if foreign:
        raise refusal(400, f"{', '.join(foreign)} does not belong to {parameters['cloud_name']}")


def _filtered(call: Call, views: Iterable[dict[str, Any]], *names: str) -> Iterable[dict[str, Any]]:
    wanted = {name: call.query[name] for name in names if name in call.query}
    return [view for view in views if all(_text(view.get(name)) == value for name, value in wanted.items())]


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
