"""The promotion journey on the sandbox, first sync, then async."""

import asyncio
import time
from collections.abc import Callable
from typing import Final

from rich.console import Console
from rich.rule import Rule
from rich.table import Table

from jobspan._core.classes import frozen
from jobspan.delphix import Credentials, Promotion, PromotionReport
from jobspan.errors import AmbiguousOutcomeError, JobspanError
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


_CHANGES: Final = ("copy_masking_job", "execute_masking_job")


@frozen
class _Ending:
    """What came of one journey, in the client's words and in the sandbox's own record of what was done."""

    name: str
    seconds: float
    outcome: PromotionReport | JobspanError
    done: tuple[str, ...]

    @property
    def is_good(self) -> bool:
        """Whether the promotion succeeded."""
        return isinstance(self.outcome, PromotionReport) and self.outcome.execution.status == "SUCCEEDED"

    @property
    def is_so(self) -> bool:
        """Whether an error names all that was done before it. That of a doubt names what it is about."""
        if isinstance(self.outcome, PromotionReport):
            return set(self.done) == set(_CHANGES)
        doubt = self.outcome.operation if isinstance(self.outcome, AmbiguousOutcomeError) else None
        return set(self.done) <= {*self.outcome.accepted, doubt}


def run(console: Console, *, real_time: bool = False, weather: Weather | None = None) -> int:
    """Run both journeys; 0 when both ended well: in success or, in bad weather, with the truth about what was done."""
    endings = [
        _timed(console, "sync", real_time, weather, asynchronous=False),
        _timed(console, "async", real_time, weather, asynchronous=True),
    ]
    reports = [(each.name, each.outcome, each.seconds) for each in endings if isinstance(each.outcome, PromotionReport)]
    if reports:
        console.print(_table(reports))
        last = "\n".join(reports[-1][1].log.splitlines()[-4:])
        console.print(f"The log of the last run ends with:\n{last}", markup=False)
    excused = weather is not None and weather != Weather.clear()
    return 0 if all(each.is_good or (excused and each.is_so) for each in endings) else 1


def _timed(console: Console, name: str, real_time: bool, weather: Weather | None, *, asynchronous: bool) -> _Ending:
    console.print(Rule(f"{name.title()}: promote {PROMOTION.job_name} to {PROMOTION.target_engine_name}"))
    clock = Clock.realtime() if real_time else Clock.manual()
    began = time.perf_counter()
    outcome: PromotionReport | JobspanError
    with Sandbox(["delphix"], clock=clock, progress=Progress.by_seconds(2.0), weather=weather) as sandbox:
        try:
            outcome = asyncio.run(_promote_async(console, sandbox)) if asynchronous else _promote(console, sandbox)
        except JobspanError as error:
            outcome = error
        done = tuple(name for name in _CHANGES if _is_done(sandbox, name))
    ending = _Ending(name, time.perf_counter() - began, outcome, done)
    if isinstance(outcome, JobspanError):
        console.print(f"The demo failed: {outcome}", style="red", markup=False)
        console.print(f"The sandbox's own record: {' and '.join(done) or 'nothing'} was done.", markup=False)
    return ending


def _is_done(sandbox: Sandbox, operation: str) -> bool:
    answers = (request.answer for request in sandbox.requests.of(operation, "delphix"))
    return any(answer is not None and answer.status < 300 for answer in answers)


def _promote(console: Console, sandbox: Sandbox) -> PromotionReport:
    with sandbox.client() as client:
        return client.delphix.promote(PROMOTION, on_step=_printing(console), progress=True)


async def _promote_async(console: Console, sandbox: Sandbox) -> PromotionReport:
    async with sandbox.async_client() as client:
        return await client.delphix.promote(PROMOTION, on_step=_printing(console), progress=True)


def _printing(console: Console) -> Callable[[str], None]:
    return lambda text: console.print(text, markup=False, soft_wrap=True)


def _table(reports: list[tuple[str, PromotionReport, float]]) -> Table:
    table = Table("", title="Promotion")
    for name, _, seconds in reports:
        table.add_column(f"{name} ({seconds:.1f} s)", overflow="fold")
    columns = [report.rows() for _, report, _ in reports]
    for cells in zip(*columns, strict=True):
        table.add_row(cells[0][0], *[value for _, value in cells])
    return table
