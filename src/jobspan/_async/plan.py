"""What a changing call would do, to look at first and apply later."""

import threading
from collections.abc import Awaitable, Callable
from typing import Any, Generic, TypeVar

from jobspan._core.plan_html import html_of_plan
from jobspan._core.proposal import Proposal
from jobspan._core.staying import Staying
from jobspan._core.visible import visible
from jobspan._public import public
from jobspan.errors import ConfigError, PlanChanged, RuleViolation
from jobspan.models import Verdict

T = TypeVar("T")


@public
class AsyncPlan(Staying, Generic[T]):
    """The requests a call would send (secrets masked) and what each rule says of them. Nothing was changed yet.

    ``print(plan)`` shows it; :meth:`apply` does exactly that, or nothing.
    """

    _pickle_instead = "Pickle what it shows, plan.requests and plan.verdicts, and plan again where it is to be applied."

    def __init__(self, proposal: Proposal | None, apply: Callable[[str | None], Awaitable[T]]) -> None:
        self._proposal = proposal
        self._apply = apply
        self._turn = threading.Lock()
        """Taken by whoever applies it; of several threads that try together, one does."""

    @property
    def requests(self) -> tuple[dict[str, Any], ...]:
        """Method, address, and body of each request, secrets masked. Empty: there is nothing to change."""
        if self._proposal is None:
            return ()
        return tuple({"operation": step.operation} | step.request.masked() for step in self._proposal.steps)

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """What each rule says."""
        return self._proposal.verdicts if self._proposal else ()

    @property
    def then(self) -> tuple[str, ...]:
        """What follows, in words, where the requests depend on what the first ones bring."""
        return self._proposal.then if self._proposal else ()

    @property
    def notes(self) -> tuple[str, ...]:
        """What is worth knowing before applying."""
        return self._proposal.notes if self._proposal else ()

    @property
    def ok(self) -> bool:
        """Whether no rule forbids it."""
        return not (self._proposal and self._proposal.refused)

    async def apply(self, *, once: str | None = None) -> T:
        """Do what the plan shows.

        Args:
            once: a key, as for ``method.once(key, ...)``: whoever applies this plan, or makes this call, under that key gets the
                one call that was made.

        Raises:
            PlanChanged: the states it was made from, or the requests it leads to, are no longer the same; or it was applied.
            RuleViolation: a rule forbids it.
        """
        changes = self._proposal is not None
        if changes and not self._turn.acquire(blocking=False):
            raise PlanChanged(message=f"Not applied again: {self!r} was applied already.", hint="Make a new plan.")
        try:
            return await self._apply(once)
        except (ConfigError, PlanChanged, RuleViolation):
            if changes:
                self._turn.release()  # nothing was sent
            raise

    def __str__(self) -> str:
        if self._proposal is None:
            return "Nothing to change."
        parts = [f"Plan: {self._proposal.title}"]
        parts += [f"{number}. {step}" for number, step in enumerate(self._proposal.steps, 1)]
        parts += [f"then {line}" for line in self.then]
        parts += [f"note: {line}" for line in self.notes]
        parts += [str(verdict) for verdict in self.verdicts]
        return visible("\n  ".join(parts))

    def __repr__(self) -> str:
        title = self._proposal.title if self._proposal else "nothing to change"
        number = len(self.requests)
        requests = f"{number:,} request{'' if number == 1 else 's'}"
        return f"<{type(self).__name__} {title!r}: {requests}, {'ok' if self.ok else 'refused'}>"

    def _repr_html_(self) -> str:
        return html_of_plan(self._proposal)
