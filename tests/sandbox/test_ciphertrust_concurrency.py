"""Fifty callers meet an expired token: one renews it, the others wait for it."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from jobspan import AsyncClient, AuthError
from jobspan.testing.sandbox import Sandbox

CALLERS = 50


async def test_tasks(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        for expected in (1, 2, 3):
            pages = await asyncio.gather(*(client.sync_jobs.list("aws").first() for _ in range(CALLERS)))
            assert pages == [None] * CALLERS
            assert cckm.requests.count("auth.tokens.create") == expected
            cckm.advance(300)
    assert {request.status for request in cckm.requests.of("aws.keys.list")} == {200}
    assert cckm.requests.count("aws.keys.list") == 3 * CALLERS


def test_threads(cckm: Sandbox) -> None:
    with cckm.client() as client, ThreadPoolExecutor(CALLERS) as pool:
        for expected in (1, 2, 3):
            looks = [pool.submit(client.sync_jobs.list("aws").first) for _ in range(CALLERS)]
            assert [look.result() for look in looks] == [None] * CALLERS
            assert cckm.requests.count("auth.tokens.create") == expected
            cckm.advance(300)
    assert {request.status for request in cckm.requests.of("aws.keys.list")} == {200}


async def test_a_wrong_password_is_sent_once_for_all(cckm: Sandbox) -> None:
    env = cckm.environment() | {"JOBSPAN_CIPHERTRUST_PASSWORD": "wrong"}
    async with AsyncClient.from_env(env=env) as client:
        looks = (client.sync_jobs.list("aws").first() for _ in range(CALLERS))
        answers = await asyncio.gather(*looks, return_exceptions=True)
    assert all(isinstance(answer, AuthError) for answer in answers)
    assert cckm.ciphertrust.access.accounts["admin"].wrong_passwords == 1
