"""The operations that create a task and set it up."""

from __future__ import annotations

import json
import re
from typing import Any

from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.huawei_drs.errors import (
    NAME_EXISTS,
    WRONG_CREDENTIALS,
    ItemFailed,
    failed_entry,
    invalid,
    missing,
    refusal,
)
from jobspan.testing.sandbox.huawei_drs.handlers.routes import project_route
from jobspan.testing.sandbox.huawei_drs.state import State
from jobspan.testing.sandbox.huawei_drs.tasks import DIRECTIONS, ENDED, USES, Task
from jobspan.testing.sandbox.huawei_drs.views import is_visible, millis
from jobspan.testing.sandbox.routing import Route

_NAME = re.compile(r"[A-Za-z][\w.-]{3,49}")
_MANDATORY = [
    "name",
    "db_use_type",
    "engine_type",
    "job_direction",
    "net_type",
    "task_type",
    "node_type",
    "customize_sutnet_id",
]
_SECRETS = ("db_password", "ssl_cert_key", "ssl_cert_password", "kafka_security_config")
_PARAMETERS = (
    ("performance", "binlog_cache_size", "16384", "32768", "false"),
    ("performance", "binlog_stmt_cache_size", "32768", "32768", "false"),
    ("common", "character_set_server", "utf8", "utf8", "true"),
)
_SUFFIXES = {"migration": "jb101", "sync": "jb201", "cloudDataGuard": "jb502"}


