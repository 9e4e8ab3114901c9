"""A changing flow that outlives its process: its answers are recorded, and replayed to it in the next one.

A flow is a deterministic generator: the same answers make it take the same steps. A request that was open when the process
ended is fed to it as a lost reply; its retry class, what it had read before and its reconciliation do the rest.

Written down, in one transaction each, are only the moments that matter: just before a changing request goes out (with all that
was read until then), and its answer, before anything else goes out or time passes: with the end of the call, if that comes at
once. What a crash loses besides is read again.
"""

import hashlib
import json
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, TypeAlias, TypeVar

import attrs
import msgspec

from jobspan._core.classes import frozen
from jobspan._core.effects import (
    Blocking,
    Consult,
    Download,
    Effect,
    Emit,
    Flow,
    Gather,
    Guarded,
    Live,
    Now,
    Propose,
    Random,
    Refused,
    Reveal,
    Send,
    Sleep,
    WallClock,
)
from jobspan._core.http import LostExchange, ReplyTooLarge, Request, Response
from jobspan.errors import JournalDiverged, SendPhase

T = TypeVar("T")

_CHANGING: Final = "send! "
OPEN: Final = "open"
"""The answer of a request that had gone out, or was about to, when this was written."""

Place: TypeAlias = tuple[str, int]
"""Where in the flow: the path of gathered and guarded parts, and the number of the step there. Never a time."""


@frozen
class Step:
    """One answer to a flow.

    Attributes:
        path, number: its place.
        what: the effect it answers, requests by their digest.
        answer: ``open``, or JSON.
    """

    path: str
    number: int
    what: str
    answer: str = attrs.field(repr=False)

    @property
    def place(self) -> Place:
        return self.path, self.number


_LIVE: Final = (Live, Blocking, Reveal, Propose, Download)
"""Effects whose answers are never recorded."""
_PASSING: Final = (Emit, Sleep)
"""Effects of the moment: what is past needs no telling and no waiting."""

_GOES_OUT: Final = (Send, Download, Sleep, Gather, Guarded, Live, Blocking)
"""Effects during which time passes, and a process may end."""

Writer: TypeAlias = Callable[[tuple[Step, ...]], Flow[None]]
"""Writes steps down. A failure before a request was sent is raised; one after it is reported, and the call goes on."""


