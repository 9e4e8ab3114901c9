"""The pytest plugin of jobspan: a sandbox, and a client for it, as fixtures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import jobspan
    from jobspan.testing.sandbox import Sandbox


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
