"""Tokens: one refresh for many callers, early, never replaced by an older one."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from jobspan._core.effects import Flow, now, pure, sleep
from jobspan._core.token_cache import Token, TokenStore
from jobspan._io.async_driver import AsyncDriver
from jobspan._io.sync_driver import SyncDriver
from jobspan.credentials import Secret
from jobspan.errors import AuthError
from jobspan.hooks import Event
from jobspan.testing import FakeClock

if TYPE_CHECKING:
    from tests.core.conftest import Hand

CALLERS = 50


def token(value: str, issued: float = 1000.0, life: float | None = 3600.0) -> Token:
    return Token(value=Secret(value), issued=issued, expires=None if life is None else issued + life)


class Office:
    """Hands out tokens, slowly, and counts them."""

    def __init__(self, life: float = 3600.0) -> None:
        self.asked: list[Token | None] = []
        self._life = life

    def obtain(self, previous: Token | None) -> Flow[Token]:
        self.asked.append(previous)
        number = len(self.asked)
        yield from sleep(1.0)
        at = yield from now()
        return token(f"token {number}", at, self._life)


def ignore(event: Event) -> None:
    return None


class TestManyCallers:
    async def test_fifty_tasks_one_refresh(self) -> None:
        office, store = Office(), TokenStore("lathe")
        driver = AsyncDriver(FakeClock(), ignore)
        got = await asyncio.gather(*(driver.run(store.token(office.obtain)) for _ in range(CALLERS)))
        assert len(office.asked) == 1
        assert {each.value.reveal() for each in got} == {"token 1"}

    def test_fifty_threads_one_refresh(self) -> None:
        office, store = Office(), TokenStore("lathe")
        driver = SyncDriver(FakeClock(), ignore)
        together = threading.Barrier(CALLERS)

        def ask(_: int) -> Token:
            together.wait()
            return driver.run(store.token(office.obtain))

        with ThreadPoolExecutor(CALLERS) as pool:
            got = list(pool.map(ask, range(CALLERS)))
        assert len(office.asked) == 1
        assert {each.value.reveal() for each in got} == {"token 1"}

    async def test_fifty_refused_tasks_one_renewal(self) -> None:
        office, store = Office(), TokenStore("lathe")
        driver = AsyncDriver(FakeClock(), ignore)
        used = await driver.run(store.token(office.obtain))

        async def refused() -> Token:
            store.refuse(used.value)
            return await driver.run(store.token(office.obtain))

        got = await asyncio.gather(*(refused() for _ in range(CALLERS)))
        assert len(office.asked) == 2
        assert {each.value.reveal() for each in got} == {"token 2"}


class TestOneCaller:
    def test_a_fresh_token_is_used_again(self, hand: type[Hand]) -> None:
        office, store, world = Office(), TokenStore("lathe"), hand()
        first = world.run(store.token(office.obtain))
        world.time += 3000
        assert world.run(store.token(office.obtain)) is first
        assert office.asked == [None]

    @pytest.mark.parametrize(
        ("life", "passed", "fresh"),
        [
            (3600, 3539, True),
            (3600, 3540, False),
            (300, 239, True),
            (300, 240, False),
            (100, 74, True),
            (100, 75, False),
        ],
    )
    def test_it_is_renewed_early(self, life: float, passed: float, fresh: bool) -> None:
        """A minute before its end, or a quarter of a short life."""
        assert token("t", 1000.0, life).fresh(1000.0 + passed, early=60.0) is fresh

    def test_a_token_without_an_end_stays(self) -> None:
        assert token("t", life=None).fresh(1e12, early=60.0)

    def test_the_old_token_is_given_to_whoever_renews_it(self, hand: type[Hand]) -> None:
        office, store, world = Office(life=100.0), TokenStore("lathe"), hand()
        first = world.run(store.token(office.obtain))
        world.time += 95
        second = world.run(store.token(office.obtain))
        assert office.asked == [None, first]
        assert second.value == Secret("token 2")

    def test_a_failed_renewal_is_raised_and_tried_again_by_the_next(self, hand: type[Hand]) -> None:
        office, store, world = Office(), TokenStore("lathe"), hand()

        def wrong(previous: Token | None) -> Flow[Token]:
            raise AuthError(message="wrong password", plane="lathe", operation="login", status=401)

        with pytest.raises(AuthError):
            world.run(store.token(wrong))
        assert world.run(store.token(office.obtain)).value == Secret("token 1")


class TestOlderAndNewer:
    def test_a_late_old_answer_does_not_replace_a_newer_token(self) -> None:
        store = TokenStore("lathe")
        store.put(token("new", issued=2000.0))
        store.put(token("old", issued=1000.0))
        assert store.current == token("new", issued=2000.0)

    def test_a_newer_one_does(self) -> None:
        store = TokenStore("lathe")
        store.put(token("old", issued=1000.0))
        store.put(token("new", issued=2000.0))
        assert store.current == token("new", issued=2000.0)

    def test_a_token_that_was_refused_gives_way_to_any(self) -> None:
        store = TokenStore("lathe")
        store.put(token("refused", issued=2000.0))
        store.refuse(Secret("refused"))
        store.put(token("other", issued=1000.0))
        assert store.current == token("other", issued=1000.0)

    def test_a_refusal_of_an_older_token_leaves_the_newer_one(self, hand: type[Hand]) -> None:
        store, world = TokenStore("lathe"), hand()
        store.put(token("new", issued=world.time))
        store.refuse(Secret("old"))
        assert world.run(store.token(lambda _: pure(token("unwanted")))).value == Secret("new")

    def test_what_is_forgotten_is_fetched_again(self, hand: type[Hand]) -> None:
        office, store, world = Office(), TokenStore("lathe"), hand()
        world.run(store.token(office.obtain))
        store.forget()
        assert world.run(store.token(office.obtain)).value == Secret("token 2")
        assert office.asked == [None, None]


def test_a_token_shows_nothing() -> None:
    assert "canary" not in repr(Token(value=Secret("canary"), issued=0.0, refresh=Secret("canary")))
