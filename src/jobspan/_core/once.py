"""Once means once: a changing call under a key, run by one process at a time, and gone on with where another left off."""

import pickle
import threading
import warnings
from collections.abc import Callable, Collection, Mapping
from typing import Any, Protocol, TypeAlias, TypeVar

import attrs
import msgspec

from jobspan._core.classes import frozen
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, blocking, emit, now, sleep
from jobspan._core.jobs import Started
from jobspan._core.replay import OPEN, Place, Recording, Step, Writer, recorded
from jobspan.batches import BatchResult
from jobspan.errors import (
    AmbiguousOutcomeError,
    InProgress,
    JobspanError,
    JournalDiverged,
    JournalError,
    JournalWarning,
    KeyReused,
)
from jobspan.hooks import KeyClaimed, RunJoined, RunReplayed, RunTakenOver
from jobspan.jobs import JobRef

T = TypeVar("T")

LOOK_EVERY = 1.0
"""Seconds between looks at a key that another process holds."""


@frozen(kw_only=True)
class KeyedCall:
    """A changing call and its key.

    Attributes:
        key: what it stands for; free text.
        plane, method: what is called.
        endpoint: a fingerprint of the server.
        arguments: canonical JSON by name; secrets as keyed digests.
    """

    key: str
    plane: str
    method: str
    endpoint: str
    arguments: Mapping[str, Any] = attrs.field(repr=False)


class Granted(msgspec.Struct, frozen=True, kw_only=True):
    """The key is ours to run: new, or left behind by another process (``steps`` is what it did)."""

    lease: str
    steps: tuple[Step, ...] = ()
    taken_from: str | None = None
    look_again: bool = False
    """It ended without certainty: what was read after a lost reply is to be read anew."""


@frozen(kw_only=True)
class Finished:
    """The call is over. A job that it started is known by its reference, another result by what was stored of it."""

    ref: JobRef | None = None
    result: bytes | None = attrs.field(default=None, repr=False)
    steps: tuple[Step, ...] = attrs.field(default=(), repr=False)


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """Another process runs it."""

    holder: str


class Differs(msgspec.Struct, frozen=True, kw_only=True):
    """The key stands for another call."""

    differs: tuple[str, ...]


Claim: TypeAlias = Granted | Finished | Held | Differs


class Store(Protocol):
    """Where keys and steps are kept. Each method is one transaction, and blocks."""

    def claim(self, call: KeyedCall) -> Claim:
        """Take the key, if it is free or its holder is gone."""

    def write(self, lease: str, steps: tuple[Step, ...]) -> None:
        """Add or replace steps of a call that is running."""

    def erase(self, lease: str, places: Collection[Place]) -> None:
        """Forget steps that are to be taken anew."""

    def finish(self, lease: str, *, result: bytes | None, ref: JobRef | None, steps: tuple[Step, ...] | None) -> None:
        """The call is over, and its outcome is known. ``steps`` are those still to be written; ``None``: none is kept."""

    def leave(self, lease: str, *, certain: bool, error: str, steps: tuple[Step, ...]) -> None:
        """The call is over for this process: unfinished, or without certainty."""

    def free(self, lease: str) -> None:
        """Nothing was done: the key is as if it had never been used."""

    def drop(self, lease: str) -> None:
        """This process goes: another may take over at once."""


def run_once(
    ctx: PlaneContext,
    store: Store,
    call: KeyedCall,
    start: Callable[[], Flow[T]],
) -> Flow[T]:
    """Run a changing flow under a key.

    Raises:
        KeyReused: the key stands for another call.
        InProgress: another process runs it, and did not finish within ``Policy.call_deadline``.
        JournalError: the journal cannot be read or written; nothing was sent.
        AmbiguousOutcomeError: it is not known whether the plane acted; a later call with the key looks again.
    """
    claim = yield from _claimed(ctx, store, call)
    if isinstance(claim, Finished):
        known: T = yield from _finished(ctx, call, claim, start)
        return known
    recording = Recording(call.key, _writer(store, claim.lease), claim.steps)
    try:
        if claim.look_again:
            outdated = recording.look_again()
            yield from blocking(lambda: store.erase(claim.lease, outdated))
        value = yield from recorded(start(), recording)
    except AmbiguousOutcomeError as error:
        yield from _leave(store, claim.lease, recording, error, certain=False)
        raise error.with_hint(
            f"Its key is {call.key!r}: call again to look again, or `jobspan journal resolve`."
        ) from None
    except JournalDiverged as error:
        yield from _leave(store, claim.lease, recording, error, certain=False)
        raise
    except JobspanError as error:
        if recording.sent_anything():
            yield from _leave(store, claim.lease, recording, error, certain=True)
        else:
            yield from _last(store, claim.lease, lambda: store.free(claim.lease))
        raise
    except GeneratorExit:
        store.drop(claim.lease)
        raise
    except BaseException:
        yield from blocking(lambda: store.drop(claim.lease))
        raise
    if claim.taken_from is not None:
        yield from emit(RunReplayed(plane=ctx.plane, key=call.key, steps=recording.replayed))
    yield from _last(store, claim.lease, lambda: _finish(store, claim.lease, recording, value))
    return value


