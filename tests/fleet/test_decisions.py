"""What a fleet decides, without any I/O."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from jobspan import ConfigError, FleetReport, PartialFailure, ValidationError, Window
from jobspan._core.fleet.naming import default_name, key_of
from jobspan._core.fleet.rows import arguments_of
from jobspan._core.fleet.schedule import Stop
from jobspan._core.fleet.verdicts import judge
from jobspan._core.fleet.windows import opening
from jobspan._planes.ciphertrust.fleet import FLEET as CIPHERTRUST
from jobspan._planes.delphix.fleet import FLEET as DELPHIX
from jobspan._planes.groupid.fleet import FLEET as GROUPID
from jobspan._planes.huawei_drs.fleet import FLEET as DRS
from jobspan.batches import BatchResult, ItemResult, ItemStatus
from jobspan.errors import AuthError, RateLimited
from jobspan.fleet import FleetItem, ItemEnd

BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = Window(not_before=time(22, tzinfo=BERLIN), stop_at=time(5, tzinfo=BERLIN))


def at(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


@pytest.mark.parametrize(
    ("now", "opens", "closes"),
    [
        ("2026-11-25T12:00+01:00", "2026-11-25T22:00+01:00", "2026-11-26T05:00+01:00"),
        ("2026-11-25T22:00+01:00", None, "2026-11-26T05:00+01:00"),
        ("2026-11-26T04:59+01:00", None, "2026-11-26T05:00+01:00"),
        ("2026-11-26T05:00+01:00", "2026-11-26T22:00+01:00", "2026-11-27T05:00+01:00"),
        ("2026-03-28T23:00+01:00", None, "2026-03-29T05:00+02:00"),
    ],
)
def test_a_window_by_the_time_of_day(now: str, opens: str | None, closes: str) -> None:
    found = opening(NIGHT, at(now))
    assert found.opens == (None if opens is None else at(opens))
    assert found.closes == at(closes)


def test_a_window_of_moments() -> None:
    first = datetime(2026, 11, 25, 22, tzinfo=UTC)
    found = opening(Window(not_before=first, stop_at=time(5, tzinfo=UTC)), at("2026-11-24T12:00+00:00"))
    assert found.opens == first.timestamp()
    assert found.closes == (first + timedelta(hours=7)).timestamp()
    assert opening(None, 0.0) == opening(Window(), 0.0)


def test_a_window_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValidationError, match="stop_at: has no time zone"):
        Window(not_before=time(22, tzinfo=BERLIN), stop_at=time(5))


def test_a_window_without_length_is_refused() -> None:
    begin = datetime(2026, 11, 25, 22, tzinfo=BERLIN)
    for last in (begin, begin - timedelta(minutes=1)):
        with pytest.raises(ValidationError, match="stop_at: must be later"):
            Window(not_before=begin, stop_at=last)
    with pytest.raises(ValidationError, match="another time of day"):
        Window(not_before=time(22, tzinfo=BERLIN), stop_at=time(22, tzinfo=BERLIN))


@pytest.mark.parametrize(
    ("after", "failures", "stops"),
    [(None, 99, False), (3, 2, False), (3, 3, True), (0.1, 9, False), (0.1, 10, True), (0.001, 1, True)],
)
def test_when_failures_stop_it(after: float | None, failures: int, stops: bool) -> None:
    assert Stop(after, 100).reached_by(failures) is stops


def test_names_come_from_arguments_and_hold_no_secret() -> None:
    first = default_name("Connectors.update", {"connector_id": "c-1", "password": {"secret": "digest-1"}})
    other = default_name("Connectors.update", {"connector_id": "c-1", "password": {"secret": "digest-2"}})
    assert first == other
    assert first.startswith("c-1 ")
    assert first != default_name("Connectors.update", {"connector_id": "c-1"})
    assert [key_of("f", "i", number) for number in (0, 1, 2)] == ["f/i", "f/i", "f/i~2"]


def _takes(self: object, name: str, count: int, share: float, force: bool = False, note: str | None = None) -> None:
    """A method, as far as rows know it."""


def test_cells_become_what_parameters_are_declared_as() -> None:
    row = {"name": "1", "count": "2", "share": "0.5", "force": "Yes", "note": ""}
    assert arguments_of(_takes, row, is_text=True) == {"name": "1", "count": 2, "share": 0.5, "force": True}
    assert arguments_of(_takes, row | {"count": float("nan")}, is_text=False)["force"] == "Yes"
    with pytest.raises(ValidationError, match="'many' is not a number"):
        arguments_of(_takes, {"count": "many"}, is_text=True)


def test_what_answers_mean() -> None:
    about: dict[str, Any] = {"plane": "delphix", "operation": "x", "message": "no"}
    throttled = judge(RateLimited(**about, status=429, retry_after=7.0), DRS.is_busy, DRS.is_lock_risk)
    assert (throttled.again, throttled.throttled, throttled.pause) == (True, True, 7.0)
    refused = judge(AuthError(**about, status=401), DRS.is_busy, DRS.is_lock_risk)
    assert (refused.end, refused.lock_risk, refused.of_client) == (ItemEnd.FAILED, True, True)


@pytest.mark.parametrize(
    ("statuses", "again"),
    [([ItemStatus.FAILED] * 2, True), ([ItemStatus.FAILED, ItemStatus.ACCEPTED], False)],
)
def test_a_batch_is_sent_again_only_if_nothing_of_it_was_accepted(statuses: list[ItemStatus], again: bool) -> None:
    items = [ItemResult(item=str(n), status=status, code="APIGW.0308") for n, status in enumerate(statuses)]
    verdict = judge(BatchResult(tuple(items)), DRS.is_busy, DRS.is_lock_risk)
    assert (verdict.end, verdict.again, verdict.made) == (ItemEnd.FAILED, again, True)


@pytest.mark.parametrize(
    ("statuses", "end", "unsent"),
    [
        ([ItemStatus.NOT_SENT, ItemStatus.NOT_SENT], ItemEnd.FAILED, True),
        ([ItemStatus.ACCEPTED, ItemStatus.NOT_SENT], ItemEnd.RUNNING, True),
        ([ItemStatus.FAILED, ItemStatus.NOT_SENT], ItemEnd.RUNNING, True),
        ([ItemStatus.SKIPPED, ItemStatus.NOT_SENT], ItemEnd.FAILED, True),
        ([ItemStatus.UNKNOWN, ItemStatus.NOT_SENT], ItemEnd.UNKNOWN, False),
        ([ItemStatus.UNKNOWN, ItemStatus.FAILED], ItemEnd.UNKNOWN, False),
    ],
)
def test_a_batch_that_is_not_finished_goes_on(statuses: list[ItemStatus], end: ItemEnd, unsent: bool) -> None:
    result = BatchResult(tuple(ItemResult(item=str(n), status=status) for n, status in enumerate(statuses)))
    verdict = judge(result, DRS.is_busy, DRS.is_lock_risk)
    assert (verdict.end, verdict.unsent, verdict.made) == (end, unsent, False)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("masker@db", "masker@db", True),
        ("masker@db", "masker", True),
        ("masker", "masker@db", True),
        ("owner, masker", "masker@db", True),
        ("svc@corp", "svc@corp@db", True),
        ("masker@db", "masker@other", False),
        ("masker", "masker2@db", False),
    ],
)
def test_an_account_whose_host_is_not_known_may_be_any(one: str, other: str, same: bool) -> None:
    assert DELPHIX.is_same_account(one, other) is same


@pytest.mark.parametrize(
    ("method", "arguments", "lane"),
    [
        ("SyncJobs.start", {"family": "aws", "kms": ["kms"]}, "aws.keys kms"),
        ("SyncJobs.start", {"family": "aws.keys", "containers": ["kms"]}, "aws.keys kms"),
        ("FamilySyncs.start (azure.keys)", {"named": {"key_vaults": ["v"]}}, "azure.keys v"),
        ("SyncJobs.start", {"family": "aws", "kms": ["a", "b"]}, "aws.keys"),
        ("SyncJobs.start", {"family": "aws", "synchronize_all": True}, "aws.keys"),
        ("SyncJobs.cancel", {"family": "aws", "id": "1"}, ""),
    ],
)
def test_lanes_of_ciphertrust(method: str, arguments: dict[str, Any], lane: str) -> None:
    assert _lane_of(CIPHERTRUST.place(None, method, arguments)) == lane  # type: ignore[arg-type]  # it reads nothing


def test_directory_manager_has_one_writer() -> None:
    assert _lane_of(GROUPID.place(None, "Jobs.create", {})) == "writer"  # type: ignore[arg-type]  # it reads nothing


def _lane_of(flow: Any) -> str:
    with pytest.raises(StopIteration) as end:
        next(flow)
    lane: str = end.value.value.lane
    return lane


def test_reports_survive_json_and_say_what_is_wrong() -> None:
    items = (
        FleetItem(name="a", plane="delphix", method="MaskingJobs.copy", end=ItemEnd.DONE),
        FleetItem(name="b", plane="delphix", method="MaskingJobs.copy", end=ItemEnd.FAILED, reason="<no>"),
        FleetItem(name="c", plane="delphix", method="MaskingJobs.copy"),
    )
    report = FleetReport(name="qa", items=items, stopped="because")
    assert FleetReport.from_json(report.to_json()) == report
    assert report.counts == {ItemEnd.WAITING: 1, ItemEnd.DONE: 1, ItemEnd.FAILED: 1}
    assert [item.name for item in report.left] == ["c"]
    assert str(report).index("\nb ") < str(report).index("\na ")
    assert "&lt;no&gt;" in report._repr_html_()
    with pytest.raises(PartialFailure, match="First: b: <no>") as failed:
        report.raise_for_failures()
    assert [item.status.value for item in failed.value.result] == ["accepted", "failed", "not_sent"]
    assert report.to_polars().height == 3
    with pytest.raises(ConfigError, match="version 99"):
        FleetReport.from_json('{"jobspan": 99}')
    with pytest.raises(ConfigError, match="not the report of a fleet"):
        FleetReport.from_json("[]")
