"""Plans that were shown: each can be applied once, with the arguments that it was made of, and not for long."""

import hmac
import json
import secrets
from collections.abc import Callable, Mapping
from hashlib import sha256
from threading import Lock
from typing import Any, Final

from jobspan._core.canonical import canonical
from jobspan._core.classes import frozen
from jobspan._sync.plan import Plan
from jobspan.cli.calls import Call
from jobspan.errors import PlanChanged

LIFETIME: Final = 300.0
"""Seconds."""
_MOST: Final = 100
_AGAIN: Final = "Make a new plan, and look at it."


@frozen
class _Shown:
    plan: Plan[Any]
    call: str
    arguments: str
    until: float


class ShownPlans:
    """The plans that can still be applied, by token. Threads share it.

    Args:
        now: a clock that never goes back, in seconds.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._shown: dict[str, _Shown] = {}
        self._lock = Lock()
        self._key = secrets.token_bytes(32)

    def keep(self, plan: Plan[Any], call: Call, args: list[Any], kwargs: Mapping[str, Any]) -> str:
        """A token for a plan. Of too many plans, the oldest cannot be applied any more."""
        token = secrets.token_urlsafe(24)
        shown = _Shown(plan, call.name, self._canonical(call, args, kwargs), self._now() + LIFETIME)
        with self._lock:
            self._forget_old()
            while len(self._shown) >= _MOST:
                del self._shown[next(iter(self._shown))]
            self._shown[token] = shown
        return token

    def take(self, token: str, call: Call, args: list[Any], kwargs: Mapping[str, Any]) -> Plan[Any]:
        """The plan of a token, which is then used up.

        Raises:
            PlanChanged: there is no such plan, it is too old or was used, or it is of another call or of other arguments.
        """
        arguments = self._canonical(call, args, kwargs)
        with self._lock:
            self._forget_old()
            shown = self._shown.get(token)
            if shown is None:
                raise PlanChanged(
                    message=f"There is no such plan: tokens hold for {LIFETIME:.0f} seconds and for one use.",
                    hint=_AGAIN,
                )
            if shown.call != call.name:
                raise PlanChanged(message=f"The plan is one of {shown.call}, and not of {call.name}.", hint=_AGAIN)
            if shown.arguments != arguments:
                raise PlanChanged(message="The plan was made of other arguments.", hint=_AGAIN)
            return self._shown.pop(token).plan

    def _forget_old(self) -> None:
        now = self._now()
        for token in [token for token, shown in self._shown.items() if shown.until < now]:
            del self._shown[token]

    def _canonical(self, call: Call, args: list[Any], kwargs: Mapping[str, Any]) -> str:
        arguments = canonical(call.function, None, tuple(args), kwargs, self._digest)
        return json.dumps(arguments, sort_keys=True)

    def _digest(self, secret: str) -> str:
        return hmac.new(self._key, secret.encode(), sha256).hexdigest()
