"""What a flow may ask of the world. A flow is a generator that yields these and returns a value; a driver answers them."""

from collections.abc import Callable, Generator, Sequence
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeAlias, TypeVar

import msgspec

from jobspan._core.http import Request, Response
from jobspan._core.proposal import Proposal
from jobspan.credentials import Secret, SecretSource
from jobspan.hooks import Event

if TYPE_CHECKING:
    from concurrent.futures import Future

T = TypeVar("T")


class Sink(Protocol):
    """Where a download goes."""

    def begin(self, response: Response) -> None:
        """The headers have come; raise to refuse the body."""

    def write(self, chunk: bytes) -> None:
        """The next piece of the body."""


class Send(msgspec.Struct, frozen=True):
    """Send a request and answer with the whole reply, or raise ``LostExchange``."""

    request: Request


class Download(msgspec.Struct, frozen=True):
    """Send a request and stream the body of a 2xx reply into a sink; the answer is the reply without that body."""

    request: Request
    sink: Sink


class Sleep(msgspec.Struct, frozen=True):
    """Wait so many seconds."""

    seconds: float


class Now(msgspec.Struct, frozen=True):
    """Answer with seconds of a clock that never goes back."""


class WallClock(msgspec.Struct, frozen=True):
    """Answer with seconds since the epoch, for dates that a protocol signs or compares."""


class Random(msgspec.Struct, frozen=True):
    """Answer with a random number in [0, 1)."""


class Reveal(msgspec.Struct, frozen=True):
    """Read a secret from where it is kept; the answer is a ``Secret``."""

    source: SecretSource


class Emit(msgspec.Struct, frozen=True):
    """Publish an event."""

    event: Event


class Mutex:
    """Names a lock; drivers keep the real one."""

    __slots__ = ("__weakref__", "name")

    def __init__(self, name: str) -> None:
        self.name: str = name


class Guarded(msgspec.Struct, Generic[T], frozen=True):
    """Run a flow while holding a lock; the answer is what the flow returns.

    ``unseen``: its steps count as those of the flow around it, so that a recording does not tell whether it was guarded.
    """

    mutex: Mutex
    flow: "Callable[[], Flow[T]]"
    unseen: bool = False


class Gather(msgspec.Struct, Generic[T], frozen=True):
    """Run flows side by side, at most ``limit`` at once; the answer is a list of values or exceptions, in order.

    When the caller interrupts it, no further flow is started, the requests in flight end, and further ones of flows that
    were started are refused as not sent. Then ``FlowInterrupted`` is raised into the flow, with all that is known. A
    second interruption does not wait any more.
    """

    flows: "Sequence[Callable[[], Flow[T]]]"
    limit: int


class Live(msgspec.Struct, Generic[T], frozen=True):
    """Run a flow whose answers are never recorded: credentials, and the pace of sending; the answer is what it returns.

    Attributes:
        decides: what it returns (``True`` or ``False``) decides how the flow goes on, and is recorded.
    """

    flow: "Callable[[], Flow[T]]"
    decides: bool = False


class Consult(msgspec.Struct, frozen=True):
    """Answer with what this process remembers, as JSON. Recorded like any other answer, since another process remembers less."""

    name: str
    read: Callable[[], Any]


class Blocking(msgspec.Struct, Generic[T], frozen=True):
    """Run code that blocks (a database), without holding up an event loop; the answer is what it returns."""

    run: Callable[[], T]


class Propose(msgspec.Struct, frozen=True):
    """Show what is about to be changed. Seen by planners only; drivers let it pass."""

    proposal: Proposal


class Delegated(msgspec.Struct, Generic[T], frozen=True):
    """Wait for a future that is worked out elsewhere, at most so many seconds; the answer is whether it is over."""

    future: "Future[T]"
    seconds: float


class Refused(msgspec.Struct, frozen=True):
    """The last request was surely not acted on. Seen by recordings only; drivers let it pass."""


Effect: TypeAlias = (
    Send
    | Download
    | Sleep
    | Now
    | WallClock
    | Random
    | Reveal
    | Emit
    | Guarded[Any]
    | Gather[Any]
    | Live[Any]
    | Consult
    | Blocking[Any]
    | Delegated[Any]
    | Propose
    | Refused
)
if TYPE_CHECKING:
    Flow: TypeAlias = Generator[Effect, Any, T]
else:

    class Flow:
        """The same while it runs. Filling in a parameter of an alias takes as long as a hundred calls, and functions within
        functions have their annotations worked out each time."""

        def __class_getitem__(cls, value):
            return Generator[Effect, Any, value]


def send(request: Request) -> Flow[Response]:
    response: Response = yield Send(request)
    return response


def download(request: Request, sink: Sink) -> Flow[Response]:
    """Bytes as they are stored: a compressed transfer would neither have the announced length nor resume."""
    response: Response = yield Download(request.with_headers(("Accept-Encoding", "identity")), sink)
    return response


def sleep(seconds: float) -> Flow[None]:
    yield Sleep(seconds)


def now() -> Flow[float]:
    value: float = yield Now()
    return value


def wall_clock() -> Flow[float]:
    value: float = yield WallClock()
    return value


def random() -> Flow[float]:
    value: float = yield Random()
    return value


def reveal(source: SecretSource) -> Flow[Secret]:
    value: Secret = yield Reveal(source)
    return value


def emit(event: Event) -> Flow[None]:
    yield Emit(event)


def guarded(mutex: Mutex, flow: Callable[[], Flow[T]], *, unseen: bool = False) -> Flow[T]:
    value: T = yield Guarded(mutex, flow, unseen)
    return value


def gather(flows: Sequence[Callable[[], Flow[T]]], limit: int) -> Flow[list[T | Exception]]:
    values: list[T | Exception] = yield Gather(flows, limit)
    return values


def live(flow: Callable[[], Flow[T]], *, decides: bool = False) -> Flow[T]:
    value: T = yield Live(flow, decides)
    return value


def refused() -> Flow[None]:
    yield Refused()


def consult(name: str, read: Callable[[], Any]) -> Flow[Any]:
    answer = yield Consult(name, read)
    return answer


def blocking(run: Callable[[], T]) -> Flow[T]:
    value: T = yield Blocking(run)
    return value


def delegated(future: "Future[Any]", seconds: float) -> Flow[bool]:
    over: bool = yield Delegated(future, seconds)
    return over


def pure(value: T) -> Flow[T]:
    """A flow that asks for nothing."""
    return value
    yield
