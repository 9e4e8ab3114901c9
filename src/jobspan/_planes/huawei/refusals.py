"""Keeps away from the lock: more than five refused signatures in a row, and the cloud refuses a key for five minutes.

The count is of the process, for the lock is of the key: several clients, threads and planes use it up together. It is the
only state of a process that jobspan keeps.

Source: https://support.huaweicloud.com/intl/en-us/apig_faq/apig-faq-0003.html
"""

import re
from collections import OrderedDict
from collections.abc import Callable
from enum import Enum
from functools import lru_cache
from typing import Final, NoReturn
from urllib.parse import urlsplit

import attrs

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, Mutex, guarded, live, now
from jobspan._core.http import Request, Response
from jobspan._core.process import PerProcess
from jobspan._core.retry import FailedAttempt, Failure
from jobspan._planes.huawei.clocks import is_about_the_clock
from jobspan._planes.huawei.errors import AccessKeyHeld, document_of, error_in
from jobspan._planes.huawei.regions import partition

ALLOWED: Final = 2
"""Refusals in a row after which nothing more is signed."""
LOCK: Final = 300.0
"""Seconds that the lock of the cloud lasts."""

_REMEMBERED: Final = 1000
"""Keys that are remembered; temporary ones come and go."""
_LOCKED_TEXT: Final = re.compile(r"failed to reach the limit", re.IGNORECASE)
_PERMISSION: Final = "APIGW.0302"


class Judgement(Enum):
    """What an answer says of the signature of its request."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    LOCKED = "locked"
    CLOCK = "clock"
    SILENT = "silent"


def judge(request: Request, response: Response) -> Judgement:
    """What an answer says of the signature. An answer that the service itself gave shows that it was accepted."""
    if response.ok or response.status in (400, 404, 409):
        return Judgement.ACCEPTED
    if response.status != 401:
        return Judgement.SILENT
    found = error_in(document_of(response))
    code = found.code if found else None
    if code == _PERMISSION:
        return Judgement.ACCEPTED
    if code is not None and not code.isdigit() and not code.startswith(("APIGW.", "IAM.", "STS.")):
        return Judgement.SILENT
    text = found.message if found else ""
    if _LOCKED_TEXT.search(text):
        return Judgement.LOCKED
    return Judgement.CLOCK if is_about_the_clock(request, response) else Judgement.REFUSED


@lru_cache(maxsize=256)
def cloud_of(url: str) -> str:
    """What the services have in common that count together: the cloud; of another one than the known ones, its domain."""
    parts = urlsplit(url)
    labels = (parts.hostname or "").split(".")
    is_name = len(labels) > 2 and not labels[-1].isdigit()
    return partition(url) or (".".join(labels[-2:]) if is_name else parts.netloc)


@attrs.define(eq=False)
class _Record:
    """What is known of one key. ``held_until``: a time of the clock that never goes back."""

    mutex: Mutex = attrs.field(factory=lambda: Mutex("first use of an access key"))
    trusted: bool = False
    refused: int = 0
    out_of_time: int = 0
    reason: str = ""
    held_until: float | None = None


class Refusals:
    """Counts refusals by key, and lets keys that are not known to be right out one request at a time.

    Without that, parallel workers would use up all tries before the first refusal arrives.
    """

    def __init__(self) -> None:
        self._records: OrderedDict[tuple[str, str], _Record] = OrderedDict()

    def holds(self, credential: str, url: str) -> bool:
        """Whether the key was refused so often that it is not used any more until it changes."""
        record = self._records.get((credential, cloud_of(url)))
        return record is not None and record.refused >= ALLOWED

    def state(self, credential: str, url: str) -> str:
        """What is known of a key, in a few words."""
        record = self._records.get((credential, cloud_of(url)))
        if record is None:
            return "not used yet"
        if record.refused:
            return f"refused {record.refused} times in a row"
        return "accepted" if record.trusted else "not accepted yet"

    def turn(self, ctx: PlaneContext, request: Request, send: Callable[[], Flow[Response]]) -> Flow[Response]:
        """Send when the key may be used.

        Raises:
            FailedAttempt: it may not; the error is :class:`~jobspan.huawei.AccessKeyHeld`.
        """
        record = self._record((request.credential, cloud_of(request.url)))

        def alone() -> Flow[Response | None]:
            if record.trusted:
                return None
            return (yield from self._noted(ctx, record, request, send))

        if not record.trusted:
            answer = yield from guarded(record.mutex, alone, unseen=True)
            if answer is not None:
                return answer
        return (yield from self._noted(ctx, record, request, send))

    def _noted(
        self, ctx: PlaneContext, record: _Record, request: Request, send: Callable[[], Flow[Response]]
    ) -> Flow[Response]:
        yield from self._check(ctx, record)
        response = yield from send()
        if response.replayed:
            return response
        found = judge(request, response)
        if found is Judgement.ACCEPTED:
            record.trusted, record.refused, record.out_of_time, record.held_until = True, 0, 0, None
        elif found is not Judgement.SILENT:
            record.trusted = False
            said = error_in(document_of(response))
            record.reason = response_words(said.message if said else "", said.code if said else None)
        if found is Judgement.REFUSED:
            record.refused += 1
        elif found is Judgement.CLOCK:
            record.out_of_time += 1
        if found is Judgement.LOCKED or record.out_of_time >= ALLOWED:
            # The lock passes, and a clock is set right: the key waits, and need not change.
            record.out_of_time, record.held_until = 0, (yield from live(now)) + LOCK
        return response

    def _check(self, ctx: PlaneContext, record: _Record) -> Flow[None]:
        if record.refused >= ALLOWED:
            _refuse(
                ctx,
                f"was refused {record.refused} times in a row ({record.reason}), so nothing more is signed with it in "
                "this process: after five refusals the cloud locks a key for 5 minutes, for everyone who uses it.",
                "Put the key right and give the new one (its source is asked again with each call). If the key itself was "
                "repaired in the console, start the process anew.",
            )
        if record.held_until is None:
            return
        left = record.held_until - (yield from live(now))
        if left > 0:
            _refuse(
                ctx,
                f"is not used for another {left:.0f} s: {record.reason}.",
                "The cloud refuses a locked key for 5 minutes, whatever is signed with it: wait, and check who else uses "
                "it with a wrong secret, and the clock of this machine.",
            )
        record.held_until = None

    def _record(self, key: tuple[str, str]) -> _Record:
        record = self._records.setdefault(key, _Record())
        if len(self._records) > _REMEMBERED:
            self._records.popitem(last=False)
        return record


def response_words(message: str, code: str | None) -> str:
    """What the gateway said, in one phrase. Its texts may name the access key, which is cut."""
    text = re.sub(r"(?i)\bak:\S*?(?=,|\s|$)", "ak", " ".join(message.split())).rstrip(".")
    return f"{code}: {text}" if code else text or "no reason given"


def _refuse(ctx: PlaneContext, what: str, hint: str) -> NoReturn:
    error = AccessKeyHeld(
        message=f"{ctx.plane}: the access key {what}", hint=hint, plane=ctx.plane, operation="sign", status=401
    )
    raise FailedAttempt(Failure(status=401, refusal=True), error)


_OF_PROCESS: Final = PerProcess(Refusals)


def refusals() -> Refusals:
    """Those of this process."""
    return _OF_PROCESS.get()


def in_turn(ctx: PlaneContext, request: Request, send: Callable[[], Flow[Response]]) -> Flow[Response]:
    """See :meth:`Refusals.turn`."""
    return refusals().turn(ctx, request, send)
