"""Waiting for requests of other processes without asking again and again."""

import threading
from collections.abc import Callable

import attrs

from jobspan.testing import faults
from jobspan.testing.sandbox.faults import HangUp, Outcome
from jobspan.testing.sandbox.http import Call
from jobspan.testing.sandbox.plane import Plane
from tests.on_airflow.patience import LONG


@attrs.define
class Bell(faults.Fault):
    """Rings at each request, and may hang up on it."""

    hang_up: bool = False
    _rung: threading.Condition = attrs.field(factory=threading.Condition)

    def instead(self, plane: Plane, call: Call) -> Outcome | None:
        with self._rung:
            self._rung.notify_all()
        return HangUp() if self.hang_up else None

    def wait_for(self, arrived: Callable[[], bool]) -> None:
        """Look at each ring whether it has come to that."""
        with self._rung:
            assert self._rung.wait_for(arrived, LONG)
