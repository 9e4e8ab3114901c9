"""What the states of a synchronization job mean."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, strategies as st

from jobspan import Phase
from jobspan._planes.ciphertrust.dialect import CckmCodec
from jobspan._planes.ciphertrust.job_kinds import SYNC_KINDS
from jobspan._planes.ciphertrust.models.sync_jobs import normalized
from jobspan.ciphertrust import SyncJob, SyncStatus

WELL = {"123456789012/eu-west-1": "region synchronized successfully"}
HALF = WELL | {"123456789012/us-east-1": "AccessDeniedException"}
UNDER_WAY = {"123456789012/eu-west-1": "in_progress"}


def job(status: str | None, units: dict[str, str] | None = None, **more: Any) -> SyncJob:
    return SyncJob(id="j", overall_status=status, detailed_status=units or {}, cloud="aws", **more)


@pytest.mark.parametrize(
    ("view", "phase"),
    [
        (job("in_progress"), Phase.RUNNING),
        (job("in progress", UNDER_WAY), Phase.RUNNING),
        (job("In-Progress", abort=True), Phase.RUNNING),
        (job("in_progress", HALF), Phase.RUNNING),
        (job("completed"), Phase.SUCCEEDED),
        (job("completed", WELL), Phase.SUCCEEDED),
        (job("Completed", {"r": "Success"}), Phase.SUCCEEDED),
        (job("completed", HALF), Phase.PARTIAL),
        (job("completed", UNDER_WAY), Phase.PARTIAL),
        (job("completed", abort=True), Phase.CANCELLED),
        (job("completed", WELL, abort=True), Phase.CANCELLED),
        (job("failed", WELL), Phase.FAILED),
        (job("error"), Phase.FAILED),
        (job("failed", abort=True), Phase.CANCELLED),
        (job("queued"), Phase.UNKNOWN),
        (job(None), Phase.UNKNOWN),
        (job("half_done", completed_at=datetime.now(UTC)), Phase.PARTIAL),
    ],
)
def test_phases(view: SyncJob, phase: Phase) -> None:
    assert view.phase is phase
    assert SYNC_KINDS["aws.keys"].phase(view) is phase


@pytest.mark.parametrize(
    ("text", "phase"),
    [
        ("key ring synchronized successfully", Phase.SUCCEEDED),
        ("Successful", Phase.SUCCEEDED),
        ("synchronization was not successful", Phase.FAILED),
        ("unsuccessful", Phase.FAILED),
        ("2 keys synchronized successfully, 1 failed", Phase.FAILED),
        ("", Phase.FAILED),
        ("in progress", Phase.FAILED),
    ],
)
def test_a_unit_of_a_job_that_is_over(text: str, phase: Phase) -> None:
    assert job("completed", {"u": text}).results[0].phase is phase


@given(
    st.sampled_from(["in_progress", "in progress", "completed", "failed", "error", "new", None]),
    st.booleans(),
    st.dictionaries(st.text(max_size=5), st.text(max_size=40), max_size=3),
    st.none() | st.datetimes(timezones=st.just(UTC)),
)
def test_a_success_has_no_failure_and_no_cancel(
    status: str | None, abort: bool, units: dict[str, str], completed_at: datetime | None
) -> None:
    view = job(status, units, abort=abort, completed_at=completed_at)
    if view.phase is Phase.SUCCEEDED:
        assert view.status == SyncStatus.COMPLETED
        assert not abort
        assert all(result.phase is Phase.SUCCEEDED for result in view.results)
    assert view.phase.is_terminal == view.is_over
    assert view.is_over or not view.failures
    assert (
        SYNC_KINDS["aws.keys"].progress(view).fraction is None
        or 0 <= (SYNC_KINDS["aws.keys"].progress(view).fraction or 0) <= 1
    )


@pytest.mark.parametrize(
    ("units", "path"),
    [
        ({"u": {"status": "failed"}}, "$.detailed_status.u"),
        ({"u": "AccessDeniedException", "v": None}, "$.detailed_status.v"),
        ([{"u": "failed"}], "$.detailed_status"),
        ("all failed", "$.detailed_status"),
    ],
)
def test_units_in_a_form_that_cannot_be_read_are_no_success(units: Any, path: str) -> None:
    printed = {"id": "j", "overall_status": "completed", "detailed_status": units}
    view, oddities = CckmCodec().read(SyncJob, printed)
    assert [odd.path for odd in oddities] == [path]
    assert view.phase is Phase.PARTIAL
    assert "cannot be read" in SYNC_KINDS["aws.keys"].explain(view)


@pytest.mark.parametrize("nothing", [{}, None, [], ""])
def test_a_job_that_tells_no_units_may_be_a_success(nothing: Any) -> None:
    view, _ = CckmCodec().read(SyncJob, {"id": "j", "overall_status": "completed", "detailed_status": nothing})
    assert view.phase is Phase.SUCCEEDED


@given(st.text())
def test_spelling_is_normalized_once_and_for_all(text: str) -> None:
    assert normalized(normalized(text)) == normalized(text)


@given(st.integers(0, 999_999_999), st.integers(0, 9))
def test_any_number_of_fraction_digits(nanoseconds: int, digits: int) -> None:
    fraction = f"{nanoseconds:09d}"[:digits]
    text = f"2021-05-05T08:36:36{'.' if fraction else ''}{fraction}Z"
    read, oddities = CckmCodec().read(SyncJob, {"id": "j", "createdAt": text})
    assert oddities == ()
    assert read.created_at is not None
    exact = int(fraction.ljust(9, "0"))
    seconds = (read.created_at - datetime(2021, 5, 5, 8, 36, 36, tzinfo=UTC)).total_seconds()
    assert abs(seconds - exact / 1e9) <= 1e-6


def test_the_containers_of_every_family() -> None:
    for name in (
        "kms key_vaults key_rings vaults organizations organization_ids groups partitions domains".split()  # noqa: SIM905
    ):
        assert CckmCodec().read(SyncJob, {"id": "j", name: ["one", "two"]})[0].containers == ("one", "two")
