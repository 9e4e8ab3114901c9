"""The weather over one plane: what it does to each request, in turn."""

from __future__ import annotations

import contextlib
import random
from collections import Counter
from collections.abc import Callable
from typing import Final, Literal, TypeAlias, TypeVar, get_args

import attrs
from starlette.datastructures import QueryParams

from jobspan.testing.sandbox.faults import HangUp, Outcome
from jobspan.testing.sandbox.http import Call, Refused, Reply
from jobspan.testing.sandbox.plane import Plane
from jobspan.testing.sandbox.weather.forecast import Weather
from jobspan.testing.sandbox.weather.memory import Memory
from jobspan.testing.sandbox.weather.telling import EDITS
from jobspan.testing.sandbox.weather.terrain import Terrain

Handler = Callable[[Call], Reply]
T = TypeVar("T")

_IN_A_ROW: Final = 2
"""How often an operation may be kept from an answer, one time after the other."""
_CAP: Final = 3
"""Rows of a page that is smaller than asked for."""
_WINDOW: Final = (2.0, 10.0)
"""Seconds of throttling, at least and at most."""
_CALM: Final = 60.0
"""Seconds from one window of throttling to the next."""
_Blip: TypeAlias = Literal["503", "dropped", "503 after the work", "dropped after the work"]
_Role: TypeAlias = Literal["before", "after", "instead", "before, and the reply is lost"]
BLIPS: Final = get_args(_Blip)
ROLES: Final = get_args(_Role)
"""When somebody else does the same as a request, and what comes of that one."""
DISRUPTIVE: Final = frozenset(
    {"blips", "throttle", "text-2xx", "empty-2xx", "envelope-success", "rotten-row", "new-words"}
)


@attrs.frozen
class Gust:
    """What the weather did to one request."""

    plane: str
    operation_id: str | None
    kinds: tuple[str, ...]


@attrs.define(eq=False)
class Strike:
    """What the weather does to one request."""

    _front: Front
    _call: Call
    _dice: random.Random
    kinds: frozenset[str]
    done: list[str] = attrs.field(factory=list)
    _blip: _Blip | None = None
    _stranger: _Role | None = None

    def instead(self, handler: Handler | None) -> Outcome | None:
        """What happens in place of the work, or None to let it be done."""
        front, call = self._front, self._call
        if front.is_throttled(self):
            return self._noted("throttle", front.plane.error(call, 429, "Too many requests, try again later."))
        if "forbidden-reads" in self.kinds:
            return self._noted("forbidden-reads", front.plane.error(call, 403, "You are not allowed to do this."))
        if "blips" in self.kinds:
            self._blip = self._noted("blips", self._dice.choice(BLIPS))
            if self._blip in ("503", "dropped"):
                return Reply(503) if self._blip == "503" else HangUp()
        if "strangers" in self.kinds and handler is not None:
            self._stranger = self._noted("strangers", self._dice.choice(ROLES))
            if self._stranger != "after":
                self._act(handler)
            return HangUp() if self._stranger == "instead" else None
        if "old-state-first" in self.kinds and front.terrain.is_read(call):
            old = front.memory.before_the_change(call)
            if old is not None:
                return self._noted("old-state-first", old)
        return None

    def _act(self, handler: Handler) -> None:
        theirs = attrs.evolve(self._call, headers=self._front.terrain.as_another(self._call), fault=None)
        with self._front.plane.world.lock, contextlib.suppress(Refused):
            handler(theirs)

    def asked(self, call: Call) -> Call:
        """The request as the plane takes it."""
        sizes = [name for name in self._front.terrain.page_size if name in call.query]
        if "capped-pages" not in self.kinds or not sizes:
            return call
        self.done.append("capped-pages")
        capped = {name: str(min(_CAP, int(call.query[name]))) for name in sizes if call.query[name].isdigit()}
        return attrs.evolve(call, query=QueryParams({**dict(call.query), **capped}))

    def told(self, reply: Reply, handler: Handler | None) -> Outcome:
        """What becomes of the plane's answer."""
        front, call = self._front, self._call
        if self._stranger == "after" and handler is not None:
            self._act(handler)
        if not front.terrain.is_read(call):
            front.remember(call, reply)
        if self._blip == "dropped after the work" or self._stranger == "before, and the reply is lost":
            return HangUp()
        if self._blip == "503 after the work":
            return Reply(503)
        if reply.status >= 300:
            return self._error(reply)
        return self._success(reply)

    def _error(self, reply: Reply) -> Reply:
        if "envelope-success" in self.kinds:
            return self._noted("envelope-success", attrs.evolve(reply, status=200))
        return reply

    def _success(self, reply: Reply) -> Reply:
        front, call = self._front, self._call
        if "text-2xx" in self.kinds:
            return self._noted("text-2xx", Reply.of_text("OK", content_type="text/plain"))
        if "empty-2xx" in self.kinds:
            return self._noted("empty-2xx", Reply(self._dice.choice((200, 204))))
        if "lag" in self.kinds and front.terrain.is_read(call):
            behind = front.memory.lagging(call, reply, front.terrain, front.now)
            if behind is not None and behind != reply:
                return self._noted("lag", behind if behind.status != 404 else front.plane.not_found(call))
        if front.terrain.is_read(call):
            front.remember(call, reply)
        if reply.body.lstrip()[:1] not in (b"{", b"["):
            return reply
        document = original = reply.json()
        for kind, edit in EDITS.items():
            if kind in self.kinds:
                edited = edit(document, front.terrain, self._dice)
                if edited != document:
                    self.done.append(kind)
                document = edited
        if "envelope-success" in self.kinds:
            document = self._noted("envelope-success", {"success": True, "code": 0, "data": document})
        return reply if document == original else reply.with_json(document)

    def _noted(self, kind: str, outcome: T) -> T:
        self.done.append(kind)
        return outcome


