"""Positions in the log of a source, by API v5. Source: https://support.huaweicloud.com/intl/en-us/api-drs/"""

import re
from datetime import UTC, datetime
from typing import Final

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.jobs import Started, started
from jobspan._core.rules import evaluate
from jobspan._core.validation import present, validating
from jobspan._planes.huawei_drs.flows.job_ids import check_id
from jobspan._planes.huawei_drs.flows.reads import details_of
from jobspan._planes.huawei_drs.flows.single import change_one
from jobspan._planes.huawei_drs.models.jobs import TaskType
from jobspan._planes.huawei_drs.models.positions import CollectedPosition
from jobspan._planes.huawei_drs.operations import task_settings as op
from jobspan._planes.huawei_drs.position_kind import POSITION, collected_position
from jobspan._planes.huawei_drs.rules.actions import SET_UP
from jobspan._planes.huawei_drs.rules.settings import INCREMENTAL_ONLY, SET_START_POSITION

_OF_MYSQL: Final = re.compile(r"[^<>&:\"'/\\]{1,60}\.[0-9]{3,20}:[0-9]{1,20}")
_OF_MONGO: Final = re.compile(r"([0-9]{1,10}):([0-9]{1,10})")
_LARGEST: Final = 2**31 - 1
_LONGEST_POSITION, _LONGEST_SET = 100, 2048
_NOT_IN_A_SET: Final = re.compile(r"[<>&\"'/\\]|[^\x00-\x7f]")


def collect_position(
    ctx: PlaneContext, job_id: str, at: datetime
) -> Flow[Started[CollectedPosition, CollectedPosition]]:
    with validating(op.COLLECT_POSITION) as problems:
        check_id(problems, "job_id", job_id)
        if problems.instance("at", at, datetime):
            problems.moment("at", at)
    moment = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    query = yield from change_one(
        ctx,
        op.COLLECT_POSITION,
        job_id,
        title=f"look for the position of {moment} in the source of {job_id}",
        rules=SET_UP,
        body={"reset_position_time": moment},
        lacks=lambda reply: None if reply.id else "the reply does not name the search",
    )
    return (yield from started(ctx, POSITION, query.id or "", None, job_id=job_id))


def position(ctx: PlaneContext, job_id: str, query_id: str) -> Flow[CollectedPosition]:
    with validating(op.POSITION_RESULT) as problems:
        check_id(problems, "job_id", job_id)
        problems.text("query_id", query_id)
    return collected_position(ctx, job_id, query_id)


def set_start_position(ctx: PlaneContext, job_id: str, file_and_position: str, gtid_set: str | None) -> Flow[None]:
    with validating(op.SET_START_POSITION) as problems:
        check_id(problems, "job_id", job_id)
        problems.text("file_and_position", file_and_position, longest=_LONGEST_POSITION)
        if _is_no_position(file_and_position):
            known = ("file.number:position (MySQL)", "timestamp:increment (MongoDB)")
            problems.add("file_and_position", f"is {file_and_position!r}", known)
        problems.optional_text("gtid_set", gtid_set, longest=_LONGEST_SET)
        if isinstance(gtid_set, str) and (bad := sorted(set(_NOT_IN_A_SET.findall(gtid_set)))):
            problems.add("gtid_set", f"must not contain {' '.join(bad)}")
    verdicts = yield from evaluate(ctx, INCREMENTAL_ONLY, f"job {job_id}", lambda: _type_of(ctx, job_id))
    yield from change_one(
        ctx,
        op.SET_START_POSITION,
        job_id,
        title=f"start {job_id} from {file_and_position}",
        rules=SET_START_POSITION,
        body=present({"file_and_position": file_and_position, "gtid_set": gtid_set}),
        verdicts=verdicts,
    )


def _is_no_position(text: object) -> bool:
    """Whether it is a text, and none that a position can be."""
    if not isinstance(text, str):
        return False
    of_mongo = _OF_MONGO.fullmatch(text)
    if of_mongo is not None:
        return not all(1 <= int(part) <= _LARGEST for part in of_mongo.groups())
    return _OF_MYSQL.fullmatch(text) is None


def _type_of(ctx: PlaneContext, job_id: str) -> Flow[TaskType | None]:
    """Which phases a task has; ``None`` when that cannot be read."""
    answers = yield from details_of(ctx, [job_id])
    return next((each.task_type for each in answers.rows if each.id == job_id), None)
