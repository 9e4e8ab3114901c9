"""Watching many jobs at once."""

from collections.abc import AsyncIterator, Iterable
from typing import TypeVar

from jobspan._async.handle import AsyncHandle
from jobspan._core.events import listening
from jobspan._core.poll import Watch
from jobspan.errors import ValidationError
from jobspan.progress import ProgressOption, showing

V = TypeVar("V")
R = TypeVar("R")


async def as_completed(
    handles: Iterable[AsyncHandle[V, R]], *, timeout: float | None = None, progress: ProgressOption = False
) -> AsyncIterator[AsyncHandle[V, R]]:
    """Handles in the order their jobs end, read in batches wherever the plane can.

    A job that cannot be read any more, or is not over when the time is up, comes as well: ``handle.done`` tells, and
    ``await handle.result()`` raises what is wrong with it.

    Args:
        timeout: seconds to wait for all of them; ``None`` means ``Policy.wait_timeout``.
    """
    waiting = _of_one_client(handles)
    if not waiting:
        return
    watched = {id(each): (each.watched(), each) for each in waiting}
    by_job = {id(job): handle for job, handle in watched.values()}
    watch = Watch([job for job, _ in watched.values()], waiting[0]._ctx.policy, timeout)
    with showing(progress, f"{len(waiting)} jobs") as display:
        while True:
            with listening(display):
                over = await waiting[0]._run(watch.step())
            if not over:
                return
            for job in over:
                handle = by_job[id(job)]
                handle.view = job.view
                yield handle


async def wait_all(
    handles: Iterable[AsyncHandle[V, R]],
    *,
    timeout: float | None = None,
    progress: ProgressOption = False,
    raise_on_failure: bool = True,
) -> list[R]:
    """The results of many jobs, in the order given, read in batches wherever the plane can.

    All are watched to their end first; then the first failure is raised (unless told otherwise).

    Raises:
        JobFailed: a job ended, and not in success.
        WaitTimeout: a job is not over in time.
    """
    waiting = _of_one_client(handles)
    if not waiting:
        return []
    jobs = [each.watched() for each in waiting]
    watch = Watch(jobs, waiting[0]._ctx.policy, timeout)
    with showing(progress, f"{len(waiting)} jobs") as display, listening(display):
        while await waiting[0]._run(watch.step()):
            pass
    for handle, job in zip(waiting, jobs, strict=True):
        handle.view = job.view
    return [
        await handle.settle(job, raise_on_failure=raise_on_failure) for handle, job in zip(waiting, jobs, strict=True)
    ]


def _of_one_client(handles: Iterable[AsyncHandle[V, R]]) -> list[AsyncHandle[V, R]]:
    waiting = list(handles)
    if any(each._driver is not waiting[0]._driver for each in waiting):
        raise ValidationError(
            message="These handles belong to several clients.",
            hint="Wait for those of one client at a time, or resume them all with one: client.resume(handle.ref).",
        )
    return waiting
