"""Watching many jobs at once."""

import math
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Final, Literal, TypeVar, overload

from jobspan._async.handle import AsyncHandle
from jobspan._core.arguments import held_to_types
from jobspan._core.cancelling import cancel_all, check_cancellable
from jobspan._core.events import listening
from jobspan._core.interruption import noting
from jobspan._core.jobs import waited_for
from jobspan._core.validation import validating
from jobspan._core.watch import Watch, Watched, results
from jobspan._core.words import counted
from jobspan._public import public
from jobspan.errors import ValidationError
from jobspan.hooks import Hook
from jobspan.progress import ProgressOption, showing
from jobspan.tables import Rows

_NAMED: Final = 20
"""How many references the note of an interruption has; a program that has more of them keeps its handles."""

V = TypeVar("V")
R = TypeVar("R")

FACE = "jobspan.aio"


@public
@held_to_types
async def as_completed(
    handles: Iterable[AsyncHandle[V, R]],
    *,
    timeout: float | None = None,
    progress: ProgressOption = False,
    cancel_on_interrupt: bool = False,
) -> AsyncIterator[AsyncHandle[V, R]]:
    """Handles in the order their jobs end, read in batches wherever the plane can.

    A job that cannot be read any more, or is not over when the time is up, comes as well: ``handle.done`` tells, and
    ``await handle.result()`` raises what is wrong with it.

    Args:
        handles: handles of one client; of jobs of any planes.
        timeout: seconds to wait for all of them; ``None`` means ``Policy.wait_timeout`` (a day).
        progress: ``True`` shows how many are over, how many failed, and which one is the slowest; a callable gets each
            ``JobChanged``.
        cancel_on_interrupt: ``True`` asks the plane to stop those that are not over when a look or a pause between looks is
            interrupted; what is interrupted between two handles is the program's own.

    Raises:
        ValidationError: one is not a handle; ``timeout`` is less than 0; or ``cancel_on_interrupt``, and the plane cannot
            cancel one of them.
    """
    waiting = _of_one_client("as_completed", handles, timeout)
    _may_cancel("as_completed", waiting, cancel_on_interrupt)
    if not waiting:
        return
    by_job = {id(job): (job, handle) for handle in dict.fromkeys(waiting) for job in [handle._watched()]}
    jobs = [job for job, _ in by_job.values()]
    watch = Watch(jobs, waiting[0]._ctx.policy, timeout)
    with _shown(progress, jobs) as display:
        while True:
            with listening(display):
                over = await _step(waiting[0], watch, "as_completed", cancel_on_interrupt)
            if not over:
                return
            for job in over:
                _, handle = by_job[id(job)]
                handle._see(job.view)
                yield handle


@overload
async def wait_all(
    handles: Iterable[AsyncHandle[V, R]],
    *,
    timeout: float | None = None,
    progress: ProgressOption = False,
    raise_on_failure: Literal[True] = True,
    return_exceptions: Literal[False] = False,
    cancel_on_interrupt: bool = False,
) -> Rows[R]: ...


@overload
async def wait_all(
    handles: Iterable[AsyncHandle[V, R]],
    *,
    timeout: float | None = None,
    progress: ProgressOption = False,
    raise_on_failure: bool = True,
    return_exceptions: Literal[False] = False,
    cancel_on_interrupt: bool = False,
) -> Rows[R | V]: ...


@overload
async def wait_all(
    handles: Iterable[AsyncHandle[V, R]],
    *,
    timeout: float | None = None,
    progress: ProgressOption = False,
    raise_on_failure: bool = True,
    return_exceptions: bool,
    cancel_on_interrupt: bool = False,
) -> Rows[R | V | Exception]: ...


