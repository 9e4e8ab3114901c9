"""What calls that start no job come to."""

import pytest

from jobspan import AmbiguousOutcomeError, PartialFailure
from jobspan.batches import BatchResult, ItemResult, ItemStatus
from jobspan.integrations.airflow.settling import settled


def batch(*statuses: ItemStatus) -> BatchResult[str]:
    return BatchResult(tuple(ItemResult(item=f"job-{n}", status=status) for n, status in enumerate(statuses)))


@pytest.mark.parametrize("strict", [True, False])
@pytest.mark.parametrize("others", [(), (ItemStatus.ACCEPTED,), (ItemStatus.FAILED,), (ItemStatus.SKIPPED,)])
def test_what_is_not_known_is_an_error_that_names_the_items(strict: bool, others: tuple[ItemStatus, ...]) -> None:
    result = batch(*others, ItemStatus.UNKNOWN, ItemStatus.UNKNOWN)
    with pytest.raises(AmbiguousOutcomeError) as caught:
        settled(result, plane="huawei_drs", call="migration_jobs.pause", raise_on_failure=strict)
    for each in result.unknown:
        assert f"  - {each.item}" in str(caught.value)
    assert not others or "job-0" not in str(caught.value)
    assert (caught.value.plane, caught.value.operation) == ("huawei_drs", "migration_jobs.pause")


def test_items_that_failed_are_an_error_unless_the_task_takes_them() -> None:
    result = batch(ItemStatus.ACCEPTED, ItemStatus.FAILED)
    with pytest.raises(PartialFailure):
        settled(result, plane="p", call="c", raise_on_failure=True)
    told = settled(result, plane="p", call="c", raise_on_failure=False)
    assert [each["status"] for each in told["items"]] == ["accepted", "failed"]


def test_what_is_no_batch_is_told_as_json() -> None:
    assert settled(None, plane="p", call="c", raise_on_failure=True) is None
