"""The client: one object for all planes, with one attribute a domain."""

import os
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final, ParamSpec, Self, TypeVar, overload

import attrs

import jobspan
from jobspan._async.bound import AsyncBound
from jobspan._async.handle import AsyncHandle
from jobspan._async.pager import AsyncPager
from jobspan._async.planes import AsyncPlanes
from jobspan._core.absent import Helpful, not_configured
from jobspan._core.arguments import hold_to_types, refused
from jobspan._core.calls import Calling
from jobspan._core.context import PlaneContext
from jobspan._core.events import EventBus, listening
from jobspan._core.headers import check_headers
from jobspan._core.jobs import Started
from jobspan._core.rules import check_rule_names
from jobspan._core.session import close_session
from jobspan._core.shapes import shape_of
from jobspan._core.signatures import init_that_explains
from jobspan._core.validation import validating
from jobspan._io.async_driver import AsyncDriver
from jobspan._io.clock import Clock, SystemClock
from jobspan._planes.registry import PLANES
from jobspan._public import public
from jobspan.config import DEFAULT_PROFILE, PlaneSettings, Sources
from jobspan.errors import ConfigError, MissingExtra, Problem
from jobspan.hooks import Event, Hook, ResponseReceived
from jobspan.jobs import JobLine, JobRef
from jobspan.journal import Journal
from jobspan.models import Finding, Meta, Reply
from jobspan.policy import Policy
from jobspan.tables import Rows

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")
V = TypeVar("V")


_POLICY: Final = shape_of(Policy)
_HOOKS: Final = shape_of(Sequence[Hook])
_CLOCK: Final = shape_of(Clock)
LONGEST_COUNT: Final = 1_000_000


def _called(part: AsyncBound, method: str) -> str:
    from jobspan._async.parts import dotted_name  # only where something is wrong

    return dotted_name(part, method)


