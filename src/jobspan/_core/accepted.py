"""Actions that were accepted a moment ago: the states from before them say nothing about what comes of them."""

from collections.abc import Callable, Iterable

import attrs
import msgspec

Leaves = Callable[[str], bool]


class _Left(msgspec.Struct, eq=False):
    """What the actions on one thing leave, each with the moment from which such a state is believed again."""

    states: tuple[tuple[Leaves, float], ...]
    changed: bool = False

    def since(self, at: float) -> tuple[tuple[Leaves, float], ...]:
        return tuple(each for each in self.states if each[1] > at)


@attrs.define(eq=False)
class AcceptedActions:
    """By id: the states that accepted actions are to leave, and until when they may still be shown.

    A server that is behind may show a state from before the last action but one, so a new action does not make those
    credible that the one before it left.
    """

    _left: dict[str, _Left] = attrs.field(factory=dict)

    def note(self, ids: Iterable[str], leaves: Leaves, at: float, grace: float) -> None:
        """An action was accepted at ``at``; for ``grace`` seconds the plane may show a state that it leaves."""
        for id, left in list(self._left.items()):
            if not left.since(at):
                self._left.pop(id, None)
        for id in ids:
            before = self._left[id].since(at) if id in self._left else ()
            self._left[id] = _Left(states=(*before, (leaves, at + grace)))

    def is_old(self, id: str, state: str | None, at: float) -> bool:
        """Whether a state is, as far as one can tell, that from before an action. It never is again once it changed."""
        left = self._left.get(id)
        if left is None or state is None or left.changed:
            return False
        left.changed = not any(leaves(state) for leaves, _ in left.since(at))
        return not left.changed

    def was_left(self, id: str, state: str, at: float) -> bool:
        """Whether an action of a moment ago left this state, changed or not since: a server that is behind may answer again.

        For ends that are good news. Waiting for them a little longer costs nothing but that.
        """
        left = self._left.get(id)
        return left is not None and any(leaves(state) for leaves, _ in left.since(at))
