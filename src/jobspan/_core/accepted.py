"""Actions that were accepted a moment ago: the states from before them say nothing about what comes of them."""

from collections.abc import Callable, Iterable

import attrs


@attrs.define(eq=False)
class AcceptedActions:
    """By id: the states that an accepted action is to leave, and until when they may still be shown."""

    _left: dict[str, tuple[Callable[[str], bool], float]] = attrs.field(factory=dict)

    def note(self, ids: Iterable[str], leaves: Callable[[str], bool], at: float, grace: float) -> None:
        """An action was accepted at ``at``; for ``grace`` seconds the plane may show a state that it leaves."""
        for id, (_, until) in list(self._left.items()):
            if until <= at:
                self._left.pop(id, None)
        for id in ids:
            self._left[id] = (leaves, at + grace)

    def is_old(self, id: str, state: str | None, at: float) -> bool:
        """Whether a state is, as far as one can tell, that from before the action. It never is again once it changed."""
        left = self._left.get(id)
        if left is None or state is None:
            return False
        leaves, until = left
        if at < until and leaves(state):
            return True
        self._left.pop(id, None)
        return False
