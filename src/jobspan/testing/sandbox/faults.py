"""What may go wrong on the way, on purpose.

Each fault is a small value that is added for an operation with `sandbox.faults.add(...)`. To make one of your own,
subclass `Fault` and override `instead` or `afterwards`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

import attrs

from jobspan.testing.sandbox.http import Call, Reply

if TYPE_CHECKING:
    from jobspan.testing.sandbox.plane import Plane

ANY_OPERATION: Final = "*"


@attrs.frozen
class HangUp:
    """Close the connection in the middle of a reply, or before it.

    Attributes:
        reply: the reply that breaks off; without it, no byte comes.
        sent: how many bytes of its body come.
    """

    reply: Reply | None = None
    sent: int = 0


@attrs.frozen
class Pause:
    """A wait.

    Attributes:
        seconds: how long.
        real: in real time, not in that of the sandbox clock.
    """

    seconds: float
    real: bool = False


Outcome = Reply | HangUp


class Fault:
    """Does nothing by itself; handlers that know it may look at `call.fault`."""

    def pause_before(self) -> Pause | None:
        """How long to wait before the work."""
        return None

    def pause_after(self) -> Pause | None:
        """How long to wait between the work and the reply."""
        return None

    def instead(self, plane: Plane, call: Call) -> Outcome | None:
        """What happens in place of the work, or None to let it be done.

        Args:
            plane: the plane that serves the call.
            call: the request.
        """
        return None

    def afterwards(self, reply: Reply) -> Outcome:
        """What happens to the reply once the work is done.

        Args:
            reply: what the plane gives.
        """
        return reply


@attrs.frozen
class DropBeforeWork(Fault):
    """The request arrives, nothing is done, the connection closes without a byte of reply."""

    def instead(self, plane: Plane, call: Call) -> Outcome:
        """What happens in place of the work, or None to let it be done.

        Args:
            plane: the plane that serves the call.
            call: the request.
        """
        return HangUp()


@attrs.frozen
class DropAfterWork(Fault):
    """The work is done, the connection closes without a byte of reply."""

    def afterwards(self, reply: Reply) -> Outcome:
        """What happens to the reply once the work is done.

        Args:
            reply: what the plane gives.
        """
        return HangUp()


@attrs.frozen
class CutReply(Fault):
    """The work is done, the connection closes in the middle of the body.

    Attributes:
        keep: how many bytes of the body come; without it, half of it.
    """

    keep: int | None = None

    def afterwards(self, reply: Reply) -> Outcome:
        """What happens to the reply once the work is done.

        Args:
            reply: what the plane gives.
        """
        return HangUp(reply, len(reply.body) // 2 if self.keep is None else self.keep)


@attrs.frozen
class Delay(Fault):
    """Wait before the work, or after it.

    A caller who hangs up during a wait before the work is not served.

    Attributes:
        seconds: how long.
        real: in real time, not in that of the sandbox clock.
        after_work: wait between the work and the reply.
    """

    seconds: float
    real: bool = attrs.field(default=False, kw_only=True)
    after_work: bool = attrs.field(default=False, kw_only=True)

    def pause_before(self) -> Pause | None:
        return None if self.after_work else Pause(self.seconds, self.real)

    def pause_after(self) -> Pause | None:
        return Pause(self.seconds, self.real) if self.after_work else None


@attrs.frozen
class Answer(Fault):
    """A fixed answer.

    Attributes:
        status: the HTTP status.
        body: JSON data, text (sent as HTML) or bytes; without it, none.
        headers: of the answer.
        after_work: the work is done all the same.
    """

    status: int
    body: Any = None
    headers: Mapping[str, str] = attrs.field(factory=dict)
    after_work: bool = attrs.field(default=False, kw_only=True)

    def instead(self, plane: Plane, call: Call) -> Outcome | None:
        """What happens in place of the work, or None to let it be done.

        Args:
            plane: the plane that serves the call.
            call: the request.
        """
        return None if self.after_work else self._reply()

    def afterwards(self, reply: Reply) -> Outcome:
        """What happens to the reply once the work is done.

        Args:
            reply: what the plane gives.
        """
        return self._reply()

    def _reply(self) -> Reply:
        match self.body:
            case None:
                return Reply(self.status, headers=self.headers)
            case bytes():
                return Reply(self.status, self.body, self.headers)
            case str():
                return Reply.of_text(self.body, self.status).with_headers(self.headers)
            case _:
                return Reply.of_json(self.body, self.status, self.headers)


@attrs.frozen
class ExpiredToken(Fault):
    """The plane answers that the token has expired, in its own error shape."""

    def instead(self, plane: Plane, call: Call) -> Outcome:
        """What happens in place of the work, or None to let it be done.

        Args:
            plane: the plane that serves the call.
            call: the request.
        """
        return plane.expired_token(call)


@attrs.frozen
class EditJson(Fault):
    """The work is done, and the JSON reply becomes another one.

    Attributes:
        edit: gets the document that the plane gave, and returns the one that is sent.
    """

    edit: Callable[[Any], Any]

    def afterwards(self, reply: Reply) -> Outcome:
        """What happens to the reply once the work is done.

        Args:
            reply: what the plane gives.
        """
        return reply.with_json(self.edit(reply.json()))


class _Absent:
    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = _Absent()
"""As a value of `SetFields`: the field is left out."""


@attrs.frozen
class SetFields(Fault):
    """The work is done, and some fields of the JSON reply are set.

    Attributes:
        fields: values by dotted paths, in which a number picks a list item and `*` all of them: `{"items.*.status": "NEW",
            "job.x": None}`. A field the reply does not have is added; `ABSENT` leaves one out.
    """

    fields: Mapping[str, Any]

    def afterwards(self, reply: Reply) -> Outcome:
        """What happens to the reply once the work is done.

        Args:
            reply: what the plane gives.
        """
        document = reply.json()
        for path, value in self.fields.items():
            _set(document, path.split("."), value)
        return reply.with_json(document)


def _set(node: Any, path: list[str], value: Any) -> None:
    key, rest = path[0], path[1:]
    if isinstance(node, list):
        indexes: Iterable[int] = range(len(node)) if key == "*" else [int(key)]
        for index in indexes:
            if rest:
                _set(node[index], rest, value)
            else:
                node[index] = value
    elif rest:
        _set(node.setdefault(key, {}), rest, value)
    elif value is ABSENT:
        node.pop(key, None)
    else:
        node[key] = value


@attrs.frozen
class FailItems(Fault):
    """Some items of a batch fail; planes with batches look for it in `call.fault`.

    Attributes:
        items: the ids (or other keys) that fail; None means all of them.
        code: the plane's code for it; without it, one that the plane has.
        message: what the plane says of each.
    """

    items: Collection[str] | None = None
    code: str | None = None
    message: str = "The item failed"

    def fails(self, item: str) -> bool:
        """Whether an item fails.

        Args:
            item: its id, or other key.
        """
        return self.items is None or item in self.items


@attrs.define(eq=False)
class FaultRule:
    """A fault and when it strikes.

    Attributes:
        operation_id: the operation, as the table of operations names it; `*`: any.
        fault: what goes wrong.
        plane: only on this plane; without it, on all.
        times: how often; None: always.
        skip: how many calls that match are let through first.
        when: says of each call that matches whether it may strike.
    """

    operation_id: str
    fault: Fault
    plane: str | None = None
    times: int | None = 1
    skip: int = 0
    when: Callable[[Call], bool] | None = None

    def strikes(self, call: Call) -> bool:
        """Whether it strikes a call, which uses it up once.

        Args:
            call: the request.
        """
        if self.operation_id not in (ANY_OPERATION, call.operation_id) or self.plane not in (None, call.plane):
            return False
        if self.times == 0 or (self.when is not None and not self.when(call)):
            return False
        if self.skip:
            self.skip -= 1
            return False
        if self.times is not None:
            self.times -= 1
        return True


class FaultBook:
    """The faults of one sandbox. The first rule that fits a call strikes; rules are looked at in the order added."""

    def __init__(self, served: Callable[[], Iterable[tuple[str, str]]]) -> None:
        self._served = served
        self._rules: list[FaultRule] = []
        self._lock = threading.Lock()

    def add(
        self,
        operation_id: str,
        fault: Fault,
        *,
        times: int | None = 1,
        skip: int = 0,
        plane: str | None = None,
        when: Callable[[Call], bool] | None = None,
    ) -> FaultRule:
        """Let a fault strike the next calls of an operation.

        Args:
            operation_id: the operation, as the table of operations names it; `*`: any.
            fault: what goes wrong.
            times: how many calls it strikes; None: all from then on.
            skip: how many calls are let through first.
            plane: only on this plane; without it, on all.
            when: says of each call whether it may strike.

        Raises:
            TypeError: it is not a fault.
            ValueError: no running plane serves the operation, so that a typo does not go unnoticed.
        """
        if not isinstance(fault, Fault):
            is_class = isinstance(fault, type) and issubclass(fault, Fault)
            what = f"the class {fault.__name__}" if is_class else type(fault).__name__
            instead = f"faults.{fault.__name__}(...)" if is_class else "faults.Answer(503)"
            raise TypeError(f"fault must be a Fault, such as {instead}, not {what}")
        known = {operation for name, operation in self._served() if plane in (None, name)}
        if operation_id != ANY_OPERATION and operation_id not in known:
            raise ValueError(f"no running plane serves {operation_id!r}")
        rule = FaultRule(operation_id, fault, plane, times, skip, when)
        with self._lock:
            self._rules.append(rule)
        return rule

    def take(self, call: Call) -> Fault | None:
        """The fault that strikes this call, used up once.

        Args:
            call: the request.
        """
        with self._lock:
            return next((rule.fault for rule in self._rules if rule.strikes(call)), None)

    def clear(self) -> None:
        with self._lock:
            self._rules.clear()


__all__ = [
    "ABSENT",
    "ANY_OPERATION",
    "Answer",
    "CutReply",
    "Delay",
    "DropAfterWork",
    "DropBeforeWork",
    "EditJson",
    "ExpiredToken",
    "FailItems",
    "Fault",
    "FaultBook",
    "FaultRule",
    "HangUp",
    "Pause",
    "SetFields",
]


def __dir__() -> list[str]:
    return sorted(__all__)
