"""What is shown in the place of a secret is not sent as one, whatever the plane."""

from collections.abc import Iterator

import pytest

import jobspan
from jobspan.drs import EndpointPassword
from jobspan.testing import Clock, Sandbox

MASKS = ("***", "*****", "********", "\u2022\u2022\u2022\u2022")


@pytest.fixture
def planes() -> Iterator[Sandbox]:
    with Sandbox(["delphix", "huawei_drs"], clock=Clock.manual()) as sandbox:
        yield sandbox


@pytest.mark.parametrize("mask", MASKS)
async def test_a_mask_is_not_sent_as_a_password(planes: Sandbox, mask: str) -> None:
    async with planes.async_client() as client:
        task = await client.migration_jobs.list(status="INCRE_TRANSFER_STARTED").first()
        connector = await client.connectors.search().first()
        assert task is not None
        assert connector is not None
        with pytest.raises(jobspan.ValidationError, match="is a mask in the place of a secret"):
            await client.migration_jobs.change_passwords([EndpointPassword(task.id, "source", mask)])
        with pytest.raises(jobspan.ValidationError, match=r"\$\.password: is a mask"):
            await client.connectors.update(connector.id, password=mask)
    assert not planes.requests.of("batch_reset_password")
    assert all(each.method != "PATCH" for each in planes.requests)
