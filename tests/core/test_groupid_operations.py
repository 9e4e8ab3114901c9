"""The table of operations is complete, and each row names a method that exists."""

from functools import reduce

import pytest

import jobspan
from jobspan._core.operation import Operation, RetryClass
from jobspan._planes.groupid.operations.every import OPERATIONS


@pytest.fixture
def client() -> jobspan.Client:
    settings = jobspan.GroupIDSettings(
        url="https://directory.example.test:4443",
        username="operator",
        password="x",
        client_id="c",
        client_secret="x",
        identity_store_id=2,
    )
    return jobspan.Client(groupid=settings)


@pytest.mark.parametrize("row", OPERATIONS, ids=lambda row: str(row.id))
def test_each_row_is_whole(row: Operation[object], client: jobspan.Client) -> None:
    method = reduce(getattr, row.call.split("."), client)
    assert callable(method)
    assert method.__doc__
    assert row.reason
    assert row.source.startswith("https://docs.netwrix.com/")
    assert row.returns is not None
    if row.retry in (RetryClass.GUARDED, RetryClass.NEVER):
        assert row.check
    if row.method == "GET":
        assert row.retry is RetryClass.READ


def test_the_ids_are_unique() -> None:
    assert len({row.id for row in OPERATIONS}) == len(OPERATIONS) == 29


@pytest.mark.parametrize("url", ["https://h:4443/GroupIDDataService/api", "ftp://h", "https://u:p@h"])
def test_an_unusable_address_is_refused(url: str) -> None:
    with pytest.raises(jobspan.ConfigError):
        jobspan.GroupIDSettings(
            url=url, username="u", password="p", client_id="c", client_secret="s", identity_store_id=1
        )
