"""The client: one object for all planes, with one attribute a domain."""

import os
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, ParamSpec, Self, TypeVar

import attrs

from jobspan._async.handle import AsyncHandle
from jobspan._core.context import PlaneContext
from jobspan._core.events import EventBus, listening
from jobspan._core.jobs import Started
from jobspan._core.session import close_session
from jobspan._io.async_driver import AsyncDriver
from jobspan._io.clock import Clock, SystemClock
from jobspan._planes.registry import PLANES
from jobspan.config import DEFAULT_PROFILE, PlaneSettings, Sources
from jobspan.errors import ConfigError
from jobspan.hooks import Event, Hook, ResponseReceived
from jobspan.models import JobLine, JobRef, Meta, Reply
from jobspan.policy import Policy

if TYPE_CHECKING:
    from jobspan._planes.ciphertrust.resources.all_async import AsyncCipherTrust, AsyncSyncJobs
    from jobspan._planes.ciphertrust.settings import CipherTrustSettings
    from jobspan._planes.delphix.resources.all_async import AsyncConnectors, AsyncDelphix, AsyncMaskingJobs
    from jobspan._planes.delphix.settings import DelphixSettings
    from jobspan._planes.groupid.resources.data_sync_jobs_async import AsyncDataSyncJobs
    from jobspan._planes.groupid.resources.groupid_async import AsyncGroupID
    from jobspan._planes.groupid.settings import GroupIDSettings
    from jobspan._planes.huawei.resources.all_async import AsyncHuawei
    from jobspan._planes.huawei.settings import HuaweiSettings
    from jobspan._planes.huawei_drs.resources.all_async import AsyncDrs, AsyncMigrationJobs
    from jobspan._planes.huawei_dsc.resources.all_async import AsyncDsc, AsyncExportTasks

P = ParamSpec("P")
T = TypeVar("T")


