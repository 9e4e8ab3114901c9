"""The scheduler: configurations that synchronize, and their runs. Cron expressions are kept, not obeyed: runs come from
`run-now`, each with the synchronization job it leads to.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from jobspan.testing.sandbox.ciphertrust import views
from jobspan.testing.sandbox.ciphertrust.entities import Job, Run, Schedule
from jobspan.testing.sandbox.ciphertrust.errors import refusal
from jobspan.testing.sandbox.ciphertrust.families import CLOUDS, FAMILIES
from jobspan.testing.sandbox.ciphertrust.handlers.bodies import json_object
from jobspan.testing.sandbox.ciphertrust.handlers.lists import filtered, slice_of
from jobspan.testing.sandbox.ciphertrust.state import State
from jobspan.testing.sandbox.http import Call, Refused, Reply
from jobspan.testing.sandbox.routing import Route

PARAMETERS = "cckm_synchronization_params"
_SETTABLE = ("run_at", "run_on", "description", "disabled", "start_date", "end_date")


class ScheduleHandlers:
    def __init__(self, state: State) -> None:
        self._state = state

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
        domain = self._state.access.caller(call).domain
        rows = [views.schedule(config) for config in self._state.schedules.values() if config.domain == domain]
        return slice_of(call, filtered(call, rows, "id", "name", "operation", "disabled"))

    def create(self, call: Call) -> Reply:
        body = json_object(call.json)
        for name in ("name", "operation", "run_at", PARAMETERS):
            if not body.get(name):
                raise refusal(400, f"{name} is required")
        if body["operation"] != "cckm_synchronization":
            raise refusal(400, "this sandbox schedules cckm_synchronization only")
        parameters = body[PARAMETERS]
        if parameters.get("cloud_name") not in CLOUDS:
            raise refusal(400, f"cloud_name must be one of {', '.join(CLOUDS)}")
        _check_parameters(parameters)
        now = self._state.world.now()
        config = Schedule(
            id=self._state.world.new_uuid(),
            name=str(body["name"]),
            domain=self._state.access.caller(call).domain,
            fields={"run_on": "any", "disabled": False} | {k: body[k] for k in _SETTABLE if k in body},
            parameters=dict(parameters),
            created=now,
            updated=now,
        )
        self._state.schedules[config.id] = config
        return Reply.of_json(views.schedule(config), 201)

    def get(self, call: Call) -> Reply:
        return Reply.of_json(views.schedule(self._config(call)))

    def update(self, call: Call) -> Reply:
        config, body = self._config(call), json_object(call.json)
        fixed = sorted({"name", "operation"} & set(body))
        if fixed:
            raise refusal(400, f"{', '.join(fixed)} cannot be changed")
        if PARAMETERS in body:
            if "cloud_name" in body[PARAMETERS]:
                raise refusal(400, "cloud_name cannot be changed")
            parameters = {"cloud_name": config.parameters["cloud_name"], **body[PARAMETERS]}
            _check_parameters(parameters)
            config.parameters = parameters
        for name in _SETTABLE:
            if name in body:
                config.fields[name] = body[name]
        config.updated = self._state.world.now()
        return Reply.of_json(views.schedule(config))

    def delete(self, call: Call) -> Reply:
        del self._state.schedules[self._config(call).id]
        return Reply(204)

    def run_now(self, call: Call) -> Reply:
        config = self._config(call)
        key, field = CLOUDS[config.parameters["cloud_name"]]
        family = FAMILIES[key]
        body = {family.start_field if name == field else name: value for name, value in config.parameters.items()}
        del body["cloud_name"]
        try:
            job: Job | None = self._state.begin(family, body, config.domain)
        except Refused:
            job = None
        run = Run(self._state.world.new_uuid(), config, self._state.world.now(), job)
        self._state.runs[run.id] = run
        if job is not None:
            job.timeline.start()
        return Reply.of_json(views.run(run), 201)

    def list_runs(self, call: Call) -> Reply:
        domain = self._state.access.caller(call).domain
        rows = [views.run(run) for run in self._state.runs.values() if run.schedule.domain == domain]
        return slice_of(call, filtered(call, rows, "id", "name", "operation", "status", "job_config_id"))

    def get_run(self, call: Call) -> Reply:
        run = self._state.runs.get(call.params["id"])
        if run is None or run.schedule.domain != self._state.access.caller(call).domain:
            raise refusal(404, "Resource not found")
        reply = Reply.of_json(views.run(run))
        if run.job is not None:
            run.job.timeline.polled()
        return reply

    def _config(self, call: Call) -> Schedule:
        config = self._state.schedules.get(call.params["id"])
        if config is None or config.domain != self._state.access.caller(call).domain:
            raise refusal(404, "Resource not found")
        return config


def _check_parameters(parameters: dict[str, Any]) -> None:
    _, field = CLOUDS[parameters["cloud_name"]]
    names, everything = parameters.get(field) or [], parameters.get("synchronize_all") is True
    if bool(names) == everything:
        raise refusal(400, f"give either synchronize_all or {field}")
    foreign = sorted({name for _, name in CLOUDS.values()} & set(parameters) - {field})
    if foreign:
        raise refusal(400, f"{', '.join(foreign)} does not belong to {parameters['cloud_name']}")
