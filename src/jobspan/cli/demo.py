"""The promotion journey on the sandbox, first sync, then async."""

import asyncio
import time
from collections.abc import Callable

from rich.console import Console
from rich.rule import Rule
from rich.table import Table

from jobspan.delphix import Credentials, Promotion, PromotionReport
from jobspan.errors import JobspanError
from jobspan.testing.sandbox.clock import Clock
from jobspan.testing.sandbox.progress import Progress
from jobspan.testing.sandbox.server import Sandbox
from jobspan.testing.sandbox.weather import Weather

PROMOTION = Promotion(
    job_name="finance-masking-job",
    target_engine_name="qa01",
    target_environment_name="qa-env",
    credentials=Credentials("masker", "masker-sandbox"),
)


def run(console: Console, *, real_time: bool = False, weather: Weather | None = None) -> int:
    """Run both journeys; 0 when both ended well."""
    reports: list[tuple[str, PromotionReport, float]] = []
    try:
        reports.append(("sync", *_timed(console, "Sync", real_time, weather, asynchronous=False)))
        reports.append(("async", *_timed(console, "Async", real_time, weather, asynchronous=True)))
    except JobspanError as error:
        console.print(f"The demo failed: {error}", style="red", markup=False)
        return 1
    console.print(_table(reports))
    console.print(
        "The log of the last run ends with:\n" + "\n".join(reports[-1][1].log.splitlines()[-4:]), markup=False
    )
    succeeded = all(report.execution.status == "SUCCEEDED" for _, report, _ in reports)
    return 0 if succeeded else 1


def _timed(
    console: Console, title: str, real_time: bool, weather: Weather | None, *, asynchronous: bool
) -> tuple[PromotionReport, float]:
    console.print(Rule(f"{title}: promote {PROMOTION.job_name} to {PROMOTION.target_engine_name}"))
    clock = Clock.realtime() if real_time else Clock.manual()
    began = time.perf_counter()
    with Sandbox(["delphix"], clock=clock, progress=Progress.by_seconds(2.0), weather=weather) as sandbox:
        report = asyncio.run(_promote_async(console, sandbox)) if asynchronous else _promote(console, sandbox)
    return report, time.perf_counter() - began


def _promote(console: Console, sandbox: Sandbox) -> PromotionReport:
    with sandbox.client() as client:
        return client.delphix.promote(PROMOTION, on_step=_printing(console), progress=True)


async def _promote_async(console: Console, sandbox: Sandbox) -> PromotionReport:
    async with sandbox.async_client() as client:
        return await client.delphix.promote(PROMOTION, on_step=_printing(console), progress=True)


def _printing(console: Console) -> Callable[[str], None]:
    return lambda text: console.print(text, markup=False, soft_wrap=True)


def _table(reports: list[tuple[str, PromotionReport, float]]) -> Table:
    table = Table("", *[f"{name} ({seconds:.1f} s)" for name, _, seconds in reports], title="Promotion")
    columns = [report.rows() for _, report, _ in reports]
    for cells in zip(*columns, strict=True):
        table.add_row(cells[0][0], *[value for _, value in cells])
    return table
