"""One case: a sample call under a key, killed at a moment, and made again; judged by the sandbox's own record."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any, Literal

import attrs
import sqlalchemy as sa

from jobspan import Policy
from jobspan._io.journal.schema import KEYS
from jobspan.errors import JobspanError
from jobspan.hooks import Event, RequestStarted
from jobspan.journal import Journal
from jobspan.testing import Clock, Progress, Sandbox, faults
from tests.crashes.death import Death, Killed, MortalJournal
from tests.faults.matrix import OPERATIONS, Verdict, judge
from tests.samples import JOURNEYS, SAMPLES, Arguments, Sample

KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
Reply = Literal["comes", "is lost"]


TESTS_ONLY = frozenset({"connectors.test", "connectors.test_values"})
"""What changes nothing: another test is another look, and has no key."""
KEYED = tuple(sample for sample in (*SAMPLES, *JOURNEYS) if sample.call not in TESTS_ONLY)


@attrs.frozen
class Outcome:
    """What became of a call that was killed at a moment and made again, twice."""

    moment: str
    verdict: Verdict
    said: str
    done: int
    joined: bool
    """The third call got what the second got, and sent no change."""


def prepared(url: str) -> str:
    """The URL of a journal whose tables exist."""
    journal = Journal(url, key=KEY)
    journal.runs()
    journal.close()
    return url


def run(sample: Sample, url: str, reply: Reply, *, parallel: bool = False) -> Iterator[Outcome]:
    """Kill the call at its first moment, then at the second, and so on until it lives to its end."""
    prepared(url)
    at = 0
    while True:
        outcome = run_one(sample, url, reply, at, parallel=parallel)
        if outcome is None:
            return
        yield outcome
        at += 1


def run_one(sample: Sample, url: str, reply: Reply, at: int, *, parallel: bool = False) -> Outcome | None:
    """One case; ``None``: the call has fewer moments."""
    key = f"{sample.name} {reply} {at} {parallel}"
    death = Death(at)
    with Sandbox([sample.plane], clock=Clock.manual(), progress=Progress.by_seconds(5)) as box:
        with box.client() as plain:
            given = sample.prepare(plain, box)
        before = sample.arrived(box)
        if reply == "is lost":
            box.faults.add(sample.operation, faults.DropAfterWork())
        mortal = MortalJournal(url, KEY, death)
        try:
            _make(sample, box, mortal, key, given, [death], parallel)
        except (Killed, BaseExceptionGroup):
            pass
        except JobspanError:
            if not death.dead:
                return None
        finally:
            mortal.close()
        if not death.dead:
            return None
        box.faults.clear()
        lapse(url, key, of_this_machine=bool(at % 2))
        journal = Journal(url, key=KEY)
        try:
            return settled(sample, box, journal, key, given, before, moment=death.moment, parallel=parallel)
        finally:
            journal.close()


def settled(
    sample: Sample,
    box: Sandbox,
    journal: Journal,
    key: str,
    given: Arguments,
    before: int,
    *,
    moment: str,
    parallel: bool,
) -> Outcome:
    """Make the call again, and once more; ``before``: how many requests of its operation were there at first."""
    answer = _try(sample, box, journal, key, given, [], parallel)
    sent: list[Event] = []
    again = _try(sample, box, journal, key, given, [sent.append], parallel)
    seen = box.requests.of(sample.operation, sample.plane)[before:]
    done = sum(1 for request in seen if acted(request))
    resent = any(isinstance(event, RequestStarted) and event.operation == sample.operation for event in sent)
    return Outcome(
        moment=moment,
        verdict=judge(OPERATIONS[sample.plane, sample.operation], answer, done, sample.repeats),
        said=str(answer) if isinstance(answer, BaseException) else "returned",
        done=done,
        joined=isinstance(answer, BaseException) or (_same(answer, again) and not resent),
    )


def acted(request: Any) -> bool:
    """Whether the sandbox has done what was asked: a reply that was dropped came after the work."""
    return request.outcome == "dropped" or (request.status is not None and request.status < 300)


def lapse(url: str, key: str, *, of_this_machine: bool) -> None:
    """What is known of the holder afterwards: its process is gone from this machine, or its lease ran out on another."""
    engine = sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    held = (KEYS.c.key == key) & (KEYS.c.state == "running")
    with engine.begin() as connection:
        holder = connection.execute(sa.select(KEYS.c.holder).where(held)).scalar()
        if holder is not None:
            machine = holder.partition(" ")[0]
            gone = {"holder": f"{machine} 4194305 1"} if of_this_machine else {"lease_until": 0.0, "holder": "x 1 1"}
            connection.execute(sa.update(KEYS).where(held).values(gone))
    engine.dispose()


def _try(
    sample: Sample, box: Sandbox, journal: Journal, key: str, given: Arguments, hooks: list[Any], parallel: bool
) -> Any:
    try:
        return _make(sample, box, journal, key, given, hooks, parallel)
    except Exception as error:
        return error


def _make(
    sample: Sample, box: Sandbox, journal: Journal, key: str, given: Arguments, hooks: list[Any], parallel: bool
) -> Any:
    options: dict[str, Any] = {"journal": journal, "hooks": hooks, "policy": Policy(concurrency=1)}
    if parallel:
        return asyncio.run(_make_async(sample, box, options, key, given))
    with box.client(**options) as client:
        try:
            return sample.method(client).once(key, *given.args, **given.kwargs)
        finally:
            bury(hooks)


async def _make_async(sample: Sample, box: Sandbox, options: dict[str, Any], key: str, given: Arguments) -> Any:
    async with box.async_client(**options) as client:
        try:
            return await sample.method(client).once(key, *given.args, **given.kwargs)
        finally:
            bury(options["hooks"])


def bury(hooks: list[Any]) -> None:
    """A killed process leaves no sockets behind; a client that was killed only in a manner of speaking is closed."""
    for hook in hooks:
        if isinstance(hook, Death):
            hook.buried = True


def _same(one: Any, other: Any) -> bool:
    if isinstance(other, BaseException):
        return False
    return one.ref.id == other.ref.id if hasattr(one, "ref") else bool(one == other)
