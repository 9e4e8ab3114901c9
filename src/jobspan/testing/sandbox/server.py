"""The sandbox itself."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, NoReturn

from jobspan._core.extras import from_extra
from jobspan._planes.registry import PLANES
from jobspan._public import public
from jobspan.testing.sandbox.attributes import PlaneAttributes
from jobspan.testing.sandbox.client_clock import ClientClock
from jobspan.testing.sandbox.clock import Clock
from jobspan.testing.sandbox.faults import FaultBook
from jobspan.testing.sandbox.plane import Plane
from jobspan.testing.sandbox.progress import Progress
from jobspan.testing.sandbox.recorder import RequestLog
from jobspan.testing.sandbox.registry import plane_class, port_order, served_planes, variable_of
from jobspan.testing.sandbox.weather.forecast import Weather
from jobspan.testing.sandbox.world import World

if TYPE_CHECKING:
    import jobspan
    from jobspan.testing.sandbox.listener import ServerThread
    from jobspan.testing.sandbox.tls import SelfSigned
    from jobspan.testing.sandbox.weather.front import Gust


class SandboxError(RuntimeError):
    """A handler of the sandbox itself broke; the cause is attached."""


@public
class Sandbox(PlaneAttributes):
    """Control planes on loopback ports, with real state and no outside world.

    Use it as a context manager, or call `start` and `stop`. Each plane is an attribute: `sandbox.delphix`.

    Args:
        planes: the planes to serve by name, or `Plane` classes of your own; without it, all there are.
        progress: what moves jobs on; without it, each read of a job moves it one step.
        clock: the time of the sandbox; without it, the real one.
        seed: fixes the ids that it makes up.
        weather: how unkind it is; without it, not at all.
        port: of the first plane; the others have the next ones, in the order of the registry (delphix, groupid, ciphertrust,
            ...). 0: ports that the system picks.
        tls: serve HTTPS, with a certificate that `ca_bundle` verifies.

    Attributes:
        clock: the time of the sandbox.
        requests: what was asked, in order.
        faults: what is to go wrong; see `faults.add`.
        gusts: what the weather did to which request.
    """

    def __init__(
        self,
        planes: Iterable[str | type[Plane]] | None = None,
        *,
        progress: Progress | None = None,
        clock: Clock | None = None,
        seed: int = 0,
        weather: Weather | None = None,
        port: int = 0,
        tls: bool = False,
    ) -> None:
        self.clock = clock or Clock.realtime()
        self.requests = RequestLog()
        self.faults = FaultBook(self._served)
        self.gusts: list[Gust] = []
        self._world = World(self.clock, progress or Progress.by_polls(), seed)
        self._world.weather = weather or Weather.clear()
        classes = [plane_class(plane) for plane in (served_planes() if planes is None else planes)]
        self._planes = {plane.name: plane(self._world) for plane in sorted(classes, key=port_order)}
        for plane in self._planes.values():
            plane.seed()
        self._port = port
        self._tls = tls
        self._certificate: SelfSigned | None = None
        self._thread: ServerThread | None = None
        self._errors: list[Exception] = []

    def __reduce__(self) -> NoReturn:
        raise TypeError("A Sandbox stays in its process. Pickle sandbox.environment(), which points a client at it.")

    def start(self) -> Sandbox:
        """Open the ports.

        Raises:
            OSError: a port is taken.
            RuntimeError: it is running already.
            MissingExtra: `jobspan[sandbox]` is not installed.
        """
        with from_extra("sandbox", "The sandbox"):
            from jobspan.testing.sandbox.app import PlaneApp
            from jobspan.testing.sandbox.listener import LOOPBACK, Listener, ServerThread, bind

        if self._thread is not None:
            raise RuntimeError("the sandbox is running already")
        if self._tls:
            with from_extra("sandbox", "TLS of the sandbox"):
                from jobspan.testing.sandbox.tls import SelfSigned

            self._certificate = SelfSigned()
        scheme = "https" if self._tls else "http"
        context = self._certificate.context if self._certificate else None
        listeners: list[Listener] = []
        try:
            for offset, (name, plane) in enumerate(self._planes.items()):
                sock = bind(self._port + offset if self._port else 0)
                app = PlaneApp(plane, self.faults, self.requests, self.gusts, self._errors.append)
                listeners.append(Listener(app, sock, context))
                self._world.urls[name] = f"{scheme}://{LOOPBACK}:{sock.getsockname()[1]}"
            thread = ServerThread(listeners)
            thread.start()
        except BaseException:
            for listener in listeners:
                listener.sock.close()
            self._forget()
            raise
        self._thread = thread
        return self

    def stop(self) -> None:
        """Close the ports and every connection. The state stays and can still be looked at."""
        if self._thread is not None:
            self._thread.stop()
            self._thread = None
        self._forget()

    def _forget(self) -> None:
        self._world.urls.clear()
        if self._certificate is not None:
            self._certificate.close()
            self._certificate = None

    def __repr__(self) -> str:
        return f"<Sandbox of {', '.join(self.planes)}>"

    def __enter__(self) -> Sandbox:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()
        if self._errors and error is None:
            raise SandboxError("a handler of the sandbox broke while it served a request") from self._errors[0]

    def url(self, plane: str) -> str:
        """Where a plane listens, without a path: `http://127.0.0.1:40001`.

        Args:
            plane: its name.

        Raises:
            ValueError: this sandbox has no such plane.
            RuntimeError: the sandbox is not running.
        """
        if plane not in self._planes:
            raise ValueError(f"this sandbox has no plane {plane!r}; it has {', '.join(self._planes)}")
        if plane not in self._world.urls:
            raise RuntimeError("the sandbox is not running: use it in a `with` block, or call start()")
        return self._world.urls[plane]

    def environment(self) -> dict[str, str]:
        """The environment variables that point a client at this sandbox."""
        settings: dict[str, str] = {}
        for name, plane in self._planes.items():
            settings |= plane.environment(self.url(name))
            if self._certificate is not None:
                settings[variable_of(name, "ca_bundle")] = str(self.ca_bundle)
        return settings

    def client(self, **options: Any) -> jobspan.Client:
        """A client that is configured for this sandbox. With a manual clock, its waits move the sandbox's time.

        Args:
            **options: what `jobspan.Client.from_env` takes besides, for example `policy=`.
        """
        import jobspan

        return jobspan.Client.from_env(env=self.environment(), **self._timed(options))

    def async_client(self, **options: Any) -> jobspan.AsyncClient:
        """An asynchronous client that is configured for this sandbox.

        Args:
            **options: what `jobspan.AsyncClient.from_env` takes besides, for example `policy=`.
        """
        import jobspan

        return jobspan.AsyncClient.from_env(env=self.environment(), **self._timed(options))

    def _timed(self, options: dict[str, Any]) -> dict[str, Any]:
        return options if self.clock.speed else {"clock": ClientClock(self)} | options

    @property
    def ca_bundle(self) -> Path:
        """The certificate to trust, when the sandbox runs with `tls=True`."""
        if self._certificate is None:
            raise RuntimeError("there is no certificate: the sandbox is not running with tls=True")
        return self._certificate.certificate

    def client_certificate(self, common_name: str) -> Path:
        """A PEM file with a certificate (and its key) for a caller, with `tls=True`.

        Args:
            common_name: whom it shows the caller as.

        Raises:
            RuntimeError: the sandbox is not running with `tls=True`.
        """
        if self._certificate is None:
            raise RuntimeError("there is no certificate: the sandbox is not running with tls=True")
        return self._certificate.client_certificate(common_name)

    @property
    def progress(self) -> Progress:
        """What moves jobs on. A new value holds for jobs that start from now on."""
        return self._world.progress

    @progress.setter
    def progress(self, progress: Progress) -> None:
        self._world.progress = progress

    @property
    def weather(self) -> Weather:
        """How unkind the planes are. A new value holds from the next request on; `gusts` says what was done to which."""
        return self._world.weather

    @weather.setter
    def weather(self, weather: Weather) -> None:
        self._world.weather = weather

    @property
    def planes(self) -> dict[str, Plane]:
        """The planes of this sandbox, by name."""
        return dict(self._planes)

    def advance(self, seconds: float) -> None:
        """Move the clock and let everything happen that is due.

        Args:
            seconds: 0 or more.

        Raises:
            ValueError: time does not run backwards.
        """
        self.clock.advance(seconds)
        self._world.settle()

    def __getattr__(self, name: str) -> Any:
        planes: dict[str, Plane] = self.__dict__.get("_planes", {})
        if name in planes:
            return planes[name]
        hint = f"; it serves {', '.join(planes)}" if name in PLANES else ""
        raise AttributeError(f"this sandbox has no {name!r}{hint}")

    def _served(self) -> Iterable[tuple[str, str]]:
        return ((name, route.operation_id) for name, plane in self._planes.items() for route in plane.routes())
