"""Let tasks try their databases. Source: https://support.huaweicloud.com/intl/en-us/api-drs/drs_03_0105.html"""

import json
from typing import Any, Final

from jobspan._core.context import PlaneContext
from jobspan._core.redact import reveal_json
from jobspan._core.validation import Validator
from jobspan._planes.huawei_drs.flows.batch_call import BatchCall
from jobspan._planes.huawei_drs.models.endpoints import SOURCE, TARGET, ClusterConnectionTest, ConnectionTest
from jobspan._planes.huawei_drs.operations import configuration as op
from jobspan._planes.huawei_drs.rules import actions as rules
from jobspan._planes.huawei_drs.words import NETS
from jobspan.credentials import Secret


def _check(problems: Validator, at: str, test: ConnectionTest) -> None:
    problems.one_of(f"{at}.end_point", test.end_point, ("source", "target", SOURCE, TARGET))
    problems.one_of(f"{at}.net_type", test.net_type, NETS)
    problems.within(f"{at}.db_port", test.db_port, 0, 65535)
    problems.text(f"{at}.ip", test.ip)
    problems.text(f"{at}.db_user", test.db_user)
    if not test.db_password:
        problems.add(f"{at}.db_password", "must not be empty")
    if test.net_type == "vpc" and test.inst_id and not (test.vpc_id and test.subnet_id):
        problems.add(f"{at}.vpc_id | subnet_id", "are required for a cloud instance reached through its VPC")


def _check_members(problems: Validator, at: str, test: ClusterConnectionTest) -> None:
    if not test.members:
        problems.add(f"{at}.members", "must not be empty")
    for index, member in enumerate(test.members):
        problems.one_of(f"{at}.members[{index}].end_point", member.end_point, ("source", "target", "so", "ta", "ls"))
        if not member.dbpassword:
            problems.add(f"{at}.members[{index}].dbpassword", "must not be empty")


def _cluster_body(ctx: PlaneContext, test: ClusterConnectionTest) -> dict[str, Any]:
    """The members are JSON inside JSON. That text holds passwords, so all of it is a secret."""
    members = reveal_json(ctx.dialect.codec.write(test.members))
    text = Secret(json.dumps(members, separators=(",", ":")))
    return {"action": "testConnection", "job_id": test.job_id, "property": text}


TEST_CONNECTIONS: Final = BatchCall[ConnectionTest](
    title="test connections of {tasks}",
    operation=op.TEST_CONNECTIONS,
    rules=rules.TEST_CONNECTIONS,
    end_point=lambda test: test.end_point,
    mark=lambda test: (test.job_id, test.end_point, test.ip),
    check_item=_check,
)
TEST_CLUSTERS: Final = BatchCall[ClusterConnectionTest](
    title="test cluster connections of {tasks}",
    operation=op.TEST_CLUSTERS,
    rules=rules.TEST_CLUSTERS,
    body=_cluster_body,
    check_item=_check_members,
)