@public
@held_to_types
async def wait_all(
    handles: Iterable[AsyncHandle[V, R]],
    *,
    timeout: float | None = None,
    progress: ProgressOption = False,
    raise_on_failure: bool = True,
    return_exceptions: bool = False,
    cancel_on_interrupt: bool = False,
) -> Rows[Any]:
    """The results of many jobs, a table in the order given, read in batches wherever the plane can.

    All are watched to their end first; then the first failure is raised (unless told otherwise). Nothing is lost by that: each
    handle keeps its result, and ``wait()`` on it returns it without looking again.

    Args:
        handles: handles of one client; of jobs of any planes.
        timeout: seconds to wait for all of them; ``None`` means ``Policy.wait_timeout`` (a day).
        progress: ``True`` shows how many are over, how many failed, and which one is the slowest; a callable gets each
            ``JobChanged``.
        raise_on_failure: ``False`` returns the last view of a job that failed.
        return_exceptions: ``True`` puts what would be raised for a job in its place, and raises nothing.
        cancel_on_interrupt: ``True`` asks the plane to stop those that are not over when the wait is interrupted (Ctrl-C, a
            cancelled task, a signal's exception); the exception's note says what came of it. Otherwise they go on.

    Raises:
        ValidationError: one is not a handle; ``timeout`` is less than 0; or ``cancel_on_interrupt``, and the plane cannot
            cancel one of them.
        JobFailed: a job ended, and not in success.
        WaitTimeout: a job is not over in time.
    """
    waiting = _of_one_client("wait_all", handles, timeout)
    if not waiting:
        return Rows()
    _may_cancel("wait_all", waiting, cancel_on_interrupt)
    policy, by_handle = waiting[0]._ctx.policy, {handle: handle._watched() for handle in dict.fromkeys(waiting)}
    jobs = list(by_handle.values())
    watch = Watch(jobs, policy, timeout)
    with (
        _shown(progress, jobs) as display,
        listening(display),
    ):
        while await _step(waiting[0], watch, "wait_all", cancel_on_interrupt):
            pass
    for handle, job in by_handle.items():
        handle._see(job.view)
    ended = await waiting[0]._run(results(jobs, policy, raise_on_failure=raise_on_failure), name="wait_all")
    became = dict(zip(by_handle, ended, strict=True))
    outcomes = [became[handle] for handle in waiting]
    if not return_exceptions:
        for outcome in outcomes:
            if isinstance(outcome, Exception):
                raise outcome
    return Rows(outcomes)


async def _step(first: AsyncHandle[V, R], watch: Watch, call: str, cancel_on_interrupt: bool) -> list[Watched]:
    """Look until one of them ends. When that is interrupted, the exception names those that are not over."""
    try:
        with noting(None if cancel_on_interrupt else lambda: _going_on(watch.open)):
            return await first._run(watch.step(), name=call)
    except (Exception, GeneratorExit):
        raise
    except BaseException as stop:
        if cancel_on_interrupt:
            stop.add_note(await first._run(cancel_all(watch.open, first._ctx.policy), name=call))
        raise


def _shown(progress: ProgressOption, jobs: Sequence[Watched]) -> AbstractContextManager[Hook]:
    """Progress of jobs; two handles of the same job are one."""

    def left() -> str:
        errors = sorted({type(job.error).__name__ for job in jobs if job.error is not None})
        return f"stopped: {', '.join(errors)}" if errors else ""

    total = len({waited_for(job.ref) for job in jobs})
    return showing(progress, counted(total, "job"), total, left=left)


def _may_cancel(call: str, handles: Sequence[AsyncHandle[Any, Any]], cancel_on_interrupt: bool) -> None:
    if cancel_on_interrupt:
        check_cancellable(call, [(each._ctx.plane, each._kind) for each in handles])


def _going_on(jobs: Sequence[Watched]) -> str:
    shown = "".join(f"\n  {job.ref.to_json()}" for job in jobs[:_NAMED])
    more = f"\n  and {len(jobs) - _NAMED} more: each handle has its ref" if len(jobs) > _NAMED else ""
    return (
        f"Jobs that were watched and go on: {len(jobs)}. Their handles can be waited for again; "
        f"from elsewhere: client.resume(handle.ref.to_json()).{shown}{more}"
    )


def _of_one_client(call: str, handles: Iterable[AsyncHandle[V, R]], timeout: float | None) -> list[AsyncHandle[V, R]]:
    waiting = list(handles)
    with validating(call) as problems:
        problems.within("timeout", timeout, 0, math.inf)
        for at, each in enumerate(waiting):  # iterators can be looked into only here
            problems.instance(f"handles[{at}]", each, AsyncHandle)
    if any(each._driver is not waiting[0]._driver for each in waiting):
        raise ValidationError(
            message="These handles belong to several clients.",
            hint="Wait for those of one client at a time, or resume them all with one: client.resume(handle.ref).",
        )
    return waiting
