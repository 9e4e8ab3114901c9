"""Reading ahead: how far, in which order, where errors come, and when it ends. Reads are answered by hand."""

from __future__ import annotations

import asyncio
import threading
from contextlib import aclosing, closing
from queue import SimpleQueue

import pytest

from jobspan._io import async_ahead, sync_ahead
from jobspan._io.side_by_side import current_member

PATIENCE = 10.0


class ByHand:
    """Reads in a thread, each of which waits for its answer."""

    def __init__(self) -> None:
        self.begun: SimpleQueue[int] = SimpleQueue()
        self.answers: SimpleQueue[int | Exception] = SimpleQueue()
        self.count = 0
        self.ended = threading.Event()
        self.last: int | None = None

    def read(self) -> int:
        self.count += 1
        self.begun.put(self.count)
        answer = self.answers.get(timeout=PATIENCE)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def is_over(self) -> bool:
        return self.count == self.last


def quick(count: int) -> ByHand:
    """So many reads that need no waiting."""
    hand = ByHand()
    hand.last = count
    for number in range(count):
        hand.answers.put(number)
    return hand


class TestInAThread:
    def test_in_order_to_the_end(self) -> None:
        hand = quick(50)
        assert list(sync_ahead.ahead(hand.read, hand.is_over, 3)) == list(range(50))

    def test_the_next_one_is_under_way_while_one_is_worked_on(self) -> None:
        hand = ByHand()
        with closing(sync_ahead.ahead(hand.read, hand.is_over, 1)) as reads:
            hand.answers.put(1)
            assert next(reads) == 1
            assert [hand.begun.get(timeout=PATIENCE) for _ in range(2)] == [1, 2]
            hand.answers.put(2)
            assert next(reads) == 2
            hand.answers.put(3)

    @pytest.mark.parametrize("most", [1, 2, 5])
    def test_no_further_than_asked_for(self, most: int) -> None:
        hand = ByHand()
        for number in range(100):
            hand.answers.put(number)
        with closing(sync_ahead.ahead(hand.read, hand.is_over, most)) as reads:
            for taken in range(1, 6):
                assert next(reads) == taken - 1
                assert hand.count <= taken + most
            while hand.count < 5 + most:
                hand.begun.get(timeout=PATIENCE)
            assert hand.count == 5 + most

    def test_an_error_comes_after_what_was_read_before_it(self) -> None:
        hand = quick(2)
        hand.last = None
        hand.answers.put(ValueError("the third"))
        reads = sync_ahead.ahead(hand.read, hand.is_over, 5)
        assert [next(reads), next(reads)] == [0, 1]
        with pytest.raises(ValueError, match="the third"):
            next(reads)
        assert list(reads) == []
        assert hand.count == 3

    def test_leaving_it_ends_the_thread(self) -> None:
        hand = quick(100)
        reads = sync_ahead.ahead(hand.read, hand.is_over, 2)
        next(reads)
        workers = [thread for thread in threading.enumerate() if thread.name == "jobspan ahead"]
        assert len(workers) == 1
        reads.close()
        workers[0].join(PATIENCE)
        assert not workers[0].is_alive()
        assert hand.count <= 4

    def test_what_is_under_way_then_sends_nothing_more(self) -> None:
        second, closed, told = threading.Event(), threading.Event(), SimpleQueue[bool]()
        reads_begun = iter(range(1, 10))

        def read() -> int:
            if next(reads_begun) == 2:
                second.set()
                assert closed.wait(PATIENCE)
                member = current_member()
                told.put(member is not None and member.stopped())
            return 1

        reads = sync_ahead.ahead(read, lambda: False, 1)
        next(reads)
        assert second.wait(PATIENCE)
        reads.close()
        closed.set()
        assert told.get(timeout=PATIENCE) is True

    def test_a_thread_that_did_not_survive_a_fork_is_missed(self) -> None:
        gone = threading.Thread(target=lambda: None)
        gone.start()
        gone.join()
        with pytest.raises(RuntimeError, match="forked"):
            sync_ahead._next_of(SimpleQueue(), gone)


class TestInATask:
    async def test_in_order_to_the_end(self) -> None:
        hand = quick(50)

        async def read() -> int:
            return hand.read()

        assert [each async for each in async_ahead.ahead(read, hand.is_over, 3)] == list(range(50))

    @pytest.mark.parametrize("most", [1, 2, 5])
    async def test_as_far_as_asked_for_and_no_further(self, most: int) -> None:
        hand = quick(100)

        async def read() -> int:
            await asyncio.sleep(0)
            return hand.read()

        async with aclosing(async_ahead.ahead(read, hand.is_over, most)) as reads:
            for taken in range(1, 6):
                assert await anext(reads) == taken - 1
                for _ in range(50):
                    await asyncio.sleep(0)
                assert hand.count == taken + most

    async def test_an_error_comes_after_what_was_read_before_it(self) -> None:
        hand = quick(2)
        hand.last = None
        hand.answers.put(ValueError("the third"))

        async def read() -> int:
            return hand.read()

        reads = async_ahead.ahead(read, hand.is_over, 5)
        assert [await anext(reads), await anext(reads)] == [0, 1]
        with pytest.raises(ValueError, match="the third"):
            await anext(reads)
        assert hand.count == 3

    async def test_leaving_it_cancels_what_is_under_way(self) -> None:
        seen: list[str] = []

        async def read() -> int:
            if not seen:
                seen.append("first")
                return 1
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                seen.append("cancelled")
                raise
            raise AssertionError("nobody sets it")

        async with aclosing(async_ahead.ahead(read, lambda: False, 3)) as reads:
            assert await anext(reads) == 1
            await asyncio.sleep(0)
        assert seen == ["first", "cancelled"]
        assert [task for task in asyncio.all_tasks() if task.get_name() == "jobspan ahead"] == []

    async def test_so_does_cancelling_who_waits_for_it(self) -> None:
        async def read() -> int:
            await asyncio.Event().wait()
            return 1

        async def walk() -> None:
            async with aclosing(async_ahead.ahead(read, lambda: False, 3)) as reads:
                await anext(reads)

        walking = asyncio.create_task(walk())
        for _ in range(5):
            await asyncio.sleep(0)
        walking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await walking
        assert [task for task in asyncio.all_tasks() if task.get_name() == "jobspan ahead"] == []
