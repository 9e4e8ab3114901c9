"""How entities look on the wire."""

from __future__ import annotations

from typing import Any

from jobspan.testing.sandbox.http import Reply
from jobspan.testing.sandbox.huawei.replies import stamped
from jobspan.testing.sandbox.huawei_dsc.entities import (
    Asset,
    ExportRun,
    Finding,
    Level,
    Rule,
    RuleGroup,
    ScanJob,
    ScanTask,
    Template as ScanTemplate,
)
from jobspan.testing.sandbox.world import World


def answer(world: World, body: Any) -> Reply:
    """A success, with the headers that every reply of the cloud has."""
    return stamped(world, Reply.of_json(body))


def scan_job(job: ScanJob, group_names: list[str]) -> dict[str, Any]:
    levels = [finding.holding.rule.level for finding in job.findings[:50]]
    level = max(levels, key=lambda each: each.color, default=None)
    return {
        "id": job.id,
        "name": job.name,
        "rule_groups": group_names,
        "scan_templates": {id: id for id in job.settings.get("scan_template_ids", ())},
        "cycle": job.settings.get("cycle"),
        "status": job.status,
        "last_run_time": job.last_run,
        "create_time": job.created,
        "start_time": job.settings.get("start_time", 0),
        "last_scan_risk": "HIGH" if job.findings else None,
        "use_nlp": job.settings.get("use_nlp", False),
        "open": job.settings.get("open", True),
        "topic_urn": job.settings.get("topic_urn", ""),
        "security_level_name": level.name if level else None,
        "security_level_color": level.color if level else None,
        "asset_infos": [{"asset_id": asset.id, "asset_type": asset.kind} for asset in job.assets],
    }


def old_scan_job(job: ScanJob, group_names: list[str]) -> dict[str, Any]:
    """A row of the older list, which shows neither templates nor levels nor assets."""
    newer = ("scan_templates", "security_level_name", "security_level_color", "asset_infos")
    return {name: value for name, value in scan_job(job, group_names).items() if name not in newer}


def scan_task(task: ScanTask) -> dict[str, Any]:
    over = task.status == "FINISHED"
    return {
        "id": task.id,
        "category": task.asset.kind,
        "status": task.status,
        "progress": 0,
        "asset_name": task.asset.name,
        "asset_id": task.asset.id,
        "start_time": task.started,
        "end_time": task.ended,
        "scanned_object_num": len(task.asset.objects) if over else 0,
        "to_be_scanned_object_num": 0 if over else len(task.asset.objects),
        "skip_object_num": 0,
        "scan_speed": 1,
        "last_scan_risk": "HIGH" if over and task.asset.objects else None,
        "security_level_name": None,
        "security_level_color": None,
    }


def result(project_id: str, job: ScanJob, finding: Finding) -> dict[str, Any]:
    asset, holding = finding.asset, finding.holding
    level = holding.rule.level
    return {
        "id": finding.id,
        "project_id": project_id,
        "job_id": job.id,
        "task_id": finding.task_id,
        "asset_id": asset.id,
        "asset_name": asset.name,
        "asset_type": asset.kind,
        "object_name": holding.name,
        "object_full_path": f"{asset.place}/{holding.path or holding.name}",
        "security_level_name": level.name,
        "security_level_id": level.id,
        "security_level_color": level.color,
        "create_time": finding.found_at,
        "update_time": finding.found_at,
        "scan_time": finding.found_at,
        "match_info": [match(holding.rule, holding.where, holding.samples)],
    }


def match(rule: Rule, where: str, samples: tuple[tuple[int, str], ...]) -> dict[str, Any]:
    return {
        "rule_id": rule.id,
        "rule_name": rule.name,
        "security_level_name": rule.level.name,
        "security_level_id": rule.level.id,
        "security_level_color": rule.level.color,
        "classification_name": "Personal data",
        "classification_id": "personal",
        "matched_detail": where,
        "matched_examples": [{"line_number": line, "matched_content": text} for line, text in samples],
    }


def old_result(finding: Finding) -> dict[str, Any]:
    """A row in the oldest form. Each of the three kinds has its own fields; files have no matches."""
    asset, holding = finding.asset, finding.holding
    common = {
        "task_id": finding.task_id,
        "risk_level": holding.rule.level.color,
        "sensitive_data_type": [holding.rule.name],
    }
    rule = {"rule_name": holding.rule.name, "rule_id": holding.rule.id, "rule_risk_level": holding.rule.level.color}
    lines = [line for line, _ in holding.samples]
    match asset.kind:
        case "OBS":
            path = {"file_path": holding.path or holding.name, "file_name": holding.name, "md5": finding.id}
            return common | {"bucket_id": asset.id, "bucket_name": asset.place} | path
        case "DATABASE":
            place = {"db_name": asset.place, "table_id": finding.id, "table_name": holding.name}
            return common | place | {"match_info": [{"column_name": holding.where, "column_line": lines, **rule}]}
    place = {"index_name": asset.place, "type_id": finding.id, "type_name": holding.name}
    return common | place | {"match_info": [{"field_name": holding.where, **rule}]}


