"""The whole of Delphix DCT."""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

import jobspan
from jobspan._async.namespace import AsyncNamespace
from jobspan._planes.delphix.auth import log_in
from jobspan._planes.delphix.flows.account import own_account
from jobspan._planes.delphix.models.promotion import Promotion, PromotionReport
from jobspan._planes.delphix.models.shared import Account
from jobspan.progress import ProgressOption
from jobspan.raw import PageStyle

if TYPE_CHECKING:
    import jobspan.delphix


class AsyncDelphix(AsyncNamespace):
    """All of Delphix DCT that jobspan drives."""

    page_style: ClassVar[PageStyle] = PageStyle(
        position="cursor",
        counts="cursor",
        cursor="response_metadata.next_cursor",
        rows=("items",),
        total=("response_metadata.total",),
    )

    async def log_in(self) -> None:
        """Log in now instead of with the first call, to find out early whether user name and password are right.

        Not needed otherwise: the first call logs in. With an API key, this only reads the key from its source.

        Raises:
            AuthError: they are wrong. The same password is not tried again: five wrong logins lock the account.
        """
        await self._run(log_in(self._ctx))

    async def account(self) -> Account:
        """Read whose API key or login this client uses.

        Raises:
            AuthError: DCT does not know the key, or it is no longer valid.
        """
        return await self._run(own_account(self._ctx))

    async def promote(
        self,
        promotion: Promotion,
        *,
        on_step: Callable[[str], None] | None = None,
        progress: ProgressOption = False,
    ) -> PromotionReport:
        """Bring a masking job to another engine and run it there: copy, set and test credentials, execute, collect the log.

        Args:
            promotion: the job, the engine and the environment by name, and the credentials of the copy's connectors.
            on_step: gets a text for each step, for example ``print``: the plan of the copy, and the reference of the run.
            progress: ``True`` shows a line or a bar; a callable gets each ``JobChanged``.

        Raises:
            ConfigError: there is no job, engine or environment of this name.
            JobFailed: the copy or the run ended in failure.
            PartialFailure: a connector of the copy does not work with the credentials.
        """
        from jobspan._planes.delphix.resources.promotion_async import AsyncPromotionJourney

        journey = AsyncPromotionJourney(
            masking_jobs=self.masking_jobs,
            engines=self.engines,
            environments=self.environments,
            executions=self.executions,
            on_step=on_step or _ignore,
            progress=progress,
        )
        return await journey.run(promotion)

    async def successor(self, call: str) -> "jobspan.delphix.AsyncChoice":
        """Pick the successor of a call on masking jobs when the server has it, and the call itself when not.

        DCT 2026.3 marks ten calls as deprecated; ``jobspan.delphix.MASKING_JOB_SUCCESSORS`` has all in one table. The server
        is asked once, with a read: DCT tells no version of its API.

        Args:
            call: ``masking_jobs.execute``, or DCT's own name of it, ``execute_masking_job``.

        Raises:
            ValidationError: no call on masking jobs has this name.
        """
        from jobspan._planes.delphix.resources.successors_async import choose

        return await self._run(choose(self._ctx, self, call))

    @cached_property
    def masking_jobs(self) -> "jobspan.delphix.AsyncMaskingJobs":
        """Masking jobs: copy, migrate, execute."""
        from jobspan._planes.delphix.resources.masking_jobs_async import AsyncMaskingJobs

        return AsyncMaskingJobs(self._ctx, self._driver)

    @cached_property
    def connectors(self) -> "jobspan.delphix.AsyncConnectors":
        """Connectors: credentials and tests."""
        from jobspan._planes.delphix.resources.connectors_async import AsyncConnectors

        return AsyncConnectors(self._ctx, self._driver)

    @cached_property
    def executions(self) -> "jobspan.delphix.AsyncExecutions":
        """Runs of masking jobs."""
        from jobspan._planes.delphix.resources.executions_async import AsyncExecutions

        return AsyncExecutions(self._ctx, self._driver)

    @cached_property
    def jobs(self) -> "jobspan.delphix.AsyncJobs":
        """The tasks that carry out requests."""
        from jobspan._planes.delphix.resources.jobs_async import AsyncJobs

        return AsyncJobs(self._ctx, self._driver)

    @cached_property
    def environments(self) -> "jobspan.delphix.AsyncEnvironments":
        """Folders on engines."""
        from jobspan._planes.delphix.resources.environments_async import AsyncEnvironments

        return AsyncEnvironments(self._ctx, self._driver)

    @cached_property
    def engines(self) -> "jobspan.delphix.AsyncEngines":
        """Registered engines."""
        from jobspan._planes.delphix.resources.engines_async import AsyncEngines

        return AsyncEngines(self._ctx, self._driver)

    @cached_property
    def compliance_jobs(self) -> "jobspan.delphix.AsyncComplianceJobs":
        """The successors of masking jobs."""
        from jobspan._planes.delphix.resources.compliance_jobs_async import AsyncComplianceJobs

        return AsyncComplianceJobs(self._ctx, self._driver)

    @cached_property
    def job_collections(self) -> "jobspan.delphix.AsyncJobCollections":
        """Compliance jobs that run in an order."""
        from jobspan._planes.delphix.resources.job_collections_async import AsyncJobCollections

        return AsyncJobCollections(self._ctx, self._driver)

    @cached_property
    def job_collection_executions(self) -> "jobspan.delphix.AsyncJobCollectionExecutions":
        """Runs of job collections."""
        from jobspan._planes.delphix.resources.job_collection_executions_async import AsyncJobCollectionExecutions

        return AsyncJobCollectionExecutions(self._ctx, self._driver)

    @cached_property
    def job_orchestrators(self) -> "jobspan.delphix.AsyncJobOrchestrators":
        """Job orchestrators, and their queues."""
        from jobspan._planes.delphix.resources.job_orchestrators_async import AsyncJobOrchestrators

        return AsyncJobOrchestrators(self._ctx, self._driver)


def _ignore(step: str) -> None:
    """Nobody asked to see the steps."""