@public
class AsyncClient(Helpful, AsyncPlanes):
    """Drives data jobs on every configured plane.

    Making a client does no I/O; a plane that is not configured costs nothing until it is touched, and then raises
    ``NotConfigured`` saying what would configure it. Use it as a context manager, or ``aclose()`` it.
    """

    def _configure(
        self,
        given: Mapping[str, PlaneSettings | None],
        policy: Policy | None,
        hooks: Sequence[Hook],
        clock: Clock | None,
        journal: Journal | str | None,
    ) -> None:
        explicit = {section: settings for section, settings in given.items() if settings is not None}
        self._set_up(
            sources=Sources(explicit=explicit),
            policy=policy or Policy(),
            hooks=hooks,
            clock=SystemClock() if clock is None else clock,
            journal=_journal(journal, os.environ),
        )

    @classmethod
    def from_env(
        cls,
        *,
        env: Mapping[str, str] | None = None,
        profile: str = DEFAULT_PROFILE,
        profile_file: str | Path | None = None,
        policy: Policy | None = None,
        hooks: Sequence[Hook] = (),
        clock: Clock | None = None,
        journal: Journal | str | None = None,
        **settings: PlaneSettings,
    ) -> Self:
        """A client configured by explicit settings, then ``JOBSPAN_<PLANE>_<SETTING>`` variables, then the default profile.

        Args:
            env: look here instead of in ``os.environ``.
            profile: name of the table of the TOML file that is looked in last.
            profile_file: the TOML file; without it, ``jobspan/config.toml`` in the platform's configuration folder.
            policy: deadlines, retries, rules and other defaults of every call; without it, those of ``Policy()``.
            hooks: callables that get each event, see :mod:`jobspan.hooks`.
            clock: what the client takes the time from, and sleeps with; without it, the system's.
            journal: where calls under a key are written down, or the address of its database; without it, what
                ``JOBSPAN_JOURNAL`` names, or a file in the state folder.
            **settings: settings objects by plane, for example ``delphix=DelphixSettings(...)``; they come first.

        Raises:
            ValidationError: the policy or the hooks are of another type, or the policy names a rule that there is not.
            ConfigError: settings are given under the name of another plane.
        """
        file = Path(profile_file) if profile_file else None
        environment = dict(os.environ if env is None else env)
        sources = Sources(explicit=settings, environment=environment, around=env, profile=profile, profile_file=file)
        return cls._from(sources, policy, hooks, clock, _journal(journal, environment))

    @classmethod
    def from_profile(
        cls,
        name: str,
        *,
        file: str | Path | None = None,
        policy: Policy | None = None,
        hooks: Sequence[Hook] = (),
        clock: Clock | None = None,
        journal: Journal | str | None = None,
    ) -> Self:
        """A client configured by a named profile of the TOML file; what it leaves open is looked for in the environment.

        Args:
            name: name of the table of the TOML file, which must be there.
            file: the TOML file; without it, ``jobspan/config.toml`` in the platform's configuration folder.
            policy: deadlines, retries, rules and other defaults of every call; without it, those of ``Policy()``.
            hooks: callables that get each event, see :mod:`jobspan.hooks`.
            clock: what the client takes the time from, and sleeps with; without it, the system's.
            journal: where calls under a key are written down, or the address of its database; without it, what
                ``JOBSPAN_JOURNAL`` names, or a file in the state folder.

        Raises:
            ValidationError: the policy or the hooks are of another type, or the policy names a rule that there is not.
        """
        sources = Sources(
            environment=dict(os.environ), profile=name, profile_file=Path(file) if file else None, profile_first=True
        )
        return cls._from(sources, policy, hooks, clock, _journal(journal, os.environ))

    @classmethod
    def _from(
        cls, sources: Sources, policy: Policy | None, hooks: Sequence[Hook], clock: Clock | None, journal: Journal
    ) -> Self:
        client = cls.__new__(cls)
        client._set_up(
            sources=sources,
            policy=policy or Policy(),
            hooks=hooks,
            clock=SystemClock() if clock is None else clock,
            journal=journal,
        )
        return client

    def _set_up(
        self, *, sources: Sources, policy: Policy, hooks: Sequence[Hook], clock: Clock, journal: Journal
    ) -> None:
        given = (("policy", _POLICY, policy), ("hooks", _HOOKS, hooks), ("clock", _CLOCK, clock))
        if wrong := [problem for name, shape, value in given for problem in shape.problems(name, value)]:
            raise refused(type(self).__name__, wrong)
        if policy.headers:
            check_headers("Policy", policy.headers, {name: plane.sets_headers for name, plane in PLANES.items()})
        check_rule_names(policy, (rule for plane in PLANES.values() for rule in plane.abilities().rules))
        self._sources = sources
        self._policy = policy
        self._events = EventBus(hooks)
        self._clock = clock
        self._driver = AsyncDriver(clock, self._events.emit, journal, self._events.listened, self._events.carried)
        self._contexts: dict[str, PlaneContext] = {}
        self._own: dict[str, PlaneContext] = {}

    def configured(self) -> tuple[str, ...]:
        """The planes there are settings for; does not contact them."""
        return tuple(name for name, plane in PLANES.items() if self._sources.configured(plane.settings))

    def address(self, plane: str) -> str:
        """The address that calls of a plane go to.

        Args:
            plane: name of the plane, for example ``delphix``; :meth:`configured` has those there are settings for.

        Raises:
            ConfigError: the plane is not configured.
        """
        return self._plane(plane)[0].base_url

    @property
    def policy(self) -> Policy:
        """Timeouts, retries and rule mode of its calls; ``attrs.evolve(client.policy, ...)`` changes a part of them."""
        return self._policy

    @property
    def clock(self) -> Clock:
        """The time that the client goes by: the system's, unless it was made with another one."""
        return self._clock

    def settings(self, plane: str) -> PlaneSettings:
        """The settings that calls of a plane use. Their secrets mask themselves.

        Args:
            plane: name of the plane, for example ``delphix``; :meth:`configured` has those there are settings for.

        Raises:
            ConfigError: the plane is not configured.
        """
        self._check_plane(plane)
        return self._settings_of(plane)

    def setting_origins(self, plane: str) -> Mapping[str, str]:
        """Where each setting that is given for a plane comes from: a variable, a table of the profile file, an argument.

        Args:
            plane: name of the plane, for example ``delphix``; :meth:`configured` has those there are settings for.

        Raises:
            ConfigError: a setting is unusable.
        """
        self._check_plane(plane)
        return self._sources.origins(PLANES[plane].settings)

    async def findings(self, plane: str, *, contact: bool = False) -> Rows[Finding]:
        """What a plane says of its own settings: which credentials it takes and why, its project, its addresses.

        Args:
            plane: name of the plane, for example ``delphix``; :meth:`configured` has those there are settings for.
            contact: also ask the server, by a read that changes nothing.

        Raises:
            ConfigError: the plane is not configured.
        """
        ctx, driver = self._plane(plane)
        examine = PLANES[plane].abilities().findings
        if examine is None:
            return Rows(of=Finding)
        with Calling(driver, plane, lambda: "Client.findings"):
            return Rows(await driver.run(examine(ctx, contact)), of=Finding)

    async def recent_jobs(self, plane: str, limit: int = 20) -> Rows[JobLine]:
        """The newest jobs of a plane, in one line each; the same form for every plane.

        Args:
            plane: name of the plane, for example ``delphix``; :meth:`configured` has those there are settings for.
            limit: how many, from 1; without it, 20.

        Raises:
            ValidationError: there is no such plane, or ``limit`` is less than 1.
            ConfigError: the plane is not configured.
        """
        with validating(self._called("recent_jobs")) as problems:
            problems.whole("limit", limit, 1, LONGEST_COUNT)
        ctx, driver = self._plane(plane)
        with Calling(driver, plane, lambda: "Client.recent_jobs"):
            return Rows(await driver.run(PLANES[plane].abilities().recent(ctx, limit)), of=JobLine)

    @overload
    def resume(self, ref: JobRef | str) -> AsyncHandle[Any, Any]: ...

    @overload
    def resume(
        self, ref: JobRef | str, *, started_by: Callable[..., Awaitable[AsyncHandle[V, R]]]
    ) -> AsyncHandle[V, R]: ...

    def resume(
        self, ref: JobRef | str, *, started_by: Callable[..., Awaitable[AsyncHandle[Any, Any]]] | None = None
    ) -> AsyncHandle[Any, Any]:
        """A handle for a job that was started elsewhere, from its reference (or its JSON).

        Args:
            ref: ``handle.ref``, or the JSON of ``handle.ref.to_json()``.
            started_by: the method that started it, for example ``client.masking_jobs.copy``, so that type checkers know what
                the handle brings.

        Raises:
            ValidationError: it is neither a reference nor a text.
            ConfigError: the text is not a reference; or it is one of another server, of another plane than ``started_by``, or
                of a kind that is unknown to this version.
        """
        ref = JobRef.from_json(ref) if isinstance(ref, str) else ref
        plane = PLANES.get(ref.plane)
        kind = plane.abilities().kinds.get(ref.kind) if plane else None
        if kind is None:
            raise ConfigError(
                message=f"Unknown kind of job: {ref.kind!r} on plane {ref.plane!r}.",
                hint="Resume it with the jobspan that wrote it, or a newer one.",
            )
        ctx, driver = self._plane(ref.plane)
        owner = getattr(started_by, "_owner", None) or getattr(started_by, "__self__", None)
        if isinstance(owner, AsyncBound) and owner._ctx.plane != ref.plane:
            raise ConfigError(
                message=f"The job {ref.id} is one of {ref.plane}, and was not started by a method of {owner._ctx.plane}.",
                hint="Give the method that started it.",
            )
        if ctx.fingerprint != ref.endpoint:
            raise ConfigError(
                message=f"The job {ref.id} was started on another {ref.plane} than {ctx.base_url}.",
                hint="Make a client with the settings it was started with.",
            )
        return AsyncHandle(ctx, driver, Started(kind=kind, ref=ref))

    def fleet(self, name: str, *, lanes: Mapping[str, int] | None = None) -> "jobspan.AsyncFleet":
        """Many changes as one thing with a name: add calls, ``plan()``, ``run()``, and run it again to go on with what is left.

        Args:
            name: what it stands for, 1..200 characters, for example ``qa-refresh-2026-11``.
            lanes: how many items of a lane may be under way at once, by patterns of lane names: ``{"engine *": 2}``. Default:
                what each plane states, for example one import an engine.

        Raises:
            ValidationError: the name or a width is not valid.
        """
        from jobspan._async.fleet import AsyncFleet

        return AsyncFleet(self, name, lanes)

    @property
    def journal(self) -> Journal:
        """What calls under keys stand for, and how far they are. Its methods use the database at once, and block."""
        return self._driver.journal

    def with_options(
        self,
        *,
        request_timeout: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        policy: Policy | None = None,
    ) -> Self:
        """The same client (same connections, same tokens) with other options.

        Args:
            request_timeout: seconds without a byte from the server.
            retries: how often a failed request may be repeated; 0 = never.
            headers: sent along with every request.
            policy: replaces the policy as a whole, before the others are applied.

        Raises:
            ValidationError: a number is out of its range.
        """
        with validating(self._called("with_options")) as problems:
            problems.whole("retries", retries, 0, LONGEST_COUNT)
        base = policy or self._policy
        changed = attrs.evolve(
            base,
            request_timeout=base.request_timeout if request_timeout is None else request_timeout,
            attempts=base.attempts if retries is None else retries + 1,
            headers=base.headers | dict(headers or {}),
        )
        other = type(self)._from(self._sources, changed, self._events.hooks, self._clock, self._driver.journal)
        other._driver = self._driver
        other._contexts = self._contexts
        return other

    async def with_meta(self, call: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs) -> Reply[T]:
        """Make a call and return its value with the metadata of its exchanges: ``with_meta(client.masking_jobs.get, id)``.

        Args:
            call: a method of this client, not called.
            *args: what it is called with.
            **kwargs: what it is called with, by name.

        Raises:
            ValidationError: the call gives a list, which is read later: ``with_meta(client.masking_jobs.list().to_list)``.
            JobspanError: whatever the call raises.
        """
        exchanges: list[Meta] = []

        def note(event: Event) -> None:
            if isinstance(event, ResponseReceived):
                exchanges.append(
                    Meta(
                        operation=event.operation,
                        status=event.status,
                        request_id=event.request_id,
                        attempts=event.attempt,
                        elapsed=event.elapsed,
                        headers=event.headers,
                    )
                )

        with listening(note):
            given: Any = call(*args, **kwargs)
            if isinstance(given, AsyncPager):
                wrong = Problem("call", "gives a list that is read later: give its first, or its to_list")
                raise refused(self._called("with_meta"), [wrong])
            value: T = await given
        return Reply(value, tuple(exchanges))

    async def aclose(self) -> None:
        """End sessions on the servers, where a plane has them, and close all connections.

        The client opens new ones when it is used again. In a forked process, sessions that its parent may still use stay.
        """
        for name, ctx in list(self._contexts.items()):
            if not self._driver.inherited(name):
                await self._driver.run(close_session(ctx))
        await self._driver.close()
        if not self.journal.shared:
            self.journal.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    def _plane(self, name: str) -> tuple[PlaneContext, AsyncDriver]:
        """The context and driver of a plane; connections and tokens are shared by all clients made from this one.

        Several threads may come here at once: ``setdefault`` lets all of them have the first one's.
        """
        if name not in self._own:
            self._check_plane(name)
            if name not in self._contexts:
                plane = PLANES[name]
                settings = self._settings_of(name)
                self._driver.connect(name, settings.connection_options())
                self._contexts.setdefault(name, plane.context(settings, self._policy))
            heard = self._events.hearing(name)
            self._own.setdefault(
                name, attrs.evolve(self._contexts[name], policy=self._policy, heard=heard, called=_called)
            )
        return self._own[name], self._driver

    def _settings_of(self, name: str) -> PlaneSettings:
        """The settings of a plane that is reached for. Whoever asks what a client has must not fail for one that has none."""
        try:
            settings: PlaneSettings = self._sources.settings(PLANES[name].settings)
        except MissingExtra:
            raise
        except ConfigError as unusable:
            raise not_configured(name, unusable) from unusable.__cause__
        return settings

    def _check_plane(self, name: str) -> None:
        with validating("client") as problems:
            problems.one_of("plane", name, PLANES)

    def _called(self, method: str) -> str:
        """What users write for a method."""
        return f"client.{method}"

    def __getstate__(self) -> dict[str, Any]:
        clock = None if type(self._clock) is SystemClock else self._clock
        return {
            "sources": self._sources,
            "policy": self._policy,
            "hooks": self._events.hooks,
            "clock": clock,
            "journal": self._driver.journal,
        }

    def __setstate__(self, state: dict[str, Any]) -> None:
        self._set_up(**state | {"clock": state["clock"] or SystemClock()})

    def __repr__(self) -> str:
        return f"<{type(self).__name__} planes in use: {', '.join(self._contexts) or 'none yet'}>"


hold_to_types(AsyncClient)
_HINT: Final = "Settings of a plane go into its object; from_env() and from_profile(name) look for them by themselves."
setattr(AsyncClient, "__init__", init_that_explains(AsyncClient, AsyncClient.__init__, _HINT))  # noqa: B010


def _journal(given: Journal | str | None, environment: Mapping[str, str]) -> Journal:
    if isinstance(given, Journal):
        return given
    url, key = given or environment.get("JOBSPAN_JOURNAL"), environment.get("JOBSPAN_JOURNAL_KEY")
    return Journal(url or None, key=key or None, shared=False)
