"""What the states of a synchronization job mean."""

from datetime import UTC, datetime
from typing import Any

import attrs
import pytest
from hypothesis import given, strategies as st

from jobspan import Phase
from jobspan._planes.ciphertrust.dialect import CckmCodec
from jobspan._planes.ciphertrust.families import BY_KEY
from jobspan._planes.ciphertrust.flows.sync_requests import sync_request
from jobspan._planes.ciphertrust.job_kinds import SYNC_KINDS
from jobspan._planes.ciphertrust.models.sync_jobs import normalized
from jobspan.ciphertrust import ScheduleRun, SyncJob, SyncStatus

WELL = {"123456789012/eu-west-1": "region synchronized successfully"}
HALF = WELL | {"123456789012/us-east-1": "AccessDeniedException"}
ENDS = [phase for phase in Phase if phase.is_terminal]
UNSET_TIME = datetime(1, 1, 1, tzinfo=UTC)
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
        (job("half_done", completed_at=UNSET_TIME), Phase.UNKNOWN),
        (job("InProgress"), Phase.RUNNING),
        (job("COMPLETED", {"r": "region synchronized"}), Phase.SUCCEEDED),
        (job("canceled"), Phase.CANCELLED),
        (job("Aborted", UNDER_WAY), Phase.CANCELLED),
        (job("failed", {"r": "the vault is disabled"}), Phase.FAILED),
    ],
)
def test_phases(view: SyncJob, phase: Phase) -> None:
    assert view.phase is phase
    assert SYNC_KINDS["external_cm.refresh"].phase(view) is phase
    if phase is not Phase.SUCCEEDED or view.detailed_status:
        assert SYNC_KINDS["aws.keys"].phase(view) is phase


def test_a_success_that_does_not_tell_of_its_units_is_looked_at_again() -> None:
    kind, view = SYNC_KINDS["aws.keys"], job("completed")
    assert kind.phase(view) is Phase.UNKNOWN
    assert kind.phase_without_tail(view) is Phase.SUCCEEDED
    assert kind.phase(job("completed", WELL)) is Phase.SUCCEEDED
    assert kind.phase_without_tail(job("completed", WELL)) is None


@pytest.mark.parametrize(
    ("text", "phase"),
    [
        ("key ring synchronized successfully", Phase.SUCCEEDED),
        ("Successful", Phase.SUCCEEDED),
        ("synchronization was not successful", Phase.FAILED),
        ("unsuccessful", Phase.FAILED),
        ("2 keys synchronized successfully, 1 failed", Phase.FAILED),
        ("", Phase.SUCCEEDED),
        ("region synchronized", Phase.SUCCEEDED),
        ("No keys to synchronize", Phase.SUCCEEDED),
        ("synchronized successfully, with no changes", Phase.SUCCEEDED),
        ("3 keys did not change", Phase.SUCCEEDED),
        ("synchronized without any errors", Phase.SUCCEEDED),
        ("0 keys failed", Phase.SUCCEEDED),
        ("errors: 0", Phase.SUCCEEDED),
        ("10 failed", Phase.FAILED),
        ("errors: 1", Phase.FAILED),
        ("AccessDeniedException", Phase.FAILED),
        ("the cloud could not be reached", Phase.FAILED),
        ("connection timed out", Phase.FAILED),
        ("in progress", Phase.FAILED),
        ("InProgress", Phase.FAILED),
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
    assert view.is_over or SYNC_KINDS["aws.keys"].phase_without_tail(view) in (None, *ENDS)
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


def test_a_time_of_its_end_bounds_what_a_state_may_lag_behind() -> None:
    kind = SYNC_KINDS["aws.keys"]
    lagging = job("in_progress", WELL, completed_at=datetime.now(UTC))
    assert (kind.phase(lagging), kind.phase_without_tail(lagging)) == (Phase.RUNNING, Phase.PARTIAL)
    assert kind.phase_without_tail(job("in_progress", WELL, completed_at=UNSET_TIME)) is None
    assert kind.phase_without_tail(job("queued")) is None


def test_the_reason_is_told_in_whatever_field_it_stands() -> None:
    printed = {"id": "j", "overall_status": "failed", "error": {"message": "the connection of the account is disabled"}}
    view, _ = CckmCodec().read(SyncJob, printed)
    assert SYNC_KINDS["aws.keys"].explain(view) == "the connection of the account is disabled"
    ended = job("half_done", completed_at=datetime.now(UTC))
    assert "unknown to this version" in SYNC_KINDS["aws.keys"].explain(ended)


@pytest.mark.parametrize("text", ["2021-05-05T08:36:36", "2021-05-05T08:36:36Z"])
def test_times_are_of_utc_whether_they_say_so_or_not(text: str) -> None:
    view, _ = CckmCodec().read(SyncJob, {"id": "j", "createdAt": text})
    assert view.began_at == datetime(2021, 5, 5, 8, 36, 36, tzinfo=UTC)
    assert job("queued", created_at=UNSET_TIME).began_at is None


@pytest.mark.parametrize(
    ("shown", "phase"),
    [
        ("In Progress", Phase.RUNNING),
        ("COMPLETED", Phase.SUCCEEDED),
        ("aborted", Phase.CANCELLED),
        ("odd", Phase.UNKNOWN),
    ],
)
def test_runs_are_read_in_any_spelling(shown: str, phase: Phase) -> None:
    assert CckmCodec().read(ScheduleRun, {"id": "r", "status": shown})[0].phase is phase


REQUEST = sync_request(BY_KEY["aws.keys"], {"kms": ["kms"]}, regions=["eu-west-1"])
LAST = datetime(2026, 1, 5, 9, tzinfo=UTC)
OURS = {"id": "j", "kms": ["kms"], "regions": ["eu-west-1"], "createdAt": "2026-01-05T09:00:01Z"}


@pytest.mark.parametrize(
    ("marks", "fits"),
    [
        ({}, True),
        ({"kms": ["kms", "other"]}, False),
        ({"regions": ["us-east-1"]}, False),
        ({"createdAt": "2026-01-05T08:59:59Z"}, False),
        ({"take_cloud_key_backup": True}, False),
        ({"kms": []}, None),
        ({"regions": None}, None),
        ({"createdAt": None}, None),
        ({"createdAt": "0001-01-01T00:00:00Z"}, None),
    ],
)
def test_a_new_job_is_ours_only_by_every_mark(marks: dict[str, Any], fits: bool | None) -> None:
    view, _ = CckmCodec().read(SyncJob, OURS | marks)
    assert REQUEST.may_have_made(view, after=LAST) is fits


def test_a_new_job_is_not_told_from_those_of_others_where_nothing_can_be_compared() -> None:
    view, _ = CckmCodec().read(SyncJob, OURS)
    everything = sync_request(BY_KEY["aws.keys"], {}, synchronize_all=True)
    every_region = sync_request(BY_KEY["aws.keys"], {"kms": ["kms"]})
    assert everything.may_have_made(view) is None
    assert every_region.may_have_made(view) is None
    assert every_region.may_have_made(attrs.evolve(view, regions=())) is True
    backed_up = sync_request(BY_KEY["azure.keys"], {"key_vaults": ["v"]}, take_cloud_key_backup=True)
    assert backed_up.may_have_made(attrs.evolve(view, key_vaults=("v",), kms=(), regions=())) is None
