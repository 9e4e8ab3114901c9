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
    parser.addoption(
        "--jobspan-weather",
        default="clear",
        help="how unkind jobspan_sandbox is: clear, foul, or kinds as in lag,shuffled (default: clear)",
    )
    parser.addoption("--jobspan-weather-seed", type=int, default=0, help="what decides when the weather strikes")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "jobspan_weather(kinds, seed=0): how unkind jobspan_sandbox is for this test; replaces the option"
    )


@pytest.fixture
def jobspan_vcr(request: pytest.FixtureRequest) -> vcr.VCR:
    """A vcrpy configuration that keeps secrets out of cassettes, for the folder `cassettes` beside the test file."""
    from jobspan.testing.cassettes import scrubbing_vcr

    record_mode = request.config.getoption("--jobspan-record")
    return scrubbing_vcr(request.path.parent / "cassettes", record_mode=str(record_mode))


@pytest.fixture
def jobspan_sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """A running sandbox with all planes, new for each test. Its clock stands still until something waits or moves it.

    The marker `jobspan_weather`, or `--jobspan-weather`, says how unkind it is.
    """
    from jobspan.testing.sandbox import Clock, Sandbox, Weather

    asked = request.config.getoption
    mark = request.node.get_closest_marker("jobspan_weather")
    if mark is None:
        weather = Weather.named(asked("--jobspan-weather"), asked("--jobspan-weather-seed"))
    else:
        weather = Weather.named(*mark.args, **mark.kwargs)
    with Sandbox(clock=Clock.manual(datetime.now(UTC)), weather=weather) as sandbox:
        yield sandbox


@pytest.fixture
def jobspan_client(jobspan_sandbox: Sandbox) -> Iterator[jobspan.Client]:
    """A client that is configured for `jobspan_sandbox`."""
    with jobspan_sandbox.client() as client:
        yield client
