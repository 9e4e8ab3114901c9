"""The size of a task and how it is paid for, by API v5. Source: https://support.huaweicloud.com/intl/en-us/api-drs/"""

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.reconcile import Confirmed, Finding, Reconcile, Unknown, looking
from jobspan._core.validation import validating
from jobspan._planes.huawei_drs.flows.job_ids import check_id
from jobspan._planes.huawei_drs.flows.reads import get
from jobspan._planes.huawei_drs.flows.single import change_one
from jobspan._planes.huawei_drs.models.task_settings import FlavorChange, PeriodOrdered
from jobspan._planes.huawei_drs.operations import task_settings as op
from jobspan._planes.huawei_drs.rules.settings import SET
from jobspan.errors import JobspanError

_MONTHS, _YEARS = "2", "3"
_MOST_MONTHS, _MOST_YEARS = 9, 3


def change_flavor(ctx: PlaneContext, job_id: str, spec_type: str) -> Flow[FlavorChange]:
    with validating(op.CHANGE_FLAVOR) as problems:
        check_id(problems, "job_id", job_id)

    def before() -> Flow[Reconcile[FlavorChange]]:
        try:
            had, _ = yield from _size(ctx, job_id)
        except JobspanError:
            had = None

        def look() -> Flow[Finding[FlavorChange]]:
            has, state = yield from _size(ctx, job_id)
            if had is None or had == spec_type:
                return Unknown(f"Its size was {had or 'not to be read'} before, so it shows nothing.", conclusive=True)
            return Confirmed(FlavorChange()) if has == spec_type else Unknown(f"It is {has} and {state}.")

        return looking(look)

    return change_one(
        ctx,
        op.CHANGE_FLAVOR,
        job_id,
        title=f"change the size of {job_id} to {spec_type}",
        rules=SET,
        body={"spec_type": spec_type},
        notes=("sizes are billed differently, and the task is interrupted for a while",),
        before=before,
    )


def _size(ctx: PlaneContext, job_id: str) -> Flow[tuple[str | None, str]]:
    """The size of a task, and its state."""
    job = yield from get(ctx, job_id)
    size = None if job.inst_info is None else job.inst_info.inst_type
    return size, "in a state that is not shown" if job.status is None else job.status.value


def change_to_period(
    ctx: PlaneContext, job_id: str, *, months: int | None, years: int | None, auto_renew: bool, auto_pay: bool
) -> Flow[PeriodOrdered]:
    with validating(op.CHANGE_TO_PERIOD) as problems:
        check_id(problems, "job_id", job_id)
        problems.exactly_one(months=months, years=years)
        problems.whole("months", months, 1, _MOST_MONTHS)
        problems.whole("years", years, 1, _MOST_YEARS)
    length = f"{months} months" if months is not None else f"{years} years"
    notes = ["this buys an order; it is never sent twice"]
    notes += ["the order is paid at once"] if auto_pay else ["the order has to be paid by hand"]
    notes += ["it is renewed by itself"] if auto_renew else []
    return change_one(
        ctx,
        op.CHANGE_TO_PERIOD,
        job_id,
        title=f"order {length} of {job_id}",
        rules=SET,
        body={
            "period_type": _YEARS if months is None else _MONTHS,
            "period_num": years if months is None else months,
            "is_auto_renew": auto_renew,
            "is_auto_pay": auto_pay,
        },
        notes=tuple(notes),
        lacks=lambda reply: None if reply.order_id else "the reply does not name the order",
    )
