"""What one test must not leave to the next."""

from collections.abc import Iterator

import pytest

from jobspan._planes.huawei.refusals import refusals


@pytest.fixture(autouse=True)
def no_refusals_of_other_tests() -> Iterator[None]:
    """A process remembers which access keys were refused; sandboxes give the same ones, and ports come again."""
    yield
    refusals()._records.clear()
