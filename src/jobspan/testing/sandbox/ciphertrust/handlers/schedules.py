"""The scheduler's configurations and their runs.

Not documented, so decided here: what `operations` answers, that the parameters of a change replace all but the cloud, and that
the runs of a deleted configuration stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from jobspan.testing.sandbox.ciphertrust import views
from jobspan.testing.sandbox.ciphertrust.cron import Cron
from jobspan.testing.sandbox.ciphertrust.entities import Run, Schedule
from jobspan.testing.sandbox.ciphertrust.errors import refusal
from jobspan.testing.sandbox.ciphertrust.handlers.bodies import json_object
from jobspan.testing.sandbox.ciphertrust.handlers.lists import filtered, slice_of
from jobspan.testing.sandbox.ciphertrust.scheduled import OPERATIONS, checked
from jobspan.testing.sandbox.ciphertrust.scheduler import Scheduler
from jobspan.testing.sandbox.ciphertrust.state import State
from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.routing import Route

_SETTABLE = ("run_at", "run_on", "description", "disabled", "start_date", "end_date")
_DATES = ("start_date", "end_date")


class ScheduleHandlers:
    def __init__(self, state: State) -> None:
        self._state = state
        self._scheduler = Scheduler(state)

    def routes(self) -> Iterable[Route]:
        configs, runs = "/api/v1/scheduler/job-configs", "/api/v1/scheduler/jobs"
        for path in (configs, f"{configs}/"):
            yield Route("scheduler.job_configs.list", "GET", path, self.list)
        yield Route("scheduler.job_configs.create", "POST", configs, self.create)
        yield Route("scheduler.job_configs.get", "GET", f"{configs}/{{id}}", self.get)
        yield Route("scheduler.job_configs.update", "PATCH", f"{configs}/{{id}}", self.update)
        yield Route("scheduler.job_configs.delete", "DELETE", f"{configs}/{{id}}", self.delete)
        yield Route("scheduler.job_configs.run_now", "POST", f"{configs}/{{id}}/run-now", self.run_now)
        yield Route("scheduler.jobs.list", "GET", runs, self.list_runs)
        yield Route("scheduler.jobs.get", "GET", f"{runs}/{{id}}", self.get_run)
        yield Route("scheduler.jobs.delete", "DELETE", f"{runs}/{{id}}", self.delete_run)
        yield Route("scheduler.operations.list", "GET", "/api/v1/scheduler/operations", self.operations)

    def operations(self, call: Call) -> Reply:
        return slice_of(call, [{"name": name} for name in OPERATIONS])

    def list(self, call: Call) -> Reply:
        domain = self._state.access.caller(call).domain
        rows = [
            views.schedule(config)
            for config in self._state.schedules.values()
            if config.domain == domain
            and all(
                call.query.get(name, config.parameters.get(name)) == config.parameters.get(name)
                for name in ("cloud_name", "expire_in")
            )
        ]
        return slice_of(call, _made_within(call, filtered(call, rows, "id", "name", "operation", "disabled")))

    def create(self, call: Call) -> Reply:
        body = json_object(call.json)
        operation = body.get("operation")
        for name in ("name", "operation", "run_at", f"{operation}_params"):
            if not body.get(name):
                raise refusal(400, f"{name} is required")
        if operation not in OPERATIONS:
            raise refusal(400, f"operation must be one of {', '.join(OPERATIONS)}")
        blocks = [name for name in body if name.endswith("_params")]
        if blocks != [f"{operation}_params"]:
            raise refusal(400, f"{operation} takes {operation}_params and no other")
        parameters = checked(operation, body[f"{operation}_params"])
        _check_times(body)
        now = self._state.world.now()
        config = Schedule(
            id=self._state.world.new_uuid(),
            name=str(body["name"]),
            operation=operation,
            domain=self._state.access.caller(call).domain,
            fields={"run_on": "any", "disabled": False} | _settings(body),
            parameters=parameters,
            created=now,
            updated=now,
        )
        self._state.schedules[config.id] = config
        self._scheduler.plan(config)
        return Reply.of_json(views.schedule(config), 201)

    def get(self, call: Call) -> Reply:
        return Reply.of_json(views.schedule(self._config(call)))

    def update(self, call: Call) -> Reply:
        config, body = self._config(call), json_object(call.json)
        fixed = sorted({"name", "operation"} & set(body))
        if fixed:
            raise refusal(400, f"{', '.join(fixed)} cannot be changed")
        block = f"{config.operation}_params"
        foreign = [name for name in body if name.endswith("_params") and name != block]
        if foreign:
            raise refusal(400, f"{', '.join(foreign)} does not belong to {config.operation}")
        _check_times(body)
        if block in body:
            if "cloud_name" in json_object(body[block]):
                raise refusal(400, "cloud_name cannot be changed")
            kept = {name: config.parameters[name] for name in ("cloud_name",) if name in config.parameters}
            config.parameters = checked(config.operation, kept | body[block])
        config.fields |= _settings(body)
        for name in _DATES:
            if not config.fields.get(name):
                config.fields.pop(name, None)
        config.updated = self._state.world.now()
        self._scheduler.plan(config)
        return Reply.of_json(views.schedule(config))

    def delete(self, call: Call) -> Reply:
        del self._state.schedules[self._config(call).id]
        return Reply(204)

    def run_now(self, call: Call) -> Reply:
        run = self._scheduler.run(self._config(call))
        return Reply.of_json(views.run(run, self._state.link_runs))

    def list_runs(self, call: Call) -> Reply:
        domain = self._state.access.caller(call).domain
        rows = [self._run_view(run) for run in self._state.runs.values() if run.schedule.domain == domain]
        names = ("id", "name", "operation", "status", "job_config_id", "processing_node")
        return slice_of(call, _made_within(call, filtered(call, rows, *names)))

    def get_run(self, call: Call) -> Reply:
        run = self._run(call)
        reply = Reply.of_json(self._run_view(run))
        run.polled()
        return reply

    def delete_run(self, call: Call) -> Reply:
        del self._state.runs[self._run(call).id]
        return Reply(204)

    def _run_view(self, run: Run) -> dict[str, Any]:
        return views.run(run, self._state.link_runs)

    def _config(self, call: Call) -> Schedule:
        config = self._state.schedules.get(call.params["id"])
        if config is None or config.domain != self._state.access.caller(call).domain:
            raise refusal(404, "Resource not found")
        return config

    def _run(self, call: Call) -> Run:
        run = self._state.runs.get(call.params["id"])
        if run is None or run.schedule.domain != self._state.access.caller(call).domain:
            raise refusal(404, "Resource not found")
        return run


def _settings(body: dict[str, Any]) -> dict[str, Any]:
    return {name: body[name] for name in _SETTABLE if name in body}


def _check_times(body: dict[str, Any]) -> None:
    if "run_at" in body:
        try:
            Cron.parse(str(body["run_at"]))
        except ValueError as bad:
            raise refusal(400, f"run_at: {bad}") from None
    for name in _DATES:
        if body.get(name):
            _time(name, str(body[name]))


def _made_within(call: Call, rows: Sequence[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    """The rows within `createdAfter` and `createdBefore`. The relative times that the appliance knows are not served."""
    after, before = (call.query.get(name) for name in ("createdAfter", "createdBefore"))
    for row in rows:
        made = datetime.fromisoformat(row["createdAt"])
        if (after is None or made >= _time("createdAfter", after)) and (
            before is None or made <= _time("createdBefore", before)
        ):
            yield row


def _time(name: str, text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise refusal(400, f"{name} must be a time of RFC 3339") from None
    if moment.tzinfo is None:
        raise refusal(400, f"{name} must have a time zone")
    return moment
