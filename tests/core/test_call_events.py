"""What events say of the calls they belong to, and what an interrupted call leaves behind."""

import asyncio
import json
import logging
from typing import Any

import attrs
import httpx
import pytest

from jobspan import AsyncClient, AsyncHandle, DelphixSettings, JobRef, Secret
from jobspan.aio import wait_all
from jobspan.errors import ApiError, ValidationError
from jobspan.hooks import (
    EVENT_VERSION,
    CallEnded,
    CallOutcome,
    CallStarted,
    Event,
    JobChanged,
    JobStarted,
    KeyClaimed,
    RequestStarted,
    ResponseReceived,
)
from jobspan.jobs import Phase, Progress
from jobspan.testing import FakeClock

CANARY = "canary-7f3a"
JOB = {"id": "j-1", "status": "STARTED", "type": "CREATE", "execution_id": "e-1"}
RUN = {"id": "e-1", "status": "RUNNING"}


class Plane:
    """A DCT that does what it is asked, and keeps what it was asked."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, str]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.seen.append((request.method, request.url.path))
        match request.method, request.url.path:
            case "POST", path if path.endswith("/connectors"):
                return httpx.Response(200, json={"id": "c-1", "job": JOB})
            case _, path if path.endswith(("/executions/e-1", "/e-1/cancel")):
                return httpx.Response(200, json=RUN)
            case "POST", path if path.endswith("/executions/search"):
                return httpx.Response(200, json={"items": [RUN]})
            case "POST", path if path.endswith("/search"):
                return httpx.Response(200, json={"items": [JOB]})
            case "GET", path if path.endswith("/j-404"):
                return httpx.Response(404, json={"errorMessage": "There is no such job."})
            case "GET", path if path.endswith("/jobs"):
                return httpx.Response(200, json={"items": [JOB]})
            case _:
                return httpx.Response(200, json=JOB)

    @property
    def settings(self) -> DelphixSettings:
        return DelphixSettings(url="https://dct.example", api_key=CANARY, transport=httpx.MockTransport(self))


class TestCalls:
    async def test_every_event_of_a_call_has_its_id(self) -> None:
        told: list[Event] = []
        async with AsyncClient(delphix=Plane().settings, hooks=[told.append]) as client:
            await client.delphix.jobs.get("j-1")
        begun, *_, ended = told
        assert isinstance(begun, CallStarted)
        assert isinstance(ended, CallEnded)
        assert (begun.plane, begun.call) == ("delphix", "Jobs.get")
        assert (ended.call, ended.outcome, ended.error) == ("Jobs.get", CallOutcome.SUCCEEDED, None)
        assert {type(event) for event in told} >= {RequestStarted, ResponseReceived}
        assert {(event.call_id, event.parent_id) for event in told} == {(begun.call_id, None)}
        assert len(begun.call_id or "") == 32

    async def test_calls_side_by_side_are_told_apart(self) -> None:
        told: list[Event] = []
        async with AsyncClient(delphix=Plane().settings, hooks=[told.append]) as client:
            await asyncio.gather(client.delphix.jobs.get("j-1"), client.delphix.jobs.get("j-2"))
        urls: dict[str | None, set[str]] = {}
        for event in told:
            if isinstance(event, RequestStarted | ResponseReceived):
                urls.setdefault(event.call_id, set()).add(event.url)
        assert sorted(map(len, urls.values())) == [1, 1]

    async def test_a_call_that_fails_says_how(self) -> None:
        told: list[Event] = []
        async with AsyncClient(delphix=Plane().settings, hooks=[told.append]) as client:
            with pytest.raises(ApiError):
                await client.delphix.jobs.get("j-404")
        ended = told[-1]
        assert isinstance(ended, CallEnded)
        assert (ended.outcome, ended.error) == (CallOutcome.FAILED, "NotFound")
        assert "There is no such job" in (ended.message or "")

    async def test_a_page_is_a_call_named_for_its_list(self) -> None:
        told: list[Event] = []
        async with AsyncClient(delphix=Plane().settings, hooks=[told.append]) as client:
            await client.delphix.jobs.list().first()
        assert [event.call for event in told if isinstance(event, CallStarted)] == ["Jobs.list"]

    async def test_a_plan_and_a_key_are_part_of_the_name(self, tmp_path: Any) -> None:
        told: list[Event] = []
        journal = f"sqlite:///{tmp_path / 'journal.db'}"
        async with AsyncClient(delphix=Plane().settings, hooks=[told.append], journal=journal) as client:
            create = client.connectors.create
            await create.plan("A", type="DATABASE")
            await create.once("nightly-1", "A", type="DATABASE")
        begun = [(event.call, event.key) for event in told if isinstance(event, CallStarted)]
        assert begun == [("Connectors.create.plan", None), ("Connectors.create", "nightly-1")]
        [claimed] = [event for event in told if isinstance(event, KeyClaimed)]
        assert claimed.to_dict()["key"] == "nightly-1"

    async def test_a_job_is_told_before_it_is_looked_at(self) -> None:
        told: list[Event] = []
        plane = Plane()

        def hear(event: Event) -> None:
            told.append(event)
            if isinstance(event, JobStarted):
                assert not [path for method, path in plane.seen if path.endswith("/jobs/j-1")]

        async with AsyncClient(delphix=plane.settings, hooks=[hear], clock=FakeClock()) as client:
            handle = await client.connectors.create("A", type="DATABASE")
            [started] = [event for event in told if isinstance(event, JobStarted)]
            assert started.ref == handle.ref
            await handle.refresh()
        about = [event.ref for event in told if isinstance(event, CallStarted) and event.call == "Handle.refresh"]
        assert about == [handle.ref]

    async def test_nobody_listening_costs_no_event_and_no_id(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def never() -> None:
            raise AssertionError("an id was made")

        monkeypatch.setattr("jobspan._core.calls.uuid.uuid4", never)
        logging.getLogger("jobspan").setLevel(logging.CRITICAL)
        try:
            async with AsyncClient(delphix=Plane().settings) as client:
                assert (await client.delphix.jobs.get("j-1")).id == "j-1"
        finally:
            logging.getLogger("jobspan").setLevel(logging.NOTSET)


class TestForms:
    def test_json_has_the_class_and_the_version(self) -> None:
        ref = JobRef(plane="delphix", kind="delphix.copy", id="j-1", endpoint="e")
        event = JobChanged(
            ref=ref,
            phase=Phase.RUNNING,
            state="STARTED",
            progress=Progress(fraction=0.5),
            elapsed=1.0,
            changed=True,
            view=Secret(CANARY),
            call_id="a" * 32,
        )
        document = json.loads(json.dumps(event.to_dict()))
        assert (document["event"], document["version"]) == ("JobChanged", EVENT_VERSION)
        assert document["phase"] == Phase.RUNNING.value
        assert document["call_id"] == "a" * 32
        assert "view" not in document
        assert JobRef.from_json(json.dumps(document["ref"])) == ref

    async def test_all_that_is_told_and_logged_is_json_without_the_credential(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        told: list[Event] = []
        caplog.set_level(logging.DEBUG, logger="jobspan")
        async with AsyncClient(delphix=Plane().settings, hooks=[told.append]) as client:
            await client.connectors.create("A", type="DATABASE")
        texts = [json.dumps(event.to_dict()) for event in told]
        fields = [
            {name: value for name, value in vars(record).items() if name.startswith("jobspan_")}
            for record in caplog.records
            if record.name == "jobspan.delphix"
        ]
        assert {each["jobspan_event"] for each in fields} == {"ResponseReceived", "JobStarted", "CallEnded"}
        assert {each["jobspan_call_id"] for each in fields} == {told[0].call_id}
        assert CANARY not in "".join(texts) + json.dumps(fields)


def running(client: AsyncClient) -> AsyncHandle[Any, Any]:
    """The handle of a run, which can be cancelled."""
    return client.resume(attrs.evolve(client.delphix.jobs.watch("j-1").ref, kind="delphix.execute"))


class Cancelled(FakeClock):
    """Time in which the first pause is cancelled."""

    def sleep(self, seconds: float, wake: Any = None) -> None:
        raise KeyboardInterrupt

    async def asleep(self, seconds: float) -> None:
        raise asyncio.CancelledError


class TestInterruptions:
    async def test_the_job_is_cancelled_when_that_was_asked_for(self) -> None:
        plane = Plane()
        async with AsyncClient(delphix=plane.settings, clock=Cancelled()) as client:
            for wait in (
                lambda: running(client).wait(cancel_on_interrupt=True),
                lambda: wait_all([running(client)], cancel_on_interrupt=True),
            ):
                plane.seen.clear()
                with pytest.raises((KeyboardInterrupt, asyncio.CancelledError)) as caught:
                    await wait()
                assert [path for _, path in plane.seen if path.endswith("/e-1/cancel")] != []
                [note] = caught.value.__notes__
                assert "was asked to stop; client.resume(" in note

    async def test_without_asking_it_goes_on(self) -> None:
        plane = Plane()
        async with AsyncClient(delphix=plane.settings, clock=Cancelled()) as client:
            handle = running(client)
            with pytest.raises((KeyboardInterrupt, asyncio.CancelledError)) as caught:
                await wait_all([handle])
        assert not [path for _, path in plane.seen if path.endswith("/cancel")]
        [note] = caught.value.__notes__
        assert handle.ref.to_json() in note

    async def test_what_cannot_be_cancelled_is_refused_before_waiting(self) -> None:
        plane = Plane()
        async with AsyncClient(delphix=plane.settings) as client:
            job = client.delphix.jobs.watch("j-1")
            with pytest.raises(ValidationError, match="no way to cancel a job"):
                await job.wait(cancel_on_interrupt=True)
            with pytest.raises(ValidationError, match="no way to cancel a job"):
                await wait_all([job], cancel_on_interrupt=True)
        assert plane.seen == []
