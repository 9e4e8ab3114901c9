"""What a changing call is about to do, as data."""

from jobspan._core.classes import frozen
from jobspan._core.http import Request
from jobspan.models import Verdict


@frozen(kw_only=True)
class Step:
    """One request that would be sent. ``body`` is masked when shown."""

    operation: str
    request: Request

    def __str__(self) -> str:
        shown = self.request.masked()
        body = self.request.masked_body()
        head = f"{shown['method']} {shown['url']}"
        return head + "".join(f"\n    {line}" for line in body.splitlines())


@frozen(kw_only=True)
class Proposal:
    """All that a call would do: its requests, the verdict of each rule, what follows, and what is worth knowing."""

    title: str
    plane: str
    operation: str
    steps: tuple[Step, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    then: tuple[str, ...] = ()
    """Steps whose requests depend on what the ones before bring."""
    notes: tuple[str, ...] = ()

    @property
    def refused(self) -> tuple[Verdict, ...]:
        return tuple(v for v in self.verdicts if v.passed is False and not v.advisory)

    def differences(self, other: "Proposal") -> tuple[str, ...]:
        """How another proposal for the same call differs; empty when it would do exactly the same.

        What could not be read, then or now, does not show that anything changed.
        """
        found: list[str] = []
        if [(s.operation, s.request) for s in self.steps] != [(s.operation, s.request) for s in other.steps]:
            found.append(f"the requests differ ({len(self.steps)} planned, {len(other.steps)} now)")
        before = {(v.rule, v.subject): v for v in self.verdicts}
        after = {(v.rule, v.subject): v for v in other.verdicts}
        for key in {**before, **after}:
            old, new = before.get(key), after.get(key)
            if _tells_nothing(old, new):
                continue
            if (old and (old.passed, old.actual)) != (new and (new.passed, new.actual)):
                found.append(f"{key[1]}: was {_said(old)}, is {_said(new)} [{key[0]}]")
        return tuple(found)


def _tells_nothing(old: Verdict | None, new: Verdict | None) -> bool:
    if old is None or new is None:
        return False
    return new.passed is None or (old.passed is None and new.passed is True)


def _said(verdict: Verdict | None) -> str:
    if verdict is None:
        return "not evaluated"
    return verdict.actual or {True: "allowed", False: "refused", None: "not known"}[verdict.passed]
