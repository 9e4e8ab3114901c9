"""All of Directory Manager's Synchronize API, as one namespace."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

import jobspan
from jobspan._async.change import change
from jobspan._async.namespace import AsyncNamespace
from jobspan._core.common_arguments import empty_is_meant
from jobspan._core.validation import validating
from jobspan._planes.groupid.auth import PasswordAuth
from jobspan._planes.groupid.flows.blueprints import apply as applying, compare, export as exporting
from jobspan._planes.groupid.flows.blueprints.secrets import check_given
from jobspan._planes.groupid.models.blueprints.bindings import Bindings
from jobspan._planes.groupid.models.blueprints.blueprint import Blueprint
from jobspan._planes.groupid.models.blueprints.results import Applied, BlueprintDiff
from jobspan.credentials import Secret, SecretSource
from jobspan.raw import PageStyle

if TYPE_CHECKING:
    import jobspan.groupid


class AsyncGroupID(AsyncNamespace):
    """All of Netwrix Directory Manager's Synchronize API."""

    page_style: ClassVar[PageStyle] = PageStyle(
        size="PageSize",
        position="PageIndex",
        counts="page",
        first=1,
        in_body=True,
        within="SearchOption",
        rows=("data.data", "data"),
        total=("data.count", "count"),
    )

    @cached_property
    def jobs(self) -> "jobspan.groupid.AsyncDataSyncJobs":
        """Synchronize jobs."""
        from jobspan._planes.groupid.resources.data_sync_jobs_async import AsyncDataSyncJobs

        return AsyncDataSyncJobs(self._ctx, self._driver)

    @cached_property
    def collections(self) -> "jobspan.groupid.AsyncCollections":
        """Collections of jobs."""
        from jobspan._planes.groupid.resources.collections_async import AsyncCollections

        return AsyncCollections(self._ctx, self._driver)

    @cached_property
    def data_sources(self) -> "jobspan.groupid.AsyncDataSources":
        """Files and databases."""
        from jobspan._planes.groupid.resources.data_sources_async import AsyncDataSources

        return AsyncDataSources(self._ctx, self._driver)

    async def log_in(self) -> None:
        """Get a token now, to find out early whether the credentials are right. Other calls log in by themselves.

        Raises:
            AuthError: the credentials are rejected. They are not tried again.
        """
        auth = self._ctx.auth
        if isinstance(auth, PasswordAuth):
            await self._run(auth.renew(self._ctx))

    async def export(self, jobs: Sequence[int | str] | None = None, *, bindings: Bindings | None = None) -> Blueprint:
        """Jobs, collections and data sources as files for git: without secrets, ids, run counters and schedules.

        ``export().save("groupid")`` writes them; the same definitions give the same bytes. Not interchangeable with the export
        of the portal, whose files are encrypted.

        Args:
            jobs: ids or names of jobs that stand alone, which come with the data sources that they use; default: all that the
                server has.
            bindings: what placeholders mean on this server, so that two servers give the same files.

        Raises:
            ValidationError: there is no such job, or there are several; or ``bindings`` are of another type.
        """
        with validating("groupid.export") as problems:
            if isinstance(jobs, str):
                problems.add("jobs", f"must be a list of ids or names: [{jobs!r}]")
            if bindings is not None:
                problems.instance("bindings", bindings, Bindings)
        return await self._run(exporting.export(self._ctx, jobs, bindings or Bindings()))

    @empty_is_meant
    async def diff(
        self,
        blueprint: Blueprint,
        *,
        bindings: Bindings | None = None,
        secrets: Mapping[str, SecretSource] | Callable[[str], str | Secret | None] | None = None,
    ) -> BlueprintDiff:
        """How files, or another server's export, differ from this server. Changes nothing.

        Args:
            blueprint: loaded from files, or exported from another server.
            bindings: what its placeholders mean on this server. Identity stores and owners that jobs of this server use are
                known.
            secrets: by the names in the placeholders, or what gives one for a name. Those that are not given count as the same.

        Raises:
            ValidationError: an argument is not what it must be, or a secret is a plain text.
        """
        check_given("groupid.diff", blueprint, bindings, secrets)
        return await self._run(compare.diff(self._ctx, blueprint, bindings or Bindings(), secrets))

    @change
    async def apply(
        self,
        blueprint: Blueprint,
        *,
        bindings: Bindings | None = None,
        secrets: Mapping[str, SecretSource] | Callable[[str], str | Secret | None] | None = None,
        prune: bool = False,
        allow_gap: bool = False,
    ) -> Applied:
        """Bring this server to what a blueprint says, and tell what became of each item.

        Missing data sources, jobs and collections are created, others updated. The API cannot change a job: a new one is
        created under its name, read back, and only then the old one deleted, whose id, history and place in schedules are
        lost. What the server refuses is an item of the result; everything else goes on. Applied again, it does what is left.

        Args:
            blueprint: loaded from files, or exported from another server.
            bindings: what its placeholders mean on this server. Identity stores and owners that jobs of this server use are
                known.
            secrets: by the names in the placeholders, or what gives one for a name (``None``: it has none). For those that are
                not given, what the server has stays. A call under a key takes only secrets by name.
            prune: delete jobs and collections that the blueprint does not have. Data sources always stay.
            allow_gap: where the server keeps names unique, delete the old job before its successor is created.

        Raises:
            ValidationError: a name is ambiguous, or it is not known what a placeholder means; nothing was sent.
            RuleViolation: a documented rule is broken; nothing was sent.
            AmbiguousOutcomeError: a reply was lost, and no read shows what happened. The error says what was done before.

        Source: https://docs.netwrix.com/docs/directorymanager/11_0/user-guide/synchronization/sync-jobs (Manage a Job)
        """
        check_given("groupid.apply", blueprint, bindings, secrets)
        return await self._change(
            lambda: applying.apply(
                self._ctx, blueprint, bindings or Bindings(), secrets, prune=prune, allow_gap=allow_gap
            )
        )
