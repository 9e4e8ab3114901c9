"""One case: a sample call, a fault, a client; and what the sandbox's record says of what the caller got to know."""

from __future__ import annotations

import asyncio
from enum import StrEnum
from typing import Any

import attrs

from jobspan import AmbiguousOutcomeError, AsyncClient, Client, Policy
from jobspan._core.operation import Operation, RetryClass
from jobspan._planes.registry import PLANES
from jobspan.batches import BatchResult, ItemStatus
from jobspan.errors import JobspanError, PartialFailure
from jobspan.testing import Clock, Progress, Sandbox
from jobspan.testing.sandbox.client_clock import ClientClock
from tests.faults.faults import Fault
from tests.faults.proxy import Proxy
from tests.samples import Sample

ATTEMPTS = 3
OPERATIONS = {(plane.name, row.id): row for plane in PLANES.values() for row in plane.abilities().operations}


class Verdict(StrEnum):
    """What the caller got to know, against what happened."""

    RIGHT = "right"
    """A success that is one, or a failure of which nothing was done."""
    UNKNOWN = "unknown"
    """The outcome is called unknown, in a type or an item."""
    DENIED = "failed, but done"
    CLAIMED = "succeeded, but not done"
    TWICE = "done twice"
    RAW = "raw exception"

    @property
    def is_fault(self) -> bool:
        return self not in (Verdict.RIGHT, Verdict.UNKNOWN)


@attrs.frozen
class Outcome:
    """The verdict, with what led to it."""

    verdict: Verdict
    said: str
    done: int
    sent: int


def run(sample: Sample, fault: Fault, *, parallel: bool) -> Outcome:
    """Run a case. ``parallel``: on the asynchronous client."""
    operation = OPERATIONS[sample.plane, sample.operation]
    policy = Policy(attempts=ATTEMPTS)
    with Sandbox([sample.plane], clock=Clock.manual(), progress=Progress.by_seconds(5)) as box:
        with box.client() as plain:
            given = sample.prepare(plain, box)
        before = sample.arrived(box)
        target = next(value for name, value in box.environment().items() if name.endswith("_URL"))
        with Proxy(target) as proxy:
            root = "/".join(target.split("/")[:3])
            env = {name: value.replace(root, proxy.url) for name, value in box.environment().items()}
            options: dict[str, Any] = {"env": env, "policy": policy, "clock": ClientClock(box)}
            proxy.spoil(operation, fault.spoil, times=100 if fault.always else 1)
            said, answer = (
                asyncio.run(_call_async(sample, given, options)) if parallel else _call(sample, given, options)
            )
            if not proxy.spoiled:
                raise AssertionError(f"{sample.name}: the fault did not strike; {said}: {answer!r}")
        seen = box.requests.of(sample.operation, sample.plane)[before:]
        done = sum(1 for request in seen if request.status is not None and request.status < 300)
    return Outcome(judge(operation, answer, done, sample.repeats), said, done, len(seen))


def _call(sample: Sample, given: Any, options: dict[str, Any]) -> tuple[str, Any]:
    with Client.from_env(**options) as client:
        try:
            return "returned", sample.make(client, given)
        except Exception as error:
            return f"{type(error).__name__}: {error}", error


async def _call_async(sample: Sample, given: Any, options: dict[str, Any]) -> tuple[str, Any]:
    async with AsyncClient.from_env(**options) as client:
        try:
            return "returned", await sample.make_async(client, given)
        except Exception as error:
            return f"{type(error).__name__}: {error}", error


def judge(operation: Operation[Any], answer: Any, done: int, expected: int) -> Verdict:
    if done > expected and operation.retry in (RetryClass.GUARDED, RetryClass.NEVER):
        return Verdict.TWICE
    result = answer.result if isinstance(answer, PartialFailure) else answer
    if isinstance(result, BatchResult):
        return _judge_items([item.status for item in result], done)
    if isinstance(answer, AmbiguousOutcomeError):
        return Verdict.UNKNOWN
    if isinstance(answer, JobspanError):
        return Verdict.DENIED if done else Verdict.RIGHT
    if isinstance(answer, BaseException):
        return Verdict.RAW
    return Verdict.RIGHT if done else Verdict.CLAIMED


def _judge_items(statuses: list[ItemStatus], done: int) -> Verdict:
    if ItemStatus.UNKNOWN in statuses:
        return Verdict.UNKNOWN
    if ItemStatus.ACCEPTED in statuses:
        return Verdict.RIGHT if done else Verdict.CLAIMED
    return Verdict.DENIED if done else Verdict.RIGHT