class Configuration:
    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> tuple[Route, ...]:
        return (
            project_route("batch_create_jobs", "POST /jobs/batch-creation", self.create),
            project_route("batch_validate_connections", "POST /jobs/batch-connection", self.test),
            project_route(
                "batch_validate_clusters_connections", "POST /jobs/cluster/batch-connection", self.test_cluster
            ),
            project_route("batch_update_job", "PUT /jobs/batch-modification", self.configure),
            project_route("batch_set_objects", "PUT /jobs/batch-select-objects", self.select),
            project_route("batch_set_policy", "POST /jobs/batch-sync-policy", self.set_policy),
            project_route("batch_change_data", "POST /jobs/batch-transformation", self.transform),
            project_route("batch_set_speed", "PUT /jobs/batch-limit-speed", self.set_speed),
            project_route("batch_set_definer", "POST /jobs/batch-replace-definer", self.set_definer),
            project_route("list_users", "GET /jobs/{job_id}/get-src-user", self.users),
            project_route("batch_update_user", "PUT /jobs/batch-update-user", self.set_users),
            project_route("batch_show_params", "POST /jobs/batch-get-params", self.parameters),
            project_route("update_params", "POST /jobs/{job_id}/params", self.set_parameters),
            project_route("batch_set_smn", "POST /jobs/batch-set-smn", self.set_alarms),
        )

    def create(self, call: Call) -> Reply:
        wanted = (call.json or {}).get("jobs") or []
        if not wanted:
            raise missing("jobs")
        for job in wanted:
            self._check_new(job)
        results = []
        for job in wanted:
            task = self._created(job)
            entry: dict[str, Any] = {
                "id": task.id,
                "name": task.name,
                "status": task.status,
                "create_time": millis(task.created_at),
            }
            if task.children:
                entry["child_ids"] = task.children
            results.append(entry)
        return Reply.of_json({"results": results, "count": len(results)}, 202)

    def _check_new(self, job: dict[str, Any]) -> None:
        for name in _MANDATORY:
            if not job.get(name):
                raise missing(name)
        if job["db_use_type"] not in USES or job["job_direction"] not in DIRECTIONS:
            raise invalid("db_use_type" if job["db_use_type"] not in USES else "job_direction")
        if not _NAME.fullmatch(job["name"]):
            raise invalid("name")
        for end in ("source_endpoint", "target_endpoint"):
            if not isinstance(job.get(end), dict):
                raise missing(end)
        taken = {task.name.lower() for task in self._state.tasks.values() if is_visible(task)}
        if job["name"].lower() in taken:
            raise refusal(NAME_EXISTS, "The task name already exists.", 422)

    def _created(self, job: dict[str, Any]) -> Task:
        task = self._state.add(
            job["name"],
            suffix=_SUFFIXES[job["db_use_type"]],
            use=job["db_use_type"],
            engine=job["engine_type"],
            direction=job["job_direction"],
            net=job["net_type"],
            task_type=job["task_type"],
            node_type=job["node_type"],
            subnet_id=job["customize_sutnet_id"],
            description=job.get("description", ""),
            enterprise_project=_system_tags(job).get("_sys_enterprise_project_id", "0"),
            tags=[dict(tag) for tag in job.get("tags") or ()],
            multi_write=bool(job.get("multi_write")),
        )
        self._connect(task, job)
        task.create()
        if task.is_parent:
            for direction in ("up", "down"):
                child = self._state.add(
                    f"{task.name}-{direction}",
                    suffix="jb502",
                    use=task.use,
                    engine=task.engine,
                    direction=direction,
                    net=task.net,
                    multi_write=True,
                    parent=task.id,
                )
                child.create()
        return task

    def _connect(self, task: Task, values: dict[str, Any]) -> None:
        """Keep the ends; what is secret is kept apart."""
        for name, end in (("source_endpoint", "so"), ("target_endpoint", "ta")):
            given = values.get(name)
            if isinstance(given, dict):
                shown = {key: value for key, value in given.items() if key not in _SECRETS}
                if end == "so":
                    task.source = shown
                else:
                    task.target = shown
                if given.get("db_password"):
                    task.passwords[end] = given["db_password"]

    def test(self, call: Call) -> Reply:
        entries = self._state.entries(call, id="id")
        for entry in entries:
            for name in ("net_type", "db_type", "ip", "db_user", "db_password", "end_point_type"):
                if not entry.get(name):
                    raise missing(name)
            if entry["end_point_type"] not in ("so", "ta"):
                raise invalid("end_point_type")

        def work(entry: dict[str, Any]) -> dict[str, Any]:
            task = self._state.tasks[entry["id"]]
            self._state.check(task, "connection")
            if entry["db_password"] in self._state.wrong_passwords:
                raise ItemFailed(WRONG_CREDENTIALS)
            task.tested.add(entry["end_point_type"])
            return {"id": task.id, "status": "success", "success": True}

        return self._state.batch(call, entries, work, id="id")

    def test_cluster(self, call: Call) -> Reply:
        entries = self._state.entries(call)
        members = {id(entry): _members(entry.get("property")) for entry in entries}

        def work(entry: dict[str, Any]) -> dict[str, Any]:
            task = self._state.tasks[entry["job_id"]]
            self._state.check(task, "connection", subtasks_only=False)
            for member in members[id(entry)]:
                if member["dbpassword"] in self._state.wrong_passwords:
                    return failed_entry(task.id, WRONG_CREDENTIALS, "A member refuses the password.") | {
                        "status": "false"
                    }
                task.tested.add(member["endpointtype"])
            return {"id": task.id, "status": "true"}

        return self._state.batch(call, entries, work)

    def configure(self, call: Call) -> Reply:
        entries = self._state.entries(call)

        def work(entry: dict[str, Any]) -> dict[str, Any]:
            task = self._state.tasks[entry["job_id"]]
            if "source_endpoint" in entry or "target_endpoint" in entry:
                self._state.check(task, "configure")
                self._connect(task, entry)
                task.configured = True
            elif task.status in ENDED:
                raise ItemFailed("DRS.M00304")
            task.name = entry.get("name", task.name)
            task.description = entry.get("description", task.description)
            task.alarms = entry.get("alarm_notify", task.alarms)
            return {"id": task.id, "status": "success"}

        return self._state.batch(call, entries, work)

    def select(self, call: Call) -> Reply:
        entries = self._state.entries(call)

        def work(entry: dict[str, Any]) -> dict[str, Any]:
            task = self._state.tasks[entry["job_id"]]
            self._state.check(task, "objects")
            task.objects = entry.get("job") or []
            return {"job_id": task.id, "status": True}

        reply = self._state.batch(call, entries, work, status=202, counter="all_counts")
        document = reply.json()
        for result in document["results"]:
            if result.get("status") == "failed":
                result["job_id"], result["status"] = result.pop("id"), False
        return reply.with_json(document)

    def set_policy(self, call: Call) -> Reply:
        return self._keep(call, "policy")

    def transform(self, call: Call) -> Reply:
        def work(entry: dict[str, Any]) -> dict[str, Any]:
            task = self._state.tasks[entry["job_id"]]
            rule = {key: value for key, value in entry.items() if key != "job_id"}
            if rule in task.rules:
                raise ItemFailed("DRS.M07000", "The data processing rule already exists.")
            task.rules.append(rule)
            return {"id": task.id, "status": "success"}

        return self._state.batch(call, self._state.entries(call), work)

    def set_speed(self, call: Call) -> Reply:
        def work(entry: dict[str, Any]) -> dict[str, Any]:
            task = self._state.tasks[entry["job_id"]]
            self._state.check(task, "speed")
            for window in entry.get("speed_limit") or []:
                if window["begin"] == window["end"]:
                    raise ItemFailed("DRS.M00306", "The start time equals the end time.")
            task.speed = entry.get("speed_limit") or []
            return {"id": task.id, "status": "success"}

        return self._state.batch(call, self._state.entries(call, field="speed_limits"), work)

    def set_definer(self, call: Call) -> Reply:
        def work(entry: dict[str, Any]) -> dict[str, Any]:
            task = self._state.tasks[entry["job_id"]]
            self._state.check(task, "definer", subtasks_only=False)
            task.replace_definer = bool(entry.get("replace_definer"))
            return {"id": task.id, "status": "success"}

        return self._state.batch(call, self._state.entries(call), work)

    def users(self, call: Call) -> Reply:
        task = self._state.one(call.params["job_id"])
        account = {"id": "1", "account": "'app'@'%'", "is_transfer": True, "privileges": "SELECT", "roles": []}
        return Reply.of_json(
            {
                "job_id": task.id,
                "is_global_password": "false",
                "user_list": [account],
                "roles_list": [],
                "is_success": True,
            }
        )

    def set_users(self, call: Call) -> Reply:
        def work(entry: dict[str, Any]) -> dict[str, Any]:
            task = self._state.tasks[entry["job_id"]]
            task.users = {key: value for key, value in entry.items() if key != "job_id"}
            return {"job_id": task.id, "is_success": True}

        return self._state.batch(call, self._state.entries(call), work, counter="all_counts")

    def parameters(self, call: Call) -> Reply:
        lists = []
        for task in self._state.known(self._state.ids(call)):
            rows = [
                {
                    "group": group,
                    "key": key,
                    "source_value": source,
                    "target_value": task.parameters.get(key, target),
                    "compare_result": str(source == task.parameters.get(key, target)).lower(),
                    "need_restart": restart,
                }
                for group, key, source, target, restart in _PARAMETERS
            ]
            lists.append({"job_id": task.id, "params": rows})
        return Reply.of_json({"params_list": lists, "count": len(lists)}, 202)

    def set_parameters(self, call: Call) -> Reply:
        task = self._state.one(call.params["job_id"])
        body = call.json or {}
        known = {key for group, key, *_ in _PARAMETERS if group == body.get("group")}
        for each in body.get("params") or []:
            if each.get("key") not in known or "target_value" not in each:
                raise invalid("params")
        for each in body.get("params") or []:
            task.parameters[each["key"]] = each["target_value"]
        restart = any(key in task.parameters and need == "true" for _, key, _, _, need in _PARAMETERS)
        return Reply.of_json({"success": True, "should_restart": str(restart).lower()}, 202)

    def set_alarms(self, call: Call) -> Reply:
        info = (call.json or {}).get("alarm_notify_info") or {}

        def work(entry: dict[str, Any]) -> dict[str, Any]:
            task = self._state.tasks[entry["job_id"]]
            if task.status in ENDED or entry.get("status") != task.status or entry.get("engine_type") != task.engine:
                raise ItemFailed("DRS.M00304")
            task.alarms = info
            return {"id": task.id, "status": "success"}

        return self._state.batch(call, self._state.entries(call), work)

    def _keep(self, call: Call, attribute: str) -> Reply:
        def work(entry: dict[str, Any]) -> dict[str, Any]:
            task = self._state.tasks[entry["job_id"]]
            setattr(task, attribute, {key: value for key, value in entry.items() if key != "job_id"})
            return {"id": task.id, "status": "success"}

        return self._state.batch(call, self._state.entries(call), work)


def _system_tags(job: dict[str, Any]) -> dict[str, str]:
    """A new task says in one of these to which enterprise project it belongs."""
    return {tag["key"]: tag["value"] for tag in job.get("sys_tags") or ()}


def _members(text: object) -> list[dict[str, Any]]:
    """The members of a cluster, which are JSON inside JSON."""
    try:
        found = json.loads(text) if isinstance(text, str) else None
    except ValueError:
        found = None
    if not isinstance(found, list) or not found:
        raise invalid("property")
    for member in found:
        if not isinstance(member, dict) or not member.get("dbpassword") or not member.get("endpointtype"):
            raise invalid("property")
    return found