class Front:
    """The weather over one plane, with what it remembers."""

    def __init__(self, plane: Plane, log: list[Gust]) -> None:
        self.plane = plane
        self.terrain: Terrain = plane.terrain
        self._log = log
        self._begin(Weather.clear())

    def _begin(self, weather: Weather) -> None:
        self._weather = weather
        self.memory: Memory = Memory()
        self._times: Counter[str | None] = Counter()
        self._in_a_row: Counter[str | None] = Counter()
        self._throttled_until = float("-inf")
        self._forbidden = {
            name
            for name in self.terrain.helpers
            if weather.dice(self.plane.name, name, "forbidden").random() < weather.share
        }

    @property
    def now(self) -> float:
        """Seconds of the sandbox's clock."""
        return self.plane.world.clock.monotonic()

    def meets(self, call: Call) -> Strike | None:
        """What the weather is going to do to a request; None in clear weather."""
        if self.plane.world.weather is not self._weather:
            self._begin(self.plane.world.weather)
        if not self._weather.kinds:
            return None
        operation = call.operation_id
        self._times[operation] += 1
        dice = self._weather.dice(self.plane.name, operation, self._times[operation])
        drawn = {kind for kind in self._weather.kinds if dice.random() < self._weather.share and self._can(kind, call)}
        if drawn & DISRUPTIVE and self._in_a_row[operation] >= _IN_A_ROW:
            drawn -= DISRUPTIVE
        if "forbidden-reads" in self._weather.kinds and operation in self._forbidden:
            drawn.add("forbidden-reads")
        return Strike(self, call, dice, frozenset(drawn))

    def is_over(self, strike: Strike, call: Call) -> None:
        """Write down what was done to a request."""
        disrupted = not DISRUPTIVE.isdisjoint(strike.done)
        self._in_a_row[call.operation_id] = self._in_a_row[call.operation_id] + 1 if disrupted else 0
        if strike.done:
            self._log.append(Gust(self.plane.name, call.operation_id, tuple(strike.done)))

    def _can(self, kind: str, call: Call) -> bool:
        terrain, operation = self.terrain, call.operation_id
        if operation is None or kind == "forbidden-reads":
            return False
        if operation in terrain.logins or operation in terrain.alone:
            return kind in ("blips", "throttle")
        return kind != "strangers" or operation in terrain.strangers

    def is_throttled(self, strike: Strike) -> bool:
        """Whether a window of throttling is open, or opens with this request."""
        if "throttle" in strike.kinds and self.now >= self._throttled_until + _CALM:
            self._throttled_until = self.now + self._weather.dice(self.plane.name, self.now, "window").uniform(*_WINDOW)
        return "throttle" in self._weather.kinds and self.now < self._throttled_until

    def remember(self, call: Call, reply: Reply) -> None:
        """Keep what the plane itself said."""
        if reply.status >= 300 or call.operation_id in self.terrain.logins:
            return
        if self.terrain.is_read(call):
            self.memory.read(call, reply)
        else:
            self.memory.changed(call, reply, self.now)