class Recording:
    """The steps of one call: those of earlier processes, and those of this one that are not written down yet."""

    def __init__(self, key: str, write: Writer, recorded: Iterable[Step] = (), *, over: bool = False) -> None:
        """``over``: the call is, so that nothing may be asked any more that is not recorded."""
        self.key = key
        self.over = over
        self.write = write
        self._recorded: dict[Place, Step] = {step.place: step for step in recorded}
        self._pending: list[Step] = []
        self._lock = threading.Lock()
        self._last: dict[str, Step] = {}
        self._survey()
        self._offset: float | None = None
        self._replayed_now: float | None = None
        self.replayed = 0

    def recall(self, place: Place, what: str) -> Step | None:
        """The recorded step at a place.

        Raises:
            JournalDiverged: another one is recorded there.
        """
        step = self._recorded.get(place)
        if step is None:
            if self.over:
                raise JournalDiverged(
                    message=f"The run {self.key!r} is over, and this jobspan would go on with {what}.",
                    hint="It was made by another version.",
                    key=self.key,
                    known=tuple(self.sent()),
                )
            path, number = place
            if place in self._parts:
                raise self._diverged(place, "a part of several steps", what)
            if what.startswith(_CHANGING) and number < self._last_change.get(path, -1):
                raise self._diverged(place, "nothing, and a change after it,", what)
            return None
        if step.what != what:
            raise self._diverged(place, step.what, what)
        self.replayed += 1
        return step

    def enter(self, place: Place) -> None:
        """A part of several steps begins at a place.

        Raises:
            JournalDiverged: a single step is recorded there.
        """
        step = self._recorded.get(place)
        if step is not None:
            raise self._diverged(place, step.what, "a part of several steps")

    def _diverged(self, place: Place, known: str, wanted: str) -> JournalDiverged:
        return JournalDiverged(
            message=f"The run {self.key!r} was begun by a jobspan that took other steps: "
            f"{known} is recorded at {place[0] or '/'}:{place[1]}, and this one would do {wanted}.",
            hint="Finish it with the jobspan that began it, or see `jobspan journal show` and resolve it.",
            key=self.key,
            known=tuple(self.sent()),
        )

    def _survey(self) -> None:
        """Where parts of several steps are recorded, and the last change of each part, those in parts of it included."""
        self._parts: set[Place] = set()
        self._last_change: dict[str, int] = {}
        for step in self._recorded.values():
            *parts, _ = chain = list(_chain(step.place))
            self._parts.update(parts)
            if step.what.startswith(_CHANGING):
                for path, number in chain:
                    self._last_change[path] = max(number, self._last_change.get(path, -1))

    def knows(self, place: Place) -> bool:
        return place in self._recorded

    def sent_anything(self) -> bool:
        """Whether the plane accepted a change, or may have."""
        return any(_may_have_changed(step.answer) for step in self._sends())

    def refused(self, path: str) -> None:
        """The plane surely refused the last change of a part of the flow."""
        step = self._last.get(path)
        if step is not None and step.answer != OPEN:
            self.note(attrs.evolve(step, answer=json.dumps(json.loads(step.answer) | {"refused": True})))

    def answered(self, step: Step) -> None:
        """A changing request was answered."""
        self._last[step.path] = step

    def settle(self) -> Flow[None]:
        """Write down the answers of changing requests, before anything else goes out or time passes."""
        with self._lock:
            waits = any(step.what.startswith(_CHANGING) for step in self._pending)
        if waits:
            yield from self.write(self.take())

    def _sends(self) -> list[Step]:
        return [step for step in self._recorded.values() if step.what.startswith(_CHANGING)]

    def sent(self) -> list[str]:
        """The changing requests that went out, or may have, in words."""
        return [f"{step.what.removeprefix(_CHANGING)}: {_in_words(step.answer)}" for step in self._sends()]

    def look_again(self) -> list[Place]:
        """Forget what came after the last change of each part of the flow, so that the plane is asked anew, and refusals, so
        that what was refused is tried again. Returns the places of what was forgotten."""
        made: dict[str, int] = {}
        refused: dict[str, int] = {}
        for step in self._sends():
            changed = _may_have_changed(step.answer)
            for path, number in _chain(step.place):
                if changed:
                    made[path] = max(number, made.get(path, number))
                else:
                    refused[path] = min(number, refused.get(path, number))
        outdated = [place for place in self._recorded if _is_outdated(place, made, refused)]
        for place in outdated:
            del self._recorded[place]
        self._survey()
        return outdated

    def note(self, step: Step) -> None:
        """Remember a step that the next one written down takes along."""
        with self._lock:
            self._pending.append(step)
            self._recorded[step.place] = step

    def take(self, *more: Step) -> tuple[Step, ...]:
        """All that is not written down yet, and more."""
        with self._lock:
            steps, self._pending = (*self._pending, *more), []
            self._recorded |= {step.place: step for step in more}
        return steps

    def continued(self, now: float) -> float:
        """Seconds of a clock that goes on where the recorded one stopped, whatever this process's clock says."""
        if self._offset is None:
            self._offset = 0.0 if self._replayed_now is None else self._replayed_now - now
        return now + self._offset

    def replayed_now(self, value: float) -> None:
        self._replayed_now = value


def _chain(place: Place) -> Iterator[Place]:
    """A place, after the places of the parts that it is in, the outermost first."""
    path, number = place
    outer = ""
    for part in path.split("/")[1:]:
        yield outer, int(part.partition(".")[0])
        outer = f"{outer}/{part}"
    yield path, number


def _is_outdated(place: Place, made: Mapping[str, int], refused: Mapping[str, int]) -> bool:
    """Whether a step comes after the last change of its part, or, where none was made, is not before the first refusal."""
    is_refused = False
    for path, number in _chain(place):
        limits = made if path in made else refused
        limit = limits.get(path)
        if limit is None:
            return False
        if number != limit:
            return number > limit
        is_refused = limits is refused
    return is_refused


class _Counter(msgspec.Struct):
    """The number of the next step of a part."""

    next: int = 0

    def take(self) -> int:
        taken, self.next = self.next, self.next + 1
        return taken


def recorded(flow: Flow[T], recording: Recording, path: str = "", counter: _Counter | None = None) -> Flow[T]:
    """Run a flow with its answers recorded; where they are recorded already, they are its answers."""
    counter = counter or _Counter()
    answer: Any = None
    problem: BaseException | None = None
    try:
        while True:
            try:
                effect = flow.throw(problem) if problem is not None else flow.send(answer)
            except StopIteration as end:
                value: T = end.value
                if path:  # others of its kind may go on for long
                    yield from recording.settle()
                return value
            answer = problem = None
            place = (path, counter.next)
            try:
                if isinstance(effect, _GOES_OUT) and not _changes(effect):  # a change writes down all there is
                    yield from recording.settle()
                if isinstance(effect, _PASSING):
                    if not recording.knows(place):
                        yield effect
                elif isinstance(effect, Refused):
                    recording.refused(path)
                elif isinstance(effect, _LIVE) and not _decides(effect):
                    answer = yield effect
                elif isinstance(effect, Gather):
                    counter.take()
                    recording.enter(place)
                    answer = yield _gathered(effect, recording, place)
                elif isinstance(effect, Guarded) and effect.unseen:
                    answer = yield Guarded(effect.mutex, _within(effect.flow, recording, path, counter))
                elif isinstance(effect, Guarded):
                    counter.take()
                    recording.enter(place)
                    answer = yield Guarded(effect.mutex, _inside(effect.flow, recording, f"{path}/{place[1]}"))
                else:
                    counter.take()
                    answer = yield from _answered(effect, recording, place)
            except GeneratorExit:
                raise
            except BaseException as error:  # an interruption, too, is the flow's to report
                problem = error
    finally:
        flow.close()


