"""Sample calls that set tasks of Huawei DRS by API v5."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from jobspan import Client
from jobspan.testing import Sandbox
from tests.samples.sample import Arguments, Prepare, Sample

AT = datetime(2026, 11, 1, 7, tzinfo=UTC)
TOPIC = "urn:smn:eu-west-101:sandbox:drs"
POSITION = "mysql-bin.000277:805"


def _of_a_task(*more: Any, state: str = "INCRE_TRANSFER_STARTED", type: str = "INCR_TRANS", **named: Any) -> Prepare:
    def prepared(client: Client, sandbox: Sandbox) -> Arguments:
        return Arguments(sandbox.huawei_drs.add("sample", state, task_type=type).id, *more, **named)

    return prepared


def _sample(operation: str, method: str, prepare: Callable[[Client, Sandbox], Arguments]) -> Sample:
    return Sample("huawei_drs", f"v5.{operation}", f"drs.task_settings.{method}", prepare)


SAMPLES = (
    _sample("update_job_configurations", "set_parameters", _of_a_task({"applier_thread_num": "30"})),
    _sample("collect_position_async", "collect_position", _of_a_task(AT)),
    _sample("update_start_position", "set_start_position", _of_a_task(POSITION, state="CONFIGURATION")),
    _sample("change_job_flavor", "change_flavor", _of_a_task("xlarge")),
    _sample("change_to_period", "change_to_period", _of_a_task(months=1)),
    _sample("associate_smn_topic", "set_alarm_topic", _of_a_task(TOPIC, delay=60)),
    _sample("export_operation_info", "export_statistics", _of_a_task()),
)
