"""Jobs that this client began a moment ago: a plane that lags may deny them, to whoever asks."""

from datetime import datetime

import attrs


def is_young(begun: datetime | None, wall_clock: float, grace: float) -> bool:
    """Whether a job was begun so short a time ago that the plane may not know it everywhere yet."""
    return begun is not None and abs(wall_clock - begun.timestamp()) < grace


@attrs.define(eq=False)
class BegunJobs:
    """When jobs were begun, by id, for as long as the plane may not know them everywhere yet."""

    _when: dict[str, datetime] = attrs.field(factory=dict)

    def note(self, id: str, at: datetime, grace: float) -> None:
        """Also forgets what was begun more than ``grace`` seconds before."""
        for old, then in tuple(self._when.items()):
            if abs((at - then).total_seconds()) <= grace:
                break
            self._when.pop(old, None)
        self._when[id] = at

    def when(self, id: str) -> datetime | None:
        """``None``: it was begun elsewhere, or long ago."""
        return self._when.get(id)
