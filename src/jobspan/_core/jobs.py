"""One kind of job, so that handles can watch it: how to read, understand, finish and cancel it."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from jobspan._core.classes import frozen
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, emit, wall_clock
from jobspan._core.showing import shown
from jobspan.hooks import JobStarted
from jobspan.jobs import JobRef, Phase, Progress

if TYPE_CHECKING:
    from jobspan._core.logs import LogSource

V = TypeVar("V")
R = TypeVar("R")


def _no_progress(view: Any) -> Progress:
    return Progress()


def _the_view(view: Any) -> Any:
    return view


def _no_advice(view: Any) -> str:
    return ""


def _no_tail(view: Any) -> None:
    return None


@frozen(kw_only=True)
class JobKind(Generic[V, R]):
    """One kind of long-running thing.

    Attributes:
        name: as in ``JobRef.kind``, the plane in front: ``<plane>.<kind>``.
        title: for people, for example ``copy``.
        read: the current view.
        phase, state: what the view means, and the vendor's own word for it.
        result: what ``wait()`` returns once the job succeeded.
        explain: why it failed, in the plane's words as they came. Whoever tells it asks :meth:`why`.
        evidence: what it reported last, line by line, for a job that failed; looks, and fails for no reason. Without it, what
            is bad in its ``log``.
        advice: what to do next after a failure.
        cancel: ask the plane to stop it; returns once it was asked.
        read_many: views of many jobs by id in few requests, where the plane can; absent ids are left out.
        batch: how many ids one ``read_many`` may ask for.
        progress: how far it is.
        results: results of many jobs that succeeded, by id, in few requests, where the plane can; ids left out are read singly.
        result_of_failed: what ``wait(raise_on_failure=False)`` returns of a job that did not succeed; reads nothing.
        phase_without_tail: what the view means if what the plane still collects never comes; ``None`` outside of such a tail.
        gone: the view of a job that was seen before and is not there any more, look after look. Without it, that is an error.
        log: makes what reads what the job reports, for one walk over it. Without it, the plane tells nothing of that.
        instead_of_log: without ``log``: where something of it can be found.
    """

    name: str
    title: str
    read: Callable[[PlaneContext, JobRef], Flow[V]]
    phase: Callable[[V], Phase]
    state: Callable[[V], str]
    result: Callable[[PlaneContext, JobRef, V], Flow[R]]
    explain: Callable[[V], str]
    evidence: Callable[[PlaneContext, V], Flow[tuple[str, ...]]] | None = None
    advice: Callable[[V], str] = _no_advice
    cancel: Callable[[PlaneContext, JobRef], Flow[None]] | None = None
    read_many: Callable[[PlaneContext, Sequence[JobRef]], Flow[Mapping[str, V]]] | None = None
    batch: int = 100
    progress: Callable[[V], Progress] = _no_progress
    results: Callable[[PlaneContext, Sequence[tuple[JobRef, V]]], Flow[Mapping[str, R]]] | None = None
    result_of_failed: Callable[[V], Any] = _the_view
    phase_without_tail: Callable[[V], Phase | None] = _no_tail
    gone: Callable[[V], V] | None = None
    log: "Callable[[], LogSource] | None" = None
    instead_of_log: str = "handle.view has its state."

    def why(self, view: V) -> str:
        """Why it failed, as it may be shown: planes repeat connection strings in what they say."""
        return str(shown(self.explain(view)))


@frozen(kw_only=True)
class Started(Generic[V, R]):
    """A job that was just started: what its handle is made of. ``view`` is ``None`` until it was read."""

    kind: JobKind[V, R]
    ref: JobRef
    view: V | None = None


def started(
    ctx: PlaneContext, kind: JobKind[V, R], id: str, view: V | None = None, **about: str | None
) -> Flow[Started[V, R]]:
    """A job that was started just now, with its reference filled in and told; absent ``about`` entries are left out."""
    at = datetime.fromtimestamp((yield from wall_clock()), UTC)
    ctx.begun.note(id, at, ctx.policy.grace)
    ref = _reference(ctx, kind, id, about)
    yield from emit(JobStarted(ref=ref))
    return Started(kind=kind, ref=ref, view=view)


def referenced(ctx: PlaneContext, kind: JobKind[V, R], id: str, **about: str | None) -> Started[V, R]:
    """A job that is known by its id: if it is not there, it is not late but absent, unless this client began it just now."""
    return Started(kind=kind, ref=_reference(ctx, kind, id, about))


def waited_for(ref: JobRef) -> Hashable:
    """The same for references of the same job that are waited for in the same way, whenever they were made."""
    return ref.plane, ref.kind, ref.id, ref.endpoint, tuple(sorted(ref.about.items()))


def _reference(ctx: PlaneContext, kind: JobKind[Any, Any], id: str, about: Mapping[str, str | None]) -> JobRef:
    told = {name: value for name, value in about.items() if value is not None}
    return JobRef(
        plane=ctx.plane, kind=kind.name, id=id, endpoint=ctx.fingerprint, about=told, created=ctx.begun.when(id)
    )
