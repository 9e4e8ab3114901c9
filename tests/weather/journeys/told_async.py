"""What a journey writes down while it goes: each step, what the client said of it, and the verdict of the record."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from typing import TypeVar

from jobspan import AsyncClient, Phase, WaitTimeout
from jobspan._core.paginate import Page
from jobspan.testing import Sandbox
from tests.weather.judge import Record, Verdict, judge_change, judge_journey, judge_phase, judge_wait
from tests.weather.steps import END, WAIT, Over, Step

T = TypeVar("T")


def _times(record: Record) -> int:
    return len(record.requests)


class AsyncTold:
    """The steps of one journey on one client. A step that did not succeed ends the journey."""

    def __init__(self, client: AsyncClient, sandbox: Sandbox, plane: str) -> None:
        self.client = client
        self.sandbox = sandbox
        self.plane = plane
        self.steps: list[Step] = []
        self.before_waits: Callable[[], None] = _nothing

    async def change(self, operation: str, call: Callable[[], Awaitable[T]], *, expected: int = 1) -> T:
        """A call that makes an operation happen so often."""
        record = Record(self.sandbox, operation, self.plane)
        try:
            answer: T | Exception = await call()
        except Exception as error:
            answer = error
        return self._note(operation, answer, judge_change(answer, record, expected))

    async def wait(self, job: str, call: Callable[[], Awaitable[T]], truth: Callable[[], Phase]) -> T:
        """A wait that ends well when the job does."""
        self.before_waits()
        try:
            answer: T | Exception = await call()
        except Exception as error:
            answer = error
        return self._note(f"{WAIT} {job}", answer, judge_wait(answer, truth()))

    async def never(self, job: str, call: Callable[[], Awaitable[T]], truth: Callable[[], Phase]) -> None:
        """A wait for what does not come, which must go on until its time is up."""
        try:
            answer: T | Exception = await call()
        except Exception as error:
            answer = error
        verdict = Verdict.DONE if isinstance(answer, WaitTimeout) else judge_wait(answer, truth())
        self._write(f"{WAIT} {job}", answer, verdict)

    async def ended(
        self, job: str, call: Callable[[], Awaitable[T]], said: Callable[[T], Phase], truth: Callable[[], Phase]
    ) -> T:
        """A wait that returns whatever end the job has; ``said``: what the client takes it for."""
        self.before_waits()
        try:
            answer = await call()
        except Exception as error:
            self._write(f"{END} {job}", error, judge_wait(error, truth()))
            raise Over from error
        return self._note(f"{END} {job}", answer, judge_phase(said(answer), truth()), goes_on=True)

    async def whole(
        self,
        name: str,
        *operations: str,
        call: Callable[[], Awaitable[T]],
        so: Callable[[T], bool],
        counts: Callable[[Record], int] = _times,
    ) -> T:
        """A call of several steps; ``so``: whether what it returned is what the sandbox has; ``counts``: how often it did
        something that is to be done once."""
        records = [Record(self.sandbox, operation, self.plane) for operation in operations]
        self.before_waits()
        try:
            answer: T | Exception = await call()
        except Exception as error:
            answer = error
        done = [record.operation for record in records if record.requests]
        verdict = judge_journey(answer, done, lambda: not isinstance(answer, Exception) and so(answer))
        if any(counts(record) > 1 and not record.repeatable for record in records):
            verdict = Verdict.TWICE
        return self._note(name, answer, verdict)

    async def read(self, name: str, call: Callable[[], Awaitable[T]]) -> T:
        """A read that the journey needs."""
        try:
            answer: T | Exception = await call()
        except Exception as error:
            answer = error
        return self._note(name, answer, judge_journey(answer, (), lambda: True))

    async def listed(
        self, what: str, pages: AsyncIterator[Page[T]], id_of: Callable[[T], object], there: Collection[object]
    ) -> None:
        """A list that is walked over; ``there``: what there is. One that says it is all has to be."""
        came: set[object] = set()
        is_all = True
        try:
            async for page in pages:
                came |= {id_of(row) for row in page.items}
                is_all = is_all and page.complete and not page.unreadable
        except Exception as error:
            self._write(what, error, judge_journey(error, (), lambda: True))
            raise Over from error
        honest = Verdict.DOUBT if not is_all else Verdict.FALSE_SUCCESS
        self._write(what, f"{len(came)} of {len(there)}", Verdict.DONE if came >= set(there) else honest)

    def end_of_one(self, job: str, answer: object, said: Phase, truth: Phase) -> None:
        """What a wait for many says of one job: its view, which means ``said``, or what is raised for it."""
        verdict = judge_wait(answer, truth) if isinstance(answer, Exception) else judge_phase(said, truth)
        self._write(f"{END} {job}", answer, verdict)

    def check(self, name: str, fault: Verdict, holds: bool) -> None:
        """Something that must be so in the sandbox whatever was said."""
        self.steps.append(Step(name, Verdict.DONE if holds else fault, "checked"))

    def broke(self, error: Exception) -> None:
        """The journey itself cannot go on with what it was told."""
        self._write("go on", error, Verdict.RAW)

    def _note(self, name: str, answer: T | Exception, verdict: Verdict, *, goes_on: bool = False) -> T:
        self._write(name, answer, verdict)
        if isinstance(answer, Exception) or not (verdict is Verdict.DONE or (goes_on and not verdict.is_fault)):
            raise Over
        return answer

    def _write(self, name: str, answer: object, verdict: Verdict) -> None:
        self.steps.append(Step(name, verdict, _in_words(answer)))


def _nothing() -> None:
    """Waits begin in the weather as it is."""


def _in_words(answer: object) -> str:
    return f"{type(answer).__name__}: {answer}" if isinstance(answer, BaseException) else "returned"
