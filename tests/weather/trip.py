"""A trip: one journey, in one weather, on one client; and the verdict of the sandbox's record."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, TypeAlias

import attrs

from jobspan import Policy
from jobspan.testing import Clock, Progress, Sandbox, faults
from jobspan.testing.sandbox.weather.front import Gust
from tests.weather.journeys import Journey
from tests.weather.journeys.told_async import AsyncTold
from tests.weather.journeys.told_sync import Told
from tests.weather.judge import Verdict
from tests.weather.steps import Over, Step

POLICY = Policy(wait_timeout=2 * 3600.0)
AN_HOUR = 3600.0
"""Between what was there before and the journey."""
OUTAGE, LEAD = 600.0, 20.0
"""Seconds that an outage lasts, and after which seconds of a wait it begins."""


AnyTold: TypeAlias = Told | AsyncTold


@attrs.frozen
class Trip:
    """What became of each step, and what the weather did."""

    steps: tuple[Step, ...]
    gusts: tuple[Gust, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """That of the worst step."""
        return max((step.verdict for step in self.steps), key=lambda verdict: verdict.severity)

    def __str__(self) -> str:
        return "\n".join(f"  {step.verdict}: {step.name}: {step.said}" for step in self.steps)


def travel(journey: Journey, weather: Any, *, parallel: bool) -> Trip:
    """Prepare in clear weather, then go. ``parallel``: on the asynchronous client."""

    def set_out(told: AnyTold) -> None:
        told.sandbox.weather = weather

    return _go(journey, set_out, parallel=parallel, every=5)


def travel_through_outage(journey: Journey, outage: faults.Fault, *, parallel: bool) -> Trip:
    """In the middle of each wait nothing answers for ten minutes, logins included."""

    def set_out(told: AnyTold) -> None:
        told.before_waits = lambda: _break_off(told.sandbox, outage)

    return _go(journey, set_out, parallel=parallel, every=330)


def _break_off(sandbox: Sandbox, outage: faults.Fault) -> None:
    begins = sandbox.clock.monotonic() + LEAD
    sandbox.faults.add(
        faults.ANY_OPERATION,
        outage,
        times=None,
        when=lambda call: begins <= sandbox.clock.monotonic() < begins + OUTAGE,
    )


def _go(journey: Journey, set_out: Callable[[AnyTold], None], *, parallel: bool, every: float) -> Trip:
    with Sandbox([journey.plane], clock=Clock.manual(), progress=Progress.by_seconds(every)) as sandbox:
        with sandbox.client() as plain:
            sandbox.advance(AN_HOUR)
            given = journey.prepare(plain, sandbox)
        if parallel:
            return asyncio.run(_on_async_client(journey, sandbox, given, set_out))
        return _on_client(journey, sandbox, given, set_out)


def _on_client(journey: Journey, sandbox: Sandbox, given: Any, set_out: Callable[[AnyTold], None]) -> Trip:
    with sandbox.client(policy=POLICY) as client:
        told = Told(client, sandbox, journey.plane)
        set_out(told)
        try:
            journey.sync(told, given)
        except Over:
            pass
        except Exception as error:
            told.broke(error)
        return Trip(tuple(told.steps), tuple(sandbox.gusts))


async def _on_async_client(journey: Journey, sandbox: Sandbox, given: Any, set_out: Callable[[AnyTold], None]) -> Trip:
    async with sandbox.async_client(policy=POLICY) as client:
        told = AsyncTold(client, sandbox, journey.plane)
        set_out(told)
        try:
            await journey.parallel(told, given)
        except Over:
            pass
        except Exception as error:
            told.broke(error)
        return Trip(tuple(told.steps), tuple(sandbox.gusts))
