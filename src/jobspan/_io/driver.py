"""What drivers have in common, whether they run flows in threads or in tasks."""

from collections.abc import Callable, Iterable, Mapping
from typing import Generic, Protocol, TypeVar

from jobspan._core.effects import Flow
from jobspan._core.process import PerProcess
from jobspan._io.clock import Clock
from jobspan._io.httpx_adapter import check_inherited_transport
from jobspan.config import ConnectionOptions
from jobspan.hooks import Event
from jobspan.journal import Journal


class HasWays(Protocol):
    """What belongs to one process: the ways to planes, and whether each goes past all proxies."""

    @property
    def ways(self) -> Iterable[tuple[str, bool]]: ...


P = TypeVar("P", bound=HasWays)
T = TypeVar("T")


def always() -> bool:
    """Events are heard."""
    return True


def nothing() -> Mapping[str, str]:
    """No headers."""
    return {}


class Driver(Generic[P]):
    """Knows how planes are reached, whom events go to, and what belongs to which process.

    ``listened`` tells whether anybody hears events; ``carried`` are headers of the hooks, for the request that goes out now.
    """

    def __init__(
        self,
        make_process: Callable[[], P],
        clock: Clock,
        emit: Callable[[Event], None],
        journal: Journal | None,
        listened: Callable[[], bool],
        carried: Callable[[], Mapping[str, str]],
    ) -> None:
        self.journal: Journal = journal or Journal.from_env()
        self._options: dict[str, ConnectionOptions] = {}
        self._clock = clock
        self._emit = emit
        self.listened = listened
        self.carried = carried
        self._process = PerProcess(make_process)

    def emit(self, event: Event) -> None:
        """Publish an event, outside of a flow."""
        self._emit(event)

    def now(self) -> float:
        """Seconds of the clock that never goes back, outside of a flow."""
        return self._clock.monotonic()

    def at_once(self, flow: Flow[T]) -> T | None:
        """Run a flow where nothing can be awaited, for example for a display; ``None`` where this driver cannot."""
        flow.close()
        return None

    def connect(self, plane: str, options: ConnectionOptions) -> None:
        """Say how a plane is reached. Opens nothing."""
        self._options[plane] = options

    def inherited(self, plane: str) -> bool:
        """Whether a process that this one was forked from uses the plane with this driver."""
        return any(plane == name for parent in self._process.inherited() for name, _ in parent.ways)

    def _options_of(self, plane: str, direct: bool) -> ConnectionOptions:
        """How a plane is reached; ``direct``: past all proxies.

        Raises:
            ConfigError: by a transport of the caller's own, which a parent process uses.
        """
        options = self._options[plane].direct() if direct else self._options[plane]
        if self.inherited(plane):
            check_inherited_transport(options)
        return options
