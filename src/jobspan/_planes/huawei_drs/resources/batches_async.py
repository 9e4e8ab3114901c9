"""What the resources share that send batches."""

from collections.abc import Iterable
from typing import TypeVar

from jobspan._async.resource import AsyncResource
from jobspan._planes.huawei_drs.flows.batch_call import BatchCall, run_call
from jobspan.models import BatchResult

K = TypeVar("K")


class AsyncBatches(AsyncResource):
    """A part of DRS whose calls are for many tasks."""

    async def _send(
        self, call: BatchCall[K], items: Iterable[K], *, skip_invalid: bool, batch_size: int
    ) -> BatchResult[K]:
        """Run a call for many items. Items that come from a generator are read once, however often the flow starts."""
        given = list(items)
        return await self._change(
            lambda: run_call(self._ctx, call, given, skip_invalid=skip_invalid, batch_size=batch_size)
        )