def _gathered(effect: Gather[Any], recording: Recording, place: Place) -> Gather[Any]:
    path, number = place
    flows = [_inside(flow, recording, f"{path}/{number}.{index}") for index, flow in enumerate(effect.flows)]
    return Gather(flows, effect.limit)


def _inside(flow: Callable[[], Flow[Any]], recording: Recording, path: str) -> Callable[[], Flow[Any]]:
    return lambda: recorded(flow(), recording, path)


def _within(
    flow: Callable[[], Flow[Any]], recording: Recording, path: str, counter: _Counter
) -> Callable[[], Flow[Any]]:
    return lambda: recorded(flow(), recording, path, counter)


def _answered(effect: Effect, recording: Recording, place: Place) -> Flow[Any]:
    what = described(effect)
    step = recording.recall(place, what)
    if step is not None and not (step.answer == OPEN and not _changes(effect)):
        return (yield from _replayed(effect, recording, step))
    if isinstance(effect, Send) and effect.request.changes:
        yield from recording.write(recording.take(Step(*place, what, OPEN)))
    try:
        answer = yield effect
    except (LostExchange, ReplyTooLarge) as lost:
        _note(effect, recording, Step(*place, what, _written(lost)))
        raise
    if isinstance(effect, Now):
        answer = recording.continued(answer)
    _note(effect, recording, Step(*place, what, _written(answer)))
    return answer


def _note(effect: Effect, recording: Recording, step: Step) -> None:
    """Remember an answer."""
    recording.note(step)
    if _changes(effect):
        recording.answered(step)


def _replayed(effect: Effect, recording: Recording, step: Step) -> Flow[Any]:
    if step.answer == OPEN:
        lost = LostExchange(SendPhase.SENT_NO_REPLY, "the process ended before the reply was read")
        step = attrs.evolve(step, answer=_written(lost))
        recording.answered(step)
        yield from recording.write(recording.take(step))
        raise lost
    if _changes(effect):
        recording.answered(step)
    value = _read(step.answer)
    if isinstance(value, Exception):
        raise value
    if isinstance(effect, Now):
        recording.replayed_now(value)
    return value


def _changes(effect: Effect) -> bool:
    return isinstance(effect, Send) and effect.request.changes


def _decides(effect: Effect) -> bool:
    return isinstance(effect, Live) and effect.decides


def described(effect: Effect) -> str:
    """An effect in words that are equal for equal effects, and hold no secret."""
    match effect:
        case Send(request):
            return f"{'send!' if request.changes else 'send'} {request.method} {request.url} {digest_of(request)}"
        case Now() | WallClock() | Random():
            return type(effect).__name__.lower()
        case Consult(name):
            return f"consult {name}"
        case Live():
            return "decision"
    raise TypeError(f"{type(effect).__name__} is not recorded")


def digest_of(request: Request) -> str:
    """Tells requests apart by what may be shown of them."""
    shown = request.masked()
    text = json.dumps([shown["url"], shown.get("body")], sort_keys=True, default=str, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _written(answer: Any) -> str:
    match answer:
        case Response():
            document: Mapping[str, Any] = {
                "status": answer.status,
                "headers": answer.headers,
                "body": answer.body.decode("latin-1"),
                "elapsed": answer.elapsed,
            }
        case LostExchange():
            document = {"lost": answer.phase.value, "reason": answer.reason}
        case ReplyTooLarge():
            document = {"large": answer.limit, "status": answer.status}
        case _:
            document = {"value": answer}
    return json.dumps(document)


def _read(text: str) -> Any:
    document = json.loads(text)
    if "value" in document:
        return document["value"]
    if "lost" in document:
        return LostExchange(SendPhase(document["lost"]), document["reason"])
    if "large" in document:
        return ReplyTooLarge(document["large"], document["status"])
    return Response(
        status=document["status"],
        headers=document["headers"],
        body=document["body"].encode("latin-1"),
        elapsed=document["elapsed"],
        replayed=True,
    )


def _may_have_changed(text: str) -> bool:
    if text == OPEN:
        return True
    if "refused" in json.loads(text):
        return False
    answer = _read(text)
    return not isinstance(answer, LostExchange) or answer.phase is not SendPhase.NOT_SENT


def _in_words(answer: str) -> str:
    if answer == OPEN:
        return "sent, and its reply was not read"
    value = _read(answer)
    said = f"HTTP {value.status}" if isinstance(value, Response) else str(value)
    return f"{said}, refused" if "refused" in json.loads(answer) else said
