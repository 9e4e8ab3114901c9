"""The promotion journey: bring a masking job to another engine, make it runnable there, run it, and show what happened."""

from collections.abc import Callable

from jobspan._async.client import AsyncClient
from jobspan.delphix import Engine, MaskingEnvironment, MaskingJob, field
from jobspan.errors import ConfigError
from jobspan.progress import ProgressOption
from jobspan.promotion import Promotion, PromotionReport


async def promote(
    client: AsyncClient,
    promotion: Promotion,
    *,
    tell: Callable[[str], None] = print,
    progress: ProgressOption = True,
) -> PromotionReport:
    """Find, copy, set and test credentials, execute, watch, and collect the log.

    Raises:
        ConfigError: there is no job, engine or environment of this name.
        JobFailed: the copy or the run ended in failure.
        PartialFailure: a connector of the copy does not work with the credentials.
    """
    source = await find_job(client, promotion.job_name)
    engine = await find_engine(client, promotion.target_engine_name)
    environment = await find_environment(client, engine, promotion.target_environment_name)

    plan = await client.masking_jobs.copy.plan(
        source.id,
        target_engine_id=engine.id,
        target_environment_id=environment.id,
        connector_credentials=promotion.credentials,
        when_busy="wait",
    )
    tell(str(plan))
    copying = await plan.apply()
    copied = await copying.wait(timeout=1800, progress=progress)
    resync = copying.view.resync if copying.view else None

    tested = tuple(connector.id for connector in await client.masking_jobs.connectors(copied.id))
    running = await client.masking_jobs.execute(copied.id, engine_id=engine.id, when_busy="wait")
    tell(f"Running; to pick it up elsewhere: {running.ref.to_json()}")
    execution = await running.wait(timeout=6 * 3600, progress=progress)

    log = await client.delphix.executions.log(execution.id)
    events = await client.delphix.executions.events(execution.id).to_list(limit=100)
    return PromotionReport(
        source=source,
        copied=copied,
        resync=resync,
        engine=engine,
        connectors=tested,
        execution=execution,
        events=tuple(events),
        log=log.log or "",
    )


async def find_job(client: AsyncClient, name: str) -> MaskingJob:
    job = await client.masking_jobs.search(field("name").eq(name), sort="creation_date").first()
    if job is None:
        raise ConfigError(
            message=f"There is no masking job named {name!r}.", hint="List them: client.masking_jobs.list()"
        )
    return job


async def find_engine(client: AsyncClient, name: str) -> Engine:
    engine = await client.delphix.engines.search(field("name").eq(name)).first()
    if engine is None:
        raise ConfigError(
            message=f"There is no engine named {name!r}.", hint="List them: client.delphix.engines.list()"
        )
    return engine


async def find_environment(client: AsyncClient, engine: Engine, name: str) -> MaskingEnvironment:
    here = field("engine_id").eq(engine.id) & field("name").eq(name)
    environment = await client.delphix.environments.search(here).first()
    if environment is None:
        raise ConfigError(
            message=f"Engine {engine.name!r} has no environment named {name!r}.",
            hint="List them: client.delphix.environments.list()",
        )
    return environment
