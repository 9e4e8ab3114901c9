"""How things that run move through their states."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING

import attrs

from jobspan._public import public

if TYPE_CHECKING:
    from jobspan.testing.sandbox.world import World


class Pace(Enum):
    AT_ONCE = "at_once"
    POLLS = "polls"
    SECONDS = "seconds"
    SCRIPT = "script"


@public
@attrs.frozen
class Progress:
    """What moves a job one step on. Make one with a class method, give it to `Sandbox(progress=...)`.

    Attributes:
        pace: what moves jobs on.
        every: how many reads, or seconds, a step takes.
    """

    pace: Pace
    every: float = 1

    @classmethod
    def at_once(cls) -> Progress:
        """Jobs are finished as soon as they are started."""
        return cls(Pace.AT_ONCE)

    @classmethod
    def by_polls(cls, every: int = 1) -> Progress:
        """A job moves by being read. A read shows the state before the step.

        Args:
            every: how many reads a step takes.
        """
        return cls(Pace.POLLS, every)

    @classmethod
    def by_seconds(cls, every: float = 1.0) -> Progress:
        """A job moves with the sandbox clock.

        Args:
            every: how many seconds of that clock a step takes.
        """
        return cls(Pace.SECONDS, every)

    @classmethod
    def by_script(cls) -> Progress:
        """A job moves only when the test moves it."""
        return cls(Pace.SCRIPT)


def _nothing(state: str, at: datetime) -> None:
    """The default of `on_enter`."""


class Timeline:
    """The states one thing passes through, and which of them holds now.

    `states` lists the steps in order; a state that lasts longer is listed several times. `on_enter(state, at)` is
    called on each change, in time order, with the moment the change happened. The last state is final.
    """

    def __init__(
        self, world: World, states: Sequence[str], on_enter: Callable[[str, datetime], None] = _nothing
    ) -> None:
        self._world = world
        self._states = list(states)
        self._on_enter = on_enter
        self._progress = world.progress
        self._step = 0
        self._polls = 0
        self._plan = 0
        self._held = False
        self.changed_at: datetime = world.now()

    @property
    def state(self) -> str:
        return self._states[self._step]

    @property
    def finished(self) -> bool:
        return self._step == len(self._states) - 1

    @property
    def held(self) -> bool:
        return self._held

    def share(self, state: str) -> float:
        """How much of the steps spent in `state` is over: 0.0 before it, 1.0 after it."""
        steps = [index for index, name in enumerate(self._states) if name == state]
        return sum(index < self._step for index in steps) / len(steps) if steps else 0.0

    @property
    def portion(self) -> float:
        """How much of the whole way is behind: 0.0 in the first state, 1.0 in the last."""
        return self._step / (len(self._states) - 1) if len(self._states) > 1 else 1.0

    def start(self) -> None:
        """Begin to move. Call it once the thing can be found by `on_enter`."""
        self._go_on()

    def polled(self) -> None:
        """Note that somebody has read the thing."""
        if self._progress.pace is Pace.POLLS and not self._held and not self.finished:
            self._polls += 1
            if self._polls >= self._progress.every:
                self.advance()

    def advance(self) -> None:
        """Move one step now, even when held or in another pace."""
        self._held = False
        self._enter_next()

    def finish(self) -> None:
        """Move through all remaining steps now."""
        while not self.finished:
            self.advance()

    def divert(self, *states: str) -> None:
        """Replace the remaining steps by `states` and enter the first of them now (cancel, fail)."""
        self._states[self._step + 1 :] = states
        self.advance()

    def hold(self) -> None:
        """Stay in this state until `release`, for example while no worker is free."""
        self._held = True

    def release(self) -> None:
        if self._held:
            self._held = False
            self._go_on()

    def _enter_next(self) -> None:
        if self.finished:
            return
        before = self.state
        self._step += 1
        self._polls = 0
        if self.state != before:
            self.changed_at = self._world.now()
            self._on_enter(self.state, self.changed_at)
        self._go_on()

    def _go_on(self) -> None:
        if self.finished or self._held:
            return
        if self._progress.pace is Pace.AT_ONCE:
            self._enter_next()
        elif self._progress.pace is Pace.SECONDS:
            self._plan += 1
            plan = self._plan
            self._world.agenda.add(self._world.moment + self._progress.every, lambda: self._carry_out(plan))

    def _carry_out(self, plan: int) -> None:
        """Take a planned step, unless a newer plan has replaced it or the timeline is held."""
        if plan == self._plan and not self._held:
            self._enter_next()