def export_task(job: ScanJob, run: ExportRun, assets: list[Asset]) -> dict[str, Any]:
    asset = assets[0] if assets else None
    return {
        "status": run.timeline.state,
        "job_name": job.name,
        "asset_name": asset.name if asset else None,
        "asset_type": asset.kind if asset else None,
        "bucket_name": run.request.get("bucket_name"),
        "file_name": run.file_name,
        "start_time": run.started,
    }


def bucket(asset: Asset) -> dict[str, Any]:
    return {
        "id": asset.id,
        "asset_name": asset.name,
        "bucket_name": asset.place,
        "bucket_location": asset.region,
        "bucket_policy": asset.policy,
        "create_time": asset.created,
        "is_deleted": False,
        "deleted": False,
    }


def database(asset: Asset) -> dict[str, Any]:
    return {
        "id": asset.id,
        "asset_name": asset.name,
        "db_name": asset.place,
        "db_type": asset.traits.get("db_type"),
        "ins_id": asset.traits.get("ins_id"),
        "ins_name": asset.traits.get("ins_name"),
        "ins_type": asset.traits.get("ins_type"),
        "authorized": asset.authorized,
        "region": asset.region,
        "create_time": asset.created,
        "auth_type": "PASSWORD",
        "authorize_fail_reason": asset.traits.get("fail_reason"),
        "db_address": asset.traits.get("address"),
        "db_authorized": _access(asset),
        "db_port": int(asset.traits.get("port", 0)) or None,
        "db_user": asset.traits.get("user"),
        "db_version": asset.traits.get("version"),
        "default": False,
        "service_name": None,
        "sid": None,
        "subnet_ids": [],
        "vpc_ids": [],
    }


def big_data(asset: Asset) -> dict[str, Any]:
    return {
        "id": asset.id,
        "asset_name": asset.name,
        "ds_name": asset.place,
        "ds_type": asset.traits.get("ds_type"),
        "authorized": asset.authorized,
        "authorize_fail_reason": asset.traits.get("fail_reason"),
        "create_time": asset.created,
        "default": False,
        "ds_address": asset.traits.get("address"),
        "ds_authorized": _access(asset),
        "ds_port": int(asset.traits.get("port", 0)) or None,
        "ds_user": asset.traits.get("user"),
        "ds_version": asset.traits.get("version"),
        "ins_id": asset.traits.get("ins_id"),
        "ins_name": asset.traits.get("ins_name"),
        "ins_type": asset.traits.get("ins_type"),
        "region": asset.region,
        "security_group_id": None,
        "source_type": None,
        "subnet_id": None,
        "vpc_id": None,
    }


def _access(asset: Asset) -> str:
    return "AUTHORIZED" if asset.authorized else "FAILED"


def export_bucket(asset: Asset) -> dict[str, Any]:
    known = bucket(asset)
    del known["deleted"]
    return known | {"bind_task": 0, "enable_audit_status": False}


def newer_export_bucket(asset: Asset) -> dict[str, Any]:
    return {"id": asset.id, "asset_name": asset.name, "bucket_name": asset.place, "region": asset.region}


def rule_group(group: RuleGroup, rules: list[Rule]) -> dict[str, Any]:
    return {
        "id": group.id,
        "group_name": group.name,
        "group_desc": group.description,
        "category": group.category,
        "rule_names": ",".join(rule.name for rule in rules),
        "delete_allowed": not group.is_default,
        "is_default": group.is_default,
    }


def rule(each: Rule) -> dict[str, Any]:
    return {
        "id": each.id,
        "rule_name": each.name,
        "rule_desc": each.name,
        "rule_content": each.content,
        "category": each.category,
        "rule_type": "REGEX",
        "logic_operator": "REGEX",
        "min_match": 1,
        "risk_level": each.level.color,
        "delete_allowed": each.category != "BUILT_IN",
        "selected": True,
    }


def template(project_id: str, each: ScanTemplate) -> dict[str, Any]:
    return {
        "id": each.id,
        "project_id": project_id,
        "name": each.name,
        "description": each.description,
        "category": "BUILT_IN",
        "is_default": each.is_default,
        "create_time": 1710560820120,
        "update_time": 1710573345350,
        "is_deleted": False,
    }


def level(project_id: str, each: Level) -> dict[str, Any]:
    return {
        "level_id": each.id,
        "project_id": project_id,
        "security_level_name": each.name,
        "security_level_desc": each.name,
        "color_number": each.color,
        "used_count": 1,
        "sort_weight": each.color,
        "category": each.category,
        "create_time": 1710560820120,
        "update_time": 1710573345350,
        "is_deleted": not each.enabled,
    }
