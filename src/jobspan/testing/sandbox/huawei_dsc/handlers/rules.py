"""The operations on rules, rule groups, templates and levels."""

from __future__ import annotations

from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.huawei_dsc import views
from jobspan.testing.sandbox.huawei_dsc.entities import RuleGroup
from jobspan.testing.sandbox.huawei_dsc.errors import invalid, missing
from jobspan.testing.sandbox.huawei_dsc.handlers.lists import listed
from jobspan.testing.sandbox.huawei_dsc.state import State
from jobspan.testing.sandbox.routing import Route


class RuleHandlers:
    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> tuple[Route, ...]:
        v1 = "/v1/{project_id}"
        return (
            Route("G1", "GET", f"{v1}/sdg/server/scan/groups", self.groups),
            Route("G2.add", "POST", f"{v1}/sdg/server/scan/groups", self.add_group),
            Route("G2.delete", "DELETE", v1 + "/sdg/server/scan/groups/{group_id}", self.delete_group),
            Route("G3", "GET", f"{v1}/sdg/server/scan/rules", self.rules),
            Route("T1", "GET", f"{v1}/scan-templates", self.templates),
            Route("L1", "GET", f"{v1}/scan-security-levels", self.levels),
        )

    def groups(self, call: Call) -> Reply:
        category = call.query.get("category")
        rows = [
            views.rule_group(group, [self._state.rules[id] for id in group.rule_ids])
            for group in self._state.rule_groups.values()
            if category in (None, group.category)
        ]
        return listed(self._state, call, "groups", rows)

    def add_group(self, call: Call) -> Reply:
        state = self._state
        given = state.json_object(call.json)
        name, rule_ids = given.get("group_name"), given.get("rule_ids")
        if not isinstance(name, str) or not isinstance(rule_ids, list) or not set(rule_ids) <= state.rules.keys():
            raise invalid(state.world)
        if any(group.name == name for group in state.rule_groups.values()):
            raise invalid(state.world, "The name exists already")
        group = RuleGroup(
            id=state.world.new_uuid(), name=name, rule_ids=rule_ids, description=given.get("group_desc") or ""
        )
        state.rule_groups[group.id] = group
        return state.written(group.id)

    def delete_group(self, call: Call) -> Reply:
        group = self._state.rule_groups.pop(call.params["group_id"], None)
        if group is None:
            raise missing(self._state.world, "the rule group")
        return self._state.written(group.id)

    def rules(self, call: Call) -> Reply:
        return listed(self._state, call, "rules", [views.rule(rule) for rule in self._state.rules.values()])

    def templates(self, call: Call) -> Reply:
        rows = [views.template(self._state.project_id, each) for each in self._state.templates.values()]
        return listed(self._state, call, "scan_templates_list", rows)

    def levels(self, call: Call) -> Reply:
        name, category = call.query.get("name", ""), call.query.get("category")
        rows = [
            views.level(self._state.project_id, each)
            for each in self._state.levels.values()
            if name in each.name
            and category in (None, each.category)
            and (each.enabled or call.query.get("is_deleted") == "true")
        ]
        return listed(self._state, call, "security_levels_list", rows)
