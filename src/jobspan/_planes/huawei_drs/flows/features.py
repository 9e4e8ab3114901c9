"""What DRS offers here, found out by asking for the smallest lists. Other clouds have no v5, or no disaster recovery."""

from collections.abc import Callable
from functools import partial
from typing import Final, TypeVar

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.paginate import Listing
from jobspan._planes.huawei_drs.flows.actions import search
from jobspan._planes.huawei_drs.flows.reads import all_of, listing
from jobspan._planes.huawei_drs.models.features import Features
from jobspan._planes.huawei_drs.models.jobs import UseType
from jobspan.errors import ApiError

T = TypeVar("T")

_NOT_OFFERED: Final = frozenset({400, 404, 405, 501})
"""How a gateway or a service answers to what it does not know. Refused credentials and outages have other statuses."""


def is_not_offered(error: Exception) -> bool:
    """Whether a list failed because there is no such thing here."""
    return isinstance(error, ApiError) and error.status in _NOT_OFFERED


def offered(look: Callable[[], Flow[T]]) -> Flow[T | None]:
    """What a look brings; ``None`` where the thing is not offered.

    Raises:
        JobspanError: it failed for another reason, so nothing is known.
    """
    try:
        return (yield from look())
    except ApiError as failed:
        if is_not_offered(failed):
            return None
        raise


def features(ctx: PlaneContext) -> Flow[Features]:
    """What DRS offers here.

    Raises:
        JobspanError: a look failed for a reason that does not say so: refused credentials, an outage.
    """
    looks = [partial(_is_there, listing(ctx, use.value, page_size=1)) for use in UseType]
    *uses, v5 = yield from all_of(ctx, [*looks, partial(_is_there, search(ctx, "migration", limit=1))])
    return Features(uses=tuple(use for use, there in zip(UseType, uses, strict=True) if there), v5=v5)


def _is_there(asked: Listing[T]) -> Flow[bool]:
    return (yield from offered(lambda: asked.fetch(None))) is not None
