"""Subscriptions as jobs that can be waited for: until they are there, and until they run."""

from typing import Final

import attrs

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, now, pure
from jobspan._core.jobs import JobKind
from jobspan._planes.huawei_drs.flows.subscription_reads import subscription
from jobspan._planes.huawei_drs.models.subscriptions import FAILED, DataSubscription, DataSubscriptionStatus
from jobspan.jobs import JobRef, Phase

_ENDS_CREATION: Final = {
    DataSubscriptionStatus.CREATING: Phase.QUEUED,
    DataSubscriptionStatus.CREATE_FAILED: Phase.FAILED,
    DataSubscriptionStatus.DELETED: Phase.CANCELLED,
}


def _created(view: DataSubscription) -> Phase:
    """Whatever a subscription does later, it was created before."""
    if view.status is None or not view.status.is_known:
        return Phase.UNKNOWN
    return _ENDS_CREATION.get(view.status, Phase.SUCCEEDED)


def _running(view: DataSubscription) -> Phase:
    return Phase.SUCCEEDED if view.status == DataSubscriptionStatus.SUBSCRIPTION_STARTED else view.phase


def _look(ctx: PlaneContext, ref: JobRef) -> Flow[DataSubscription]:
    """A state from before an action that was accepted a moment ago says nothing of what comes of that."""
    found = yield from subscription(ctx, ref.id)
    if found.status is None:
        return found
    word, at = found.status.value, (yield from now())
    old = ctx.accepted.is_old(ref.id, word, at)
    left = found.status == DataSubscriptionStatus.SUBSCRIPTION_STARTED and ctx.accepted.was_left(ref.id, word, at)
    return attrs.evolve(found, status=None) if old or left else found


def _as_seen(ctx: PlaneContext, ref: JobRef, view: DataSubscription) -> Flow[DataSubscription]:
    """The result is what the last look showed."""
    return pure(view)


def _state(view: DataSubscription) -> str:
    return "not said" if view.status is None else view.status.value


def _advice(view: DataSubscription) -> str:
    retried = view.status in FAILED and view.status != DataSubscriptionStatus.CREATE_FAILED
    return "drs.subscriptions.retry() tries it again." if retried else ""


NEW_SUBSCRIPTION: Final = JobKind[DataSubscription, DataSubscription](
    name="huawei_drs.new_subscription",
    title="creation of subscription",
    read=lambda ctx, ref: subscription(ctx, ref.id),
    phase=_created,
    state=_state,
    result=_as_seen,
    explain=lambda view: "",
)
SUBSCRIPTION: Final = JobKind[DataSubscription, DataSubscription](
    name="huawei_drs.subscription",
    title="start of subscription",
    read=_look,
    phase=_running,
    state=_state,
    result=_as_seen,
    explain=lambda view: "",
    advice=_advice,
)
