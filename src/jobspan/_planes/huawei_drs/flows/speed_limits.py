"""Limit the speed of tasks. Source: https://support.huaweicloud.com/intl/en-us/api-drs/drs_03_0130.html"""

from typing import Final

from jobspan._core.validation import Validator
from jobspan._planes.huawei_drs.flows.batch_call import BatchCall
from jobspan._planes.huawei_drs.models.configuration import SpeedLimit, SpeedWindow
from jobspan._planes.huawei_drs.operations import configuration as op
from jobspan._planes.huawei_drs.rules import actions as rules


def _check(problems: Validator, at: str, limit: SpeedLimit) -> None:
    if len(limit.windows) > 10:
        problems.add(f"{at}.windows", f"has {len(limit.windows)} entries, at most 10 are allowed")
    taken: set[int] = set()
    for index, window in enumerate(limit.windows):
        where = f"{at}.windows[{index}]"
        if not (window.speed.isdigit() and 1 <= int(window.speed) <= 9999):
            problems.add(f"{where}.speed", f"is {window.speed!r}", ("1..9999",))
        hours = _hours(window)
        if hours is None:
            problems.add(
                where, f"{window.begin}-{window.end} must be written hh:mm-hh:mm, the end later than the begin"
            )
        elif taken & hours:
            problems.add(where, f"{window.begin}-{window.end} overlaps another window")
        else:
            taken |= hours


def _hours(window: SpeedWindow) -> set[int] | None:
    """The hours a window covers; it may pass midnight. DRS ignores the minutes."""
    try:
        begin, end = (int(text.partition(":")[0]) for text in (window.begin, window.end))
    except ValueError:
        return None
    if window.begin == window.end or not (0 <= begin < 24 and 0 <= end < 24):
        return None
    return {hour % 24 for hour in range(begin, (end if end >= begin else end + 24) + 1)}


SET_SPEED: Final = BatchCall[SpeedLimit](
    title="limit the speed of {tasks}",
    operation=op.SET_SPEED,
    rules=rules.SET_SPEED,
    check_item=_check,
    wrap=lambda bodies: {"speed_limits": bodies},
    notes=("speed limits act on the full load only",),
)
