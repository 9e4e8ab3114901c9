"""Ctrl-C in a journey after its first step: the exception says what was accepted, and what there is now."""

from __future__ import annotations

import attrs
import pytest

from jobspan.hooks import Event, RequestStarted
from jobspan.testing import Clock, Sandbox
from tests.sandbox.test_groupid_blueprints_sync import changing, edited


class CtrlC:
    """A hook that interrupts when the given request is about to be sent, counted from 1."""

    def __init__(self, operation: str, number: int = 1) -> None:
        self._operation = operation
        self._left = number

    def __call__(self, event: Event) -> None:
        if isinstance(event, RequestStarted) and event.operation == self._operation:
            self._left -= 1
            if not self._left:
                raise KeyboardInterrupt


def told(stop: BaseException) -> str:
    return "\n".join(getattr(stop, "__notes__", ()))


@pytest.mark.parametrize(("operation", "number"), [("get_job", 2), ("delete_jobs", 1)])
def test_a_replacement_names_both_jobs(operation: str, number: int) -> None:
    with Sandbox(["groupid"], clock=Clock.manual()) as box:
        with box.client() as plain:
            job = plain.data_sync_jobs.get(6).renamed("Other")
        with box.client(hooks=[CtrlC(operation, number)]) as client, pytest.raises(KeyboardInterrupt) as caught:
            client.data_sync_jobs.replace(6, job)
        assert sorted(box.groupid.jobs) == [5, 6, 9]
        assert changing(box) == ["create_job"]
    assert "Job 9 was created in the place of job 6" in told(caught.value)
    assert "Before this, the plane accepted: create_job." in told(caught.value)


def test_a_blueprint_names_what_was_done_and_what_is_half_done() -> None:
    with Sandbox(["groupid"], clock=Clock.manual()) as box:
        box.groupid.unique_names = False
        with box.client() as plain:
            blueprint = edited(plain.groupid.export(), description="New")
            blueprint = attrs.evolve(edited(blueprint, "Contractors to AD", description="New"), collections=())
        with box.client(hooks=[CtrlC("delete_jobs", 2)]) as client, pytest.raises(KeyboardInterrupt) as caught:
            client.groupid.apply(blueprint)
        assert changing(box) == ["create_job", "delete_jobs", "create_job"]
    assert "Job 10 was created in the place of job 6" in told(caught.value)
    assert "Before it: replaced job 'Contractors to AD'" in told(caught.value)


def test_a_job_that_made_room_is_named() -> None:
    with Sandbox(["groupid"], clock=Clock.manual()) as box:
        with box.client() as plain:
            blueprint = attrs.evolve(edited(plain.groupid.export(), description="New"), collections=())
        with box.client(hooks=[CtrlC("create_job", 2)]) as client, pytest.raises(KeyboardInterrupt) as caught:
            client.groupid.apply(blueprint, allow_gap=True)
        assert sorted(box.groupid.jobs) == [5]
    assert "Job 6 was deleted to make room for the new one." in told(caught.value)


def test_what_was_accepted_is_named_where_no_job_is_known_yet() -> None:
    with Sandbox(["ciphertrust"], clock=Clock.manual()) as box:
        with box.client() as plain:
            made = plain.ciphertrust.schedules.create("mine", cloud="aws", run_at="0 3 * * *", synchronize_all=True)
        with (
            box.client(hooks=[CtrlC("scheduler.jobs.list", 3)]) as client,
            pytest.raises(KeyboardInterrupt) as caught,
        ):
            client.ciphertrust.schedules.start_run(made.id or "")
        assert box.requests.count("scheduler.job_configs.run_now") == 1
    assert "Before this, the plane accepted: scheduler.job_configs.run_now." in told(caught.value)
