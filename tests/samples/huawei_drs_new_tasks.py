"""Sample calls that make tasks of Huawei DRS by API v5."""

from __future__ import annotations

from jobspan import Client
from jobspan.drs import NewTask, NodeNetwork, NodePlacement, NodeSpec, TaskBase, TaskEnd, TaskNode
from jobspan.testing import Sandbox
from tests.samples.huawei_drs_connections import TLS, address
from tests.samples.sample import Arguments, Sample, given


def new_task(name: str = "fresh-by-v5") -> NewTask:
    """A task that may be created."""
    return NewTask(
        base_info=TaskBase(
            name=name,
            job_type="sync",
            engine_type="mysql-to-mysql",
            job_direction="non-dbs",
            task_type="FULL_INCR_TRANS",
            net_type="vpn",
        ),
        source_endpoint=(
            TaskEnd(db_type="mysql", endpoint_type="offline", endpoint_role="so", endpoint=address(), ssl=TLS),
        ),
        target_endpoint=(
            TaskEnd(db_type="mysql", endpoint_type="offline", endpoint_role="ta", endpoint=address("192.0.2.20")),
        ),
        node_info=TaskNode(
            spec=NodeSpec(node_type="small"),
            vpc=NodeNetwork(vpc_id="vpc-1", subnet_id="subnet-1"),
            base_info=NodePlacement(instance_type="single", arch="x86", availability_zone="eu-west-101a"),
        ),
    )


def _copied(client: Client, sandbox: Sandbox) -> Arguments:
    return Arguments(sandbox.huawei_drs.task_named("shop-orders"), "shop-orders-copy")


SAMPLES = (
    Sample("huawei_drs", "v5.create_job", "drs.actions.create", given(new_task())),
    Sample("huawei_drs", "v5.copy_job", "drs.actions.copy", _copied),
)
