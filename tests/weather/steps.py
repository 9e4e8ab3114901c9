"""A step of a journey."""

from __future__ import annotations

import attrs

from tests.weather.judge import Verdict

WAIT, END = "wait for", "end of"


@attrs.frozen
class Step:
    """What was done, what the record says of what the client said, and its words."""

    name: str
    verdict: Verdict
    said: str

    @property
    def is_wait(self) -> bool:
        return self.name.startswith((WAIT, END))


class Over(Exception):
    """The journey does not go on from here."""