def _claimed(ctx: PlaneContext, store: Store, call: KeyedCall) -> Flow[Granted | Finished]:
    began = yield from now()
    while True:
        attempt = _Attempt(store, call)
        try:
            claim = yield from blocking(attempt.run)
        except GeneratorExit:
            attempt.abandon()
            raise
        except BaseException:
            yield from blocking(attempt.abandon)
            raise
        match claim:
            case Granted():
                event = KeyClaimed(plane=ctx.plane, key=call.key)
                taken = claim.taken_from and RunTakenOver(plane=ctx.plane, key=call.key, holder=claim.taken_from)
                yield from emit(taken or event)
                return claim
            case Finished():
                return claim
            case Differs(differs=differs):
                raise KeyReused(
                    message=f"The key {call.key!r} stands for another call; nothing was sent.",
                    hint="Use one key for one call: put what tells the calls apart into it.",
                    key=call.key,
                    differs=differs,
                )
            case Held(holder=holder):
                if (yield from now()) - began >= ctx.policy.call_deadline:
                    raise InProgress(
                        message=f"The call of key {call.key!r} is being run by {holder}; nothing was sent.",
                        hint="Call again later with the same key to get its result.",
                        key=call.key,
                        holder=holder,
                    )
                yield from sleep(LOOK_EVERY)


def _finished(
    ctx: PlaneContext,
    call: KeyedCall,
    claim: Finished,
    start: Callable[[], Flow[Any]],
) -> Flow[Any]:
    """What the call came to, without sending anything."""
    yield from emit(RunJoined(plane=ctx.plane, key=call.key, ref=claim.ref))
    if claim.ref is None:
        return pickle.loads(claim.result or b"")  # sealed with a key of the journal
    known = Started(kind=ctx.kinds()[claim.ref.kind], ref=claim.ref)
    if not claim.steps:  # it was resolved by hand
        return known
    recording = Recording(call.key, _nowhere, claim.steps, over=True)
    try:
        begun = yield from recorded(start(), recording)
    except JobspanError:
        return known
    return attrs.evolve(begun, ref=claim.ref)


class _Attempt:
    """One try to get a key, in another thread perhaps: what is got after nobody waits for it any more is given back."""

    def __init__(self, store: Store, call: KeyedCall) -> None:
        self._store = store
        self._call = call
        self._lock = threading.Lock()
        self._granted: Granted | None = None
        self._abandoned = False

    def run(self) -> Claim:
        claim = self._store.claim(self._call)
        if isinstance(claim, Granted):
            with self._lock:
                self._granted, too_late = claim, self._abandoned
            if too_late:
                self._store.drop(claim.lease)
        return claim

    def abandon(self) -> None:
        with self._lock:
            self._abandoned, granted = True, self._granted
        if granted is not None:
            self._store.drop(granted.lease)


def _leave(store: Store, lease: str, recording: Recording, error: JobspanError, *, certain: bool) -> Flow[None]:
    text, steps = str(error), recording.take()
    return _last(store, lease, lambda: store.leave(lease, certain=certain, error=text, steps=steps))


def _finish(store: Store, lease: str, recording: Recording, value: object) -> None:
    steps = recording.take()
    if isinstance(value, Started):
        store.finish(lease, result=None, ref=value.ref, steps=steps)
    elif isinstance(value, BatchResult) and value.unknown:
        store.leave(lease, certain=False, error=f"{len(value.unknown)} items are unknown", steps=steps)
    elif isinstance(value, BatchResult) and value.not_sent and recording.sent_anything():
        store.leave(lease, certain=True, error=f"{len(value.not_sent)} items were not sent", steps=steps)
    elif isinstance(value, BatchResult) and value.not_sent:
        store.free(lease)
    else:
        store.finish(lease, result=pickle.dumps(value), ref=None, steps=None)


def _last(store: Store, lease: str, write: Callable[[], None]) -> Flow[None]:
    """Write the end of a call. If that cannot be, its key is held no longer: whoever calls next looks at the plane."""

    def written() -> None:
        try:
            write()
        except BaseException:
            store.drop(lease)
            raise

    return _after(written)


def _writer(store: Store, lease: str) -> Writer:
    def write(steps: tuple[Step, ...]) -> Flow[None]:
        if steps and steps[-1].answer == OPEN:
            yield from blocking(lambda: store.write(lease, steps))
        else:
            yield from _after(lambda: store.write(lease, steps))

    return write


def _nowhere(steps: tuple[Step, ...]) -> Flow[None]:
    raise JournalError(message="A call that is over would send something.", hint="It was recorded by another jobspan.")
    yield


def _after(write: Callable[[], None]) -> Flow[None]:
    """Write something after a request was sent: the plane has acted, and no trouble with the journal may hide that."""
    try:
        yield from blocking(write)
    except Exception as failed:
        warnings.warn(f"The journal could not be written: {failed}", JournalWarning, stacklevel=2)
