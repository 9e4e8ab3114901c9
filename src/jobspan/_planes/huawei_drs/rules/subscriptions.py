"""Which state of a subscription allows what, and which times it can be consumed from.

DRS documents the states, not what each of them allows: what cannot be meant is refused, what is only unusual leads to a warning.
"""

from datetime import datetime
from typing import Final

import attrs

from jobspan._core.classes import frozen
from jobspan._core.rules import AnyRule, FactRule, StateRule
from jobspan._planes.huawei_drs.models.subscriptions import FAILED, DataSubscriptionStatus as Status
from jobspan._planes.huawei_drs.rules.facts import REFERENCE

_ALL: Final = frozenset(Status)
_NOT_THERE: Final = frozenset({Status.CREATING, Status.CREATE_FAILED, Status.DELETED})
"""What was not created, not yet, or not any more."""
_CHANGING: Final = frozenset(
    {Status.CREATING, Status.STARTJOBING, Status.REBUILD_NODE_STARTED, Status.NODE_UPGRADE_START}
)


@frozen(kw_only=True)
class SubscriptionRules:
    """The states that an action cannot do without, and those that it is meant for."""

    strict: StateRule
    advised: StateRule


def _rules(action: str, text: str, refused: frozenset[Status], usual: frozenset[Status]) -> SubscriptionRules:
    strict = StateRule(
        id=f"{action}-subscription-state",
        text=text,
        allowed=frozenset(each.value for each in _ALL - refused),
        known=frozenset(each.value for each in _ALL),
        source=REFERENCE,
    )
    usual_words = frozenset(each.value for each in usual)
    return SubscriptionRules(strict=strict, advised=attrs.evolve(strict, allowed=usual_words, advisory=True))


START: Final = _rules(
    "start",
    "A subscription is started once it was created.",
    _NOT_THERE | {Status.STARTJOBING, Status.SUBSCRIPTION_STARTED, Status.FROZEN},
    frozenset({Status.CONFIGURATION}),
)
RETRY: Final = _rules(
    "retry",
    "A subscription is retried after a failure.",
    frozenset(
        {
            Status.CREATING,
            Status.CONFIGURATION,
            Status.STARTJOBING,
            Status.SUBSCRIPTION_STARTED,
            Status.FROZEN,
            Status.DELETED,
        }
    ),
    FAILED - {Status.CREATE_FAILED},
)
RESET: Final = _rules(
    "reset",
    "A subscription is reset after it was started.",
    _NOT_THERE | {Status.CONFIGURATION, Status.STARTJOBING, Status.FROZEN},
    (FAILED - {Status.CREATE_FAILED}) | {Status.SUBSCRIPTION_STARTED},
)
UPDATE: Final = _rules(
    "update",
    "A subscription that is changed must be there.",
    frozenset({Status.DELETED}),
    _ALL - _NOT_THERE - _CHANGING,
)
DELETE: Final = _rules(
    "delete",
    "A subscription is deleted once, and while nothing else is done to it.",
    frozenset({Status.DELETED}),
    _ALL - _CHANGING - {Status.DELETED},
)


@frozen(kw_only=True)
class ConsumeTime:
    """A time to consume from, and those that it must be between."""

    wanted: datetime
    created: datetime | None
    now: datetime


def _out_of_range(times: ConsumeTime) -> str | None:
    if times.wanted > times.now:
        return f"{times.wanted} is later than now, {times.now}."
    if times.created is not None and times.wanted < times.created:
        return f"{times.wanted} is before it was created, at {times.created}."
    return None


CONSUME_TIME: Final = FactRule(
    id="consume-time-in-range",
    text="Changes are consumed from a time between the creation of the subscription and now.",
    broken=_out_of_range,
    source=REFERENCE,
)

SUBSCRIPTION_RULES: Final[tuple[AnyRule, ...]] = (
    *(rule for each in (START, RETRY, RESET, UPDATE, DELETE) for rule in (each.strict, each.advised)),
    CONSUME_TIME,
)
