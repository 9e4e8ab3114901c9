"""Clients, handles and plans on a transport that answers in process."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from jobspan import (
    AsyncClient,
    AsyncHandle,
    ConfigError,
    DelphixSettings,
    JobFailed,
    JobRef,
    Phase,
    PlanChanged,
    Policy,
    ValidationError,
)
from jobspan._async.change import change
from jobspan._async.resource import AsyncResource
from jobspan._planes.delphix.models.jobs import Job
from jobspan.aio import as_completed, wait_all
from jobspan.hooks import Event, JobChanged
from jobspan.testing import FakeClock

KEY = "canary-7f3a"
RUNNING = "STARTED"


class Dct:
    """Answers searches for jobs by the ids they name, and counts."""

    def __init__(self) -> None:
        self.requests: list[str] = []
        self.looks = 0
        self.status: Callable[[str, int], str] = lambda id, look: "COMPLETED"
        self.tags: list[dict[str, str]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        line = f"{request.method} {request.url.path}"
        self.requests.append(line)
        if line == "POST /v3/jobs/search":
            self.looks += 1
            words = json.loads(request.content)["filter_expression"].replace('"', "'").split("'")
            ids = [word for word in words if word.startswith("j-")]
            return self._reply({"items": [self._job(id) for id in ids]})
        if line.startswith("GET /v3/jobs/"):
            self.looks += 1
            return self._reply(self._job(line.rpartition("/")[2]))
        if line == "GET /v3/masking-jobs/1":
            return self._reply({"id": "1"}, {"X-Request-ID": "r-1"})
        return self._reply({"message": f"unexpected: {line}"}, status=400)

    def _job(self, id: str) -> dict[str, str]:
        return {"id": id, "status": self.status(id, self.looks)}

    def _reply(self, document: Any, headers: dict[str, str] | None = None, status: int = 200) -> httpx.Response:
        return httpx.Response(status, json=document, headers=headers)


@pytest.fixture
def dct() -> Dct:
    return Dct()


def client_of(dct: Dct, **options: Any) -> AsyncClient:
    settings = DelphixSettings(url="https://dct.example", api_key=KEY, transport=httpx.MockTransport(dct))
    about: dict[str, Any] = {"delphix": settings, "clock": FakeClock()}
    return AsyncClient(**(about | options))


def refs(client: AsyncClient, count: int) -> list[str]:
    return [client.delphix.jobs.watch(f"j-{number}").ref.to_json() for number in range(count)]


class TestManyJobs:
    async def test_resumed_jobs_are_read_in_batches(self, dct: Dct) -> None:
        async with client_of(dct) as client:
            handles = [client.resume(text) for text in refs(client, 250)]
            results = await wait_all(handles)
        assert [job.id for job in results] == [f"j-{number}" for number in range(250)]
        assert dct.requests == ["POST /v3/jobs/search"] * 3

    async def test_as_completed_gives_each_as_it_ends(self, dct: Dct) -> None:
        dct.status = lambda id, look: "COMPLETED" if look >= int(id[2:]) else RUNNING
        async with client_of(dct) as client:
            handles = [client.resume(text) for text in reversed(refs(client, 4))]
            ended = [handle.id async for handle in as_completed(handles)]
        assert ended[0] in ("j-0", "j-1")
        assert ended[-1] == "j-3"
        assert sorted(ended) == ["j-0", "j-1", "j-2", "j-3"]

    async def test_the_first_failure_is_raised_after_all_have_ended(self, dct: Dct) -> None:
        dct.status = lambda id, look: "FAILED" if id == "j-1" else "COMPLETED"
        async with client_of(dct) as client:
            handles = [client.resume(text) for text in refs(client, 3)]
            with pytest.raises(JobFailed, match="j-1"):
                await wait_all(handles)
            assert [handle.phase for handle in handles] == [Phase.SUCCEEDED, Phase.FAILED, Phase.SUCCEEDED]
            assert len(await wait_all(handles, raise_on_failure=False)) == 3

    async def test_none_at_all(self) -> None:
        none: list[AsyncHandle[Job, Job]] = []
        assert await wait_all(none) == []
        async for each in as_completed(none):
            pytest.fail(f"nobody waits for {each}")

    async def test_handles_of_several_clients_do_not_mix(self, dct: Dct) -> None:
        async with client_of(dct) as one, client_of(dct) as other:
            handles = [one.delphix.jobs.watch("j-1"), other.delphix.jobs.watch("j-2")]
            with pytest.raises(ValidationError, match="belong to several clients"):
                await wait_all(handles)
        assert dct.requests == []


class TestHandles:
    async def test_looks_are_told(self, dct: Dct) -> None:
        dct.status = lambda id, look: "COMPLETED" if look > 2 else RUNNING
        seen: list[JobChanged] = []
        async with client_of(dct) as client:
            handle = client.delphix.jobs.watch("j-1")
            assert (handle.state, handle.phase, handle.done) == ("", Phase.UNKNOWN, False)
            job = await handle.wait(progress=seen.append)
        assert job == handle.view
        assert [each.state for each in seen] == [RUNNING, RUNNING, "COMPLETED"]
        assert handle.done

    async def test_a_job_that_ends_before_what_was_waited_for_has_failed(self, dct: Dct) -> None:
        async with client_of(dct) as client:
            handle = client.delphix.jobs.watch("j-1")
            with pytest.raises(JobFailed) as caught:
                await handle.wait_until(lambda job: job.id == "another")
        assert isinstance(caught.value.view, Job)

    async def test_a_kind_that_cannot_be_cancelled_says_so_before_anything_is_sent(self, dct: Dct) -> None:
        async with client_of(dct) as client:
            with pytest.raises(ValidationError, match="has no way to cancel"):
                await client.delphix.jobs.watch("j-1").cancel()
        assert dct.requests == []


class TestResuming:
    async def test_not_against_another_server(self, dct: Dct) -> None:
        async with client_of(dct) as client:
            ref = JobRef(plane="delphix", kind="delphix.job", id="j-1", endpoint="0" * 16)
            with pytest.raises(ConfigError, match="was started on another delphix"):
                client.resume(ref)

    @pytest.mark.parametrize(("plane", "kind"), [("delphix", "delphix.dance"), ("dance", "dance.job")])
    async def test_not_what_this_release_does_not_know(self, plane: str, kind: str, dct: Dct) -> None:
        async with client_of(dct) as client:
            with pytest.raises(ConfigError, match="Unknown kind of job"):
                client.resume(JobRef(plane=plane, kind=kind, id="j-1", endpoint="0" * 16))


class TestOptions:
    async def test_the_same_connections_with_other_options(self, dct: Dct) -> None:
        told: list[Event] = []
        async with client_of(dct, hooks=[told.append], policy=Policy(attempts=5)) as client:
            other = client.with_options(retries=0, request_timeout=3.0, headers={"X-Trace": "1"})
            assert (other.delphix._ctx.policy.attempts, client.delphix._ctx.policy.attempts) == (1, 5)
            assert other.delphix._ctx.policy.request_timeout == 3.0
            assert other.delphix._ctx.auth is client.delphix._ctx.auth
            assert other.delphix._ctx.budget is client.delphix._ctx.budget
            assert other._driver is client._driver
            await other.masking_jobs.get("1")
        assert told

    async def test_what_is_known_of_an_exchange(self, dct: Dct) -> None:
        async with client_of(dct) as client:
            reply = await client.with_meta(client.masking_jobs.get, "1")
        assert reply.value.id == "1"
        assert (reply.meta.status, reply.meta.request_id, reply.meta.attempts) == (200, "r-1", 1)
        assert KEY not in repr(reply)


class TestPlans:
    async def test_a_plan_of_nothing_does_not_grow(self, dct: Dct) -> None:
        """What was planned as no change may not become one."""
        from jobspan._core.effects import Flow
        from jobspan._core.proposal import Proposal
        from jobspan._core.rules import propose

        needed = False
        async with client_of(dct) as client:
            ctx, driver = client._plane("delphix")

            def flow() -> Flow[str]:
                if needed:
                    yield from propose(ctx, Proposal(title="grow", plane="delphix", operation="o"))
                return "done"

            class AsyncGarden(AsyncResource):
                @change
                async def grow(self) -> str:
                    return await self._change(flow)

            plan = await AsyncGarden(ctx, driver).grow.plan()
            assert await plan.apply() == "done"
            needed = True
            with pytest.raises(PlanChanged, match="there was nothing to change"):
                await plan.apply()


class TestClients:
    async def test_hooks_that_fail_disturb_nothing(self, dct: Dct, caplog: pytest.LogCaptureFixture) -> None:
        def broken(event: Event) -> None:
            raise RuntimeError("a bug of the user")

        async with client_of(dct, hooks=[broken]) as client:
            assert (await client.masking_jobs.get("1")).id == "1"
        assert "A hook failed on" in caplog.text

    async def test_a_client_shows_nothing(self, dct: Dct) -> None:
        async with client_of(dct) as client:
            assert "none yet" in repr(client)
            await client.masking_jobs.get("1")
            assert "delphix" in repr(client)
            assert KEY not in repr(client) + repr(client.delphix._ctx) + repr(client._sources)


async def test_a_list_says_how_to_read_it_and_reads_nothing_by_itself() -> None:
    async with AsyncClient(delphix=DelphixSettings(url="https://dct.example", api_key=KEY)) as client:
        assert "to_list()" in repr(client.masking_jobs.list())
