"""The promotion journey: bring a masking job to another engine, make it runnable there, run it, and report."""

from collections.abc import Callable
from typing import Final

from jobspan._core.calls import Calling
from jobspan._core.classes import frozen
from jobspan._core.journey import Accepted
from jobspan._planes.delphix.filters import field
from jobspan._planes.delphix.models.engines import Engine, MaskingEnvironment
from jobspan._planes.delphix.models.executions import Execution, ExecutionEvent
from jobspan._planes.delphix.models.masking_jobs import MaskingJob
from jobspan._planes.delphix.models.promotion import Promotion, PromotionReport
from jobspan._planes.delphix.operations.masking_jobs import COPY_MASKING_JOB, EXECUTE_MASKING_JOB
from jobspan._planes.delphix.resources.engines_async import AsyncEngines
from jobspan._planes.delphix.resources.environments_async import AsyncEnvironments
from jobspan._planes.delphix.resources.executions_async import AsyncExecutions
from jobspan._planes.delphix.resources.masking_jobs_async import AsyncMaskingJobs
from jobspan._public import public
from jobspan.errors import ConfigError, OperationError
from jobspan.progress import ProgressOption

COPY_TIMEOUT: Final = 1800.0
RUN_TIMEOUT: Final = 6 * 3600.0


@public
@frozen(kw_only=True)
class AsyncPromotionJourney:
    """The steps of a promotion, in the parts of DCT that take part in it. ``on_step`` gets a text for each."""

    masking_jobs: AsyncMaskingJobs
    engines: AsyncEngines
    environments: AsyncEnvironments
    executions: AsyncExecutions
    on_step: Callable[[str], None]
    progress: ProgressOption

    async def run(self, promotion: Promotion) -> PromotionReport:
        """Find, copy, set and test credentials, execute, wait, and collect the log.

        Args:
            promotion: the job, the engine and the environment by name, and the credentials of the copy's connectors.
        """
        accepted, driver = Accepted(), self.masking_jobs._driver
        with Calling(driver, self.masking_jobs._ctx.plane, lambda: "Delphix.promote"), accepted.told():
            return await self._run(promotion, accepted)

    async def _run(self, promotion: Promotion, accepted: Accepted) -> PromotionReport:
        source = await self._find_job(promotion.job_name)
        engine = await self._find_engine(promotion.target_engine_name)
        environment = await self._find_environment(engine, promotion.target_environment_name)

        plan = await self.masking_jobs.copy.plan(
            source.id,
            target_engine_id=engine.id,
            target_environment_id=environment.id,
            connector_credentials=promotion.credentials,
            when_busy="wait",
        )
        self.on_step(str(plan))
        copying = await plan.apply()
        accepted.note(COPY_MASKING_JOB.id, copying.ref)
        copied = await copying.wait(timeout=COPY_TIMEOUT, progress=self.progress)
        resync = copying.view.resync if copying.view else None

        running = await self.masking_jobs.execute(copied.id, engine_id=engine.id, when_busy="wait")
        accepted.note(EXECUTE_MASKING_JOB.id, running.ref)
        self.on_step(f"Running; to pick it up elsewhere: {running.ref.to_json()}")
        execution = await running.wait(timeout=RUN_TIMEOUT, progress=self.progress)
        return await self._report(source, copied, resync, engine, execution)

    async def _report(
        self, source: MaskingJob, copied: MaskingJob, resync: bool | None, engine: Engine, execution: Execution
    ) -> PromotionReport:
        """Everything is done by now: what cannot be read any more is reported as a step, and left out."""
        tested: tuple[str, ...] = ()
        events: list[ExecutionEvent] = []
        log = ""
        try:
            tested = tuple(connector.id for connector in await self.masking_jobs.connectors(copied.id))
        except OperationError as failed:
            self.on_step(f"The connectors of the copy could not be listed: {failed}")
        try:
            log = (await self.executions.log(execution.id)).log or ""
            events = await self.executions.events(execution.id).to_list(limit=100)
        except OperationError as failed:
            self.on_step(f"Log and events of the run could not be read: {failed}")
        return PromotionReport(
            source=source,
            copied=copied,
            resync=resync,
            engine=engine,
            connectors=tested,
            execution=execution,
            events=tuple(events),
            log=log,
        )

    async def _find_job(self, name: str) -> MaskingJob:
        job = await self.masking_jobs.search(field("name").eq(name), sort="creation_date").first()
        if job is None:
            raise ConfigError(
                message=f"There is no masking job named {name!r}.", hint="List them: client.masking_jobs.list()"
            )
        return job

    async def _find_engine(self, name: str) -> Engine:
        engine = await self.engines.search(field("name").eq(name)).first()
        if engine is None:
            raise ConfigError(
                message=f"There is no engine named {name!r}.", hint="List them: client.delphix.engines.list()"
            )
        return engine

    async def _find_environment(self, engine: Engine, name: str) -> MaskingEnvironment:
        here = field("engine_id").eq(engine.id) & field("name").eq(name)
        environment = await self.environments.search(here).first()
        if environment is None:
            raise ConfigError(
                message=f"Engine {engine.name!r} has no environment named {name!r}.",
                hint="List them: client.delphix.environments.list()",
            )
        return environment
