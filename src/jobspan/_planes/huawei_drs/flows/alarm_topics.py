"""Whom a task warns, and statistics of it, by API v5. Source: https://support.huaweicloud.com/intl/en-us/api-drs/"""

from typing import Final

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.validation import present, validating
from jobspan._planes.huawei_drs.flows.job_ids import check_id
from jobspan._planes.huawei_drs.flows.reads import project
from jobspan._planes.huawei_drs.flows.single import change_one
from jobspan._planes.huawei_drs.models.task_settings import AlarmTopic, SmnTopic
from jobspan._planes.huawei_drs.operations import task_settings as op
from jobspan._planes.huawei_drs.rules.actions import SET_ALARMS, SET_UP

_LONGEST_DELAY: Final = 3600


def set_alarm_topic(
    ctx: PlaneContext,
    job_id: str,
    topic_urn: str,
    *,
    delay: int | None,
    rto_delay: int | None,
    rpo_delay: int | None,
    notify: bool,
) -> Flow[None]:
    with validating(op.SET_ALARM_TOPIC) as problems:
        check_id(problems, "job_id", job_id)
        problems.text("topic_urn", topic_urn)
        for name, seconds in (("delay", delay), ("rto_delay", rto_delay), ("rpo_delay", rpo_delay)):
            problems.whole(name, seconds, 0, _LONGEST_DELAY)
    body = {
        "topic_urn": topic_urn,
        "increment_delay_threshold": delay,
        "rto_delay_threshold": rto_delay,
        "rpo_delay_threshold": rpo_delay,
        "is_alarm_to_user": notify,
    }
    return change_one(
        ctx,
        op.SET_ALARM_TOPIC,
        job_id,
        title=f"send the alarms of {job_id} to {topic_urn}",
        rules=SET_ALARMS,
        body=present(body),
    )


def alarm_topic(ctx: PlaneContext, job_id: str) -> Flow[AlarmTopic]:
    with validating(op.ALARM_TOPIC) as problems:
        check_id(problems, "job_id", job_id)
    return call(ctx, op.ALARM_TOPIC, path=project(ctx, job_id=job_id))


def topics(ctx: PlaneContext) -> Flow[list[SmnTopic]]:
    reply = yield from call(ctx, op.TOPICS, path=project(ctx))
    return list(reply.topics)


def export_statistics(ctx: PlaneContext, job_id: str) -> Flow[None]:
    with validating(op.EXPORT_STATISTICS) as problems:
        check_id(problems, "job_id", job_id)
    return change_one(
        ctx, op.EXPORT_STATISTICS, job_id, title=f"export the statistics of {job_id}", rules=SET_UP, body=None
    )
