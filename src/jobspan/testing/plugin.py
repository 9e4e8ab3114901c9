"""The pytest plugin of jobspan: a sandbox, and a client for it, as fixtures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import vcr

    import jobspan
    from jobspan.testing.sandbox import Sandbox


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--jobspan-record",
        default="none",
        choices=("none", "once", "new_episodes", "all"),
        help="how jobspan_vcr treats cassettes (default: none, that is play only)",
    )


@pytest.fixture
def jobspan_vcr(request: pytest.FixtureRequest) -> vcr.VCR:
    """A vcrpy configuration that keeps secrets out of cassettes, for the folder `cassettes` beside the test file."""
    from jobspan.testing.cassettes import scrubbing_vcr

    record_mode = request.config.getoption("--jobspan-record")
    return scrubbing_vcr(request.path.parent / "cassettes", record_mode=str(record_mode))


@pytest.fixture
def jobspan_sandbox() -> Iterator[Sandbox]:
    """A running sandbox with all planes, new for each test. Its clock stands still until something waits or moves it."""
    from jobspan.testing.sandbox import Clock, Sandbox

    with Sandbox(clock=Clock.manual(datetime.now(UTC))) as sandbox:
        yield sandbox


@pytest.fixture
def jobspan_client(jobspan_sandbox: Sandbox) -> Iterator[jobspan.Client]:
    """A client that is configured for `jobspan_sandbox`."""
    with jobspan_sandbox.client() as client:
        yield client
