"""One pace for all senders: while a plane throttles, nobody of this client sends."""

import attrs

from jobspan._core.effects import Flow, now, random, sleep


@attrs.define(eq=False)
class Gate:
    """Closed for as long as the plane asked; whoever comes meanwhile waits, and they do not all leave at once."""

    _opens: float = 0.0
    _spread: float = 0.0

    def close(self, at: float, seconds: float, spread: float) -> None:
        """Keep everybody back for so many seconds from ``at``. A later end that is known already stays."""
        if at + seconds > self._opens:
            self._opens, self._spread = at + seconds, spread

    def wait(self) -> Flow[None]:
        """Wait until it is open."""
        if not self._opens:
            return
        while (at := (yield from now())) < self._opens:
            pause = self._opens - at + self._spread * (yield from random())
            yield from sleep(pause)
            if (yield from now()) < at + pause / 2:
                return  # woken by an interruption: nothing will be sent