class AsyncClient:
    """Drives data jobs on every configured plane.

    Making a client does no I/O; a plane that is not configured costs nothing until it is touched, and then raises
    ``ConfigError`` saying what would configure it. Use it as a context manager, or ``aclose()`` it.

    Args:
        delphix: settings of Delphix DCT.
        ciphertrust: settings of Thales CipherTrust.
        groupid: settings of Netwrix Directory Manager (GroupID).
        huawei: settings of Huawei Cloud, for all its services.
        policy: timeouts, retries, rule mode, for all calls.
        hooks: callables that get every event (requests, retries, job changes).
        clock: time, for tests.
    """

    def __init__(
        self,
        *,
        delphix: "DelphixSettings | None" = None,
        ciphertrust: "CipherTrustSettings | None" = None,
        groupid: "GroupIDSettings | None" = None,
        huawei: "HuaweiSettings | None" = None,
        policy: Policy | None = None,
        hooks: Sequence[Hook] = (),
        clock: Clock | None = None,
    ) -> None:
        given: dict[str, PlaneSettings | None] = {
            "delphix": delphix,
            "ciphertrust": ciphertrust,
            "groupid": groupid,
            "huawei": huawei,
        }
        explicit = {section: settings for section, settings in given.items() if settings is not None}
        self._set_up(
            sources=Sources(explicit=explicit),
            policy=policy or Policy(),
            hooks=tuple(hooks),
            clock=clock or SystemClock(),
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
        **settings: PlaneSettings,
    ) -> Self:
        """A client configured by explicit settings, then ``JOBSPAN_<PLANE>_<SETTING>`` variables, then the default profile.

        Args:
            env: look here instead of in ``os.environ``.
            profile, profile_file: the table of the TOML file that is looked in last.
            settings: settings objects by plane, for example ``delphix=DelphixSettings(...)``; they come first.
        """
        file = Path(profile_file) if profile_file else None
        environment = dict(os.environ if env is None else env)
        sources = Sources(explicit=settings, environment=environment, profile=profile, profile_file=file)
        return cls._from(sources, policy, hooks, clock)

    @classmethod
    def from_profile(
        cls,
        name: str,
        *,
        file: str | Path | None = None,
        policy: Policy | None = None,
        hooks: Sequence[Hook] = (),
        clock: Clock | None = None,
    ) -> Self:
        """A client configured by a named profile of the TOML file; what it leaves open is looked for in the environment."""
        sources = Sources(
            environment=dict(os.environ), profile=name, profile_file=Path(file) if file else None, profile_first=True
        )
        return cls._from(sources, policy, hooks, clock)

    @classmethod
    def _from(cls, sources: Sources, policy: Policy | None, hooks: Sequence[Hook], clock: Clock | None) -> Self:
        client = cls.__new__(cls)
        client._set_up(sources=sources, policy=policy or Policy(), hooks=tuple(hooks), clock=clock or SystemClock())
        return client

    def _set_up(self, *, sources: Sources, policy: Policy, hooks: tuple[Hook, ...], clock: Clock) -> None:
        self._sources = sources
        self._policy = policy
        self._events = EventBus(hooks)
        self._clock = clock
        self._driver = AsyncDriver(clock, self._events.emit)
        self._contexts: dict[str, PlaneContext] = {}
        self._own: dict[str, PlaneContext] = {}

    @cached_property
    def delphix(self) -> "AsyncDelphix":
        """All of Delphix DCT: masking jobs, connectors, executions, jobs, environments, engines."""
        from jobspan._planes.delphix.resources.all_async import AsyncDelphix

        return AsyncDelphix(*self._plane("delphix"))

    @property
    def masking_jobs(self) -> "AsyncMaskingJobs":
        """Delphix DCT masking jobs: copy, migrate, execute."""
        return self.delphix.masking_jobs

    @property
    def connectors(self) -> "AsyncConnectors":
        """Delphix DCT connectors: credentials and tests."""
        return self.delphix.connectors

    @cached_property
    def ciphertrust(self) -> "AsyncCipherTrust":
        """All of Thales CipherTrust Cloud Key Manager: synchronization jobs, schedules, the session."""
        from jobspan._planes.ciphertrust.resources.all_async import AsyncCipherTrust

        return AsyncCipherTrust(*self._plane("ciphertrust"))

    @property
    def sync_jobs(self) -> "AsyncSyncJobs":
        """CipherTrust key synchronization jobs: start, watch, cancel, for every cloud."""
        return self.ciphertrust.sync_jobs

    @cached_property
    def groupid(self) -> "AsyncGroupID":
        """All of Netwrix Directory Manager (GroupID): Synchronize jobs, collections, data sources."""
        from jobspan._planes.groupid.resources.groupid_async import AsyncGroupID

        return AsyncGroupID(*self._plane("groupid"))

    @property
    def data_sync_jobs(self) -> "AsyncDataSyncJobs":
        """Netwrix Directory Manager's Synchronize jobs: define, check, create, replace, watch."""
        return self.groupid.jobs

    @cached_property
    def dsc(self) -> "AsyncDsc":
        """All of Huawei Cloud DSC: scan jobs, exports of their results, assets, rules."""
        from jobspan._planes.huawei_dsc.resources.all_async import AsyncDsc

        return AsyncDsc(*self._plane("huawei_dsc"))

    @property
    def export_tasks(self) -> "AsyncExportTasks":
        """Huawei Cloud DSC exports: from a scan to its findings in a file."""
        return self.dsc.export_tasks

    @cached_property
    def huawei(self) -> "AsyncHuawei":
        """What the services of Huawei Cloud share: the login at IAM."""
        from jobspan._planes.huawei.resources.all_async import AsyncHuawei

        return AsyncHuawei(*self._plane("huawei"))

    @cached_property
    def drs(self) -> "AsyncDrs":
        """All of Huawei DRS: migration, synchronisation and disaster recovery tasks, and actions by name."""
        from jobspan._planes.huawei_drs.resources.all_async import AsyncDrs

        return AsyncDrs(*self._plane("huawei_drs"))

    @property
    def migration_jobs(self) -> "AsyncMigrationJobs":
        """Huawei DRS tasks: created, run, watched and changed in batches."""
        return self.drs.migration_jobs

    def configured(self) -> tuple[str, ...]:
        """The planes there are settings for; does not contact them."""
        return tuple(name for name, entry in PLANES.items() if self._sources.configured(entry.load().SETTINGS))

    def address(self, plane: str) -> str:
        """The address that calls of a plane go to.

        Raises:
            ConfigError: the plane is not configured.
        """
        return self._plane(plane)[0].base_url

    async def recent_jobs(self, plane: str, limit: int = 20) -> list[JobLine]:
        """The newest jobs of a plane, in one line each; the same form for every plane."""
        ctx, driver = self._plane(plane)
        return await driver.run(PLANES[plane].load().recent(ctx, limit))

    def resume(self, ref: JobRef | str) -> AsyncHandle[Any, Any]:
        """A handle for a job that was started elsewhere, from its reference (or its JSON).

        Raises:
            ConfigError: the reference is of another server, or of a kind this jobspan does not know.
        """
        ref = JobRef.from_json(ref) if isinstance(ref, str) else ref
        entry = PLANES.get(ref.plane)
        kind = entry.load().KINDS.get(ref.kind) if entry else None
        if kind is None:
            raise ConfigError(
                message=f"This jobspan knows no job of kind {ref.kind!r} on plane {ref.plane!r}.",
                hint="Resume it with the jobspan that wrote it, or a newer one.",
            )
        ctx, driver = self._plane(ref.plane)
        if ctx.fingerprint != ref.endpoint:
            raise ConfigError(
                message=f"The job {ref.id} was started on another {ref.plane} than {ctx.base_url}.",
                hint="Make a client with the settings it was started with.",
            )
        return AsyncHandle(ctx, driver, Started(kind=kind, ref=ref))

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
        """
        base = policy or self._policy
        changed = attrs.evolve(
            base,
            request_timeout=base.request_timeout if request_timeout is None else request_timeout,
            attempts=base.attempts if retries is None else retries + 1,
            headers=base.headers | dict(headers or {}),
        )
        other = type(self)._from(self._sources, changed, self._events.hooks, self._clock)
        other._driver = self._driver
        other._contexts = self._contexts
        return other

    async def with_meta(self, call: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs) -> Reply[T]:
        """Make a call and return its value with the metadata of its exchanges: ``with_meta(client.masking_jobs.get, id)``."""
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
            value = await call(*args, **kwargs)
        return Reply(value, tuple(exchanges))

    async def aclose(self) -> None:
        """End sessions on the servers, where a plane has them, and close all connections.

        The client opens new ones when it is used again.
        """
        for ctx in list(self._contexts.values()):
            await self._driver.run(close_session(ctx))
        await self._driver.close()

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
            if name not in self._contexts:
                module = PLANES[name].load()
                settings = self._sources.settings(module.SETTINGS)
                self._driver.connect(name, settings.connection_options())
                self._contexts.setdefault(name, module.connect(settings, self._policy))
            self._own.setdefault(name, attrs.evolve(self._contexts[name], policy=self._policy))
        return self._own[name], self._driver

    def __getstate__(self) -> dict[str, Any]:
        return {"sources": self._sources, "policy": self._policy, "hooks": self._events.hooks, "clock": self._clock}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self._set_up(**state)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} planes in use: {', '.join(self._contexts) or 'none yet'}>"
