"""A trip: one journey, in one weather, on one client; and the verdict of the sandbox's record."""

from __future__ import annotations

import asyncio
from typing import Any

import attrs

from jobspan import Policy
from jobspan.testing import Clock, Progress, Sandbox
from tests.weather.journeys import Journey
from tests.weather.journeys.told_async import AsyncTold
from tests.weather.journeys.told_sync import Told
from tests.weather.judge import Verdict
from tests.weather.steps import Over, Step

POLICY = Policy(wait_timeout=2 * 3600.0)


@attrs.frozen
class Trip:
    """What became of each step."""

    steps: tuple[Step, ...]

    @property
    def verdict(self) -> Verdict:
        """That of the worst step."""
        return max((step.verdict for step in self.steps), key=lambda verdict: verdict.severity)

    def __str__(self) -> str:
        return "\n".join(f"  {step.verdict}: {step.name}: {step.said}" for step in self.steps)


def travel(journey: Journey, weather: Any, *, parallel: bool) -> Trip:
    """Prepare in clear weather, then go. ``parallel``: on the asynchronous client."""
    with Sandbox([journey.plane], clock=Clock.manual(), progress=Progress.by_seconds(5)) as sandbox:
        with sandbox.client() as plain:
            given = journey.prepare(plain, sandbox)
        sandbox.weather = weather
        steps = (
            asyncio.run(_on_async_client(journey, sandbox, given)) if parallel else _on_client(journey, sandbox, given)
        )
    return Trip(tuple(steps))


def _on_client(journey: Journey, sandbox: Sandbox, given: Any) -> list[Step]:
    with sandbox.client(policy=POLICY) as client:
        told = Told(client, sandbox, journey.plane)
        try:
            journey.sync(told, given)
        except Over:
            pass
        except Exception as error:
            told.broke(error)
        return told.steps


async def _on_async_client(journey: Journey, sandbox: Sandbox, given: Any) -> list[Step]:
    async with sandbox.async_client(policy=POLICY) as client:
        told = AsyncTold(client, sandbox, journey.plane)
        try:
            await journey.parallel(told, given)
        except Over:
            pass
        except Exception as error:
            told.broke(error)
        return told.steps
