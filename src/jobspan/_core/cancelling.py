"""Cancelling what was waited for, when the wait is interrupted."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from jobspan._core.effects import Flow, gather
from jobspan._core.jobs import JobKind
from jobspan._core.validation import validating
from jobspan._core.watch import Watched
from jobspan.policy import Policy


def check_cancellable(call: str, kinds: Iterable[tuple[str, JobKind[Any, Any]]]) -> None:
    """Refuse to promise what a plane cannot do; ``kinds``: each with its plane.

    Raises:
        ValidationError: one of them cannot be cancelled.
    """
    with validating(call) as problems:
        for plane, title in sorted({(plane, kind.title) for plane, kind in kinds if kind.cancel is None}):
            problems.add("cancel_on_interrupt", f"{plane} has no way to cancel a {title}")


def cancel_all(jobs: Sequence[Watched], policy: Policy) -> Flow[str]:
    """Ask the planes to stop jobs, side by side. What came of it, in words; nothing that fails is raised."""
    answers = yield from gather([_canceller(job) for job in jobs], policy.concurrency)
    return "\n".join(_told(job, answer) for job, answer in zip(jobs, answers, strict=True))


def _canceller(job: Watched) -> Callable[[], Flow[None]]:
    def ask() -> Flow[None]:
        if job.kind.cancel is not None:
            yield from job.kind.cancel(job.ctx, job.ref)

    return ask


def _told(job: Watched, answer: object) -> str:
    who, again = f"{job.ctx.plane} {job.kind.title} {job.ref.id}", f"client.resume({job.ref.to_json()!r})"
    if isinstance(answer, Exception):
        return f"{who} could not be cancelled, and may go on: {answer} {again}."
    return f"{who} was asked to stop; {again} finds it."
