"""Downloading an exported file from the file host: in pieces if it breaks off, and never with cloud credentials."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from jobspan._core.classes import frozen
from jobspan._core.context import PlaneContext, error_class
from jobspan._core.download import DownloadState, FileTarget, RangeMismatch
from jobspan._core.effects import Flow, download, emit, random, sleep, wall_clock
from jobspan._core.http import LostExchange, Request, Response
from jobspan._core.reconcile import LOOKS
from jobspan._core.retry import retry_after_seconds
from jobspan._planes.huawei_dsc.flows.exports import download_link
from jobspan._planes.huawei_dsc.flows.reads import file_name_of
from jobspan._planes.huawei_dsc.operations.export_tasks import SHOW_LINK
from jobspan._version import __version__
from jobspan.credentials import Secret
from jobspan.errors import DecodeError, NotFound, OperationError, SendPhase, TransportError
from jobspan.hooks import RequestFailed, RequestStarted, ResponseReceived, RetryScheduled

DOWNLOAD: Final = "download"

_STALE_LINK: Final = frozenset({400, 401, 403, 404, 410})
_LATER: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
_RANGE_NOT_SATISFIABLE: Final = 416


class _Broken(Exception):
    """An attempt did not complete the file: why, and how long the server asks us to wait."""

    def __init__(self, error: OperationError, *, wait: float | None = None, renew: bool = False) -> None:
        super().__init__(str(error))
        self.error = error
        self.wait = wait
        self.renew = renew


@frozen(kw_only=True)
class Downloaded:
    """A complete file; ``size`` is in bytes."""

    path: Path
    size: int


def download_export(
    ctx: PlaneContext, job_id: str, open: Callable[[str], FileTarget], outdated: str | None = None
) -> Flow[Downloaded]:
    """Fetch the file of the current export; ``open`` makes the target for the name that the file has on the host.

    ``outdated`` is the name of a file that is not wanted any more: a link to it is older than the export.
    """

    def link() -> Flow[Secret]:
        return _current_link(ctx, job_id, outdated)

    url = yield from link()
    target = open(file_name_of(url))
    try:
        size = yield from fetch_file(ctx, url, link, target)
        return Downloaded(path=target.path, size=size)
    finally:
        target.discard()


def _current_link(ctx: PlaneContext, job_id: str, outdated: str | None) -> Flow[Secret]:
    for pause in (*LOOKS[1:], None):
        url = yield from download_link(ctx, job_id)
        if outdated is None or file_name_of(url) != outdated:
            return url
        if pause is not None:
            yield from sleep(pause)
    raise NotFound(
        message=f"{ctx.plane} {SHOW_LINK.id}: the link of scan job {job_id} still leads to the file of the previous export.",
        hint="Download it a little later.",
        plane=ctx.plane,
        operation=SHOW_LINK.id,
        status=200,
    )


def fetch_file(ctx: PlaneContext, url: Secret, renew: Callable[[], Flow[Secret]], target: FileTarget) -> Flow[int]:
    """Fetch the file behind a link into ``target``; the answer is its size in bytes. ``renew`` gets a fresh link.

    After a break, another attempt asks for the rest if the server names the version of the file and serves ranges, else
    for all of it. Attempts that get no further than earlier ones count against ``Policy.attempts``.

    Raises:
        TransportError, ApiError, DecodeError: the download failed; nothing is left behind.
    """
    furthest = in_vain = attempt = 0
    while True:
        attempt += 1
        try:
            yield from _attempt(ctx, url, target, attempt)
        except _Broken as broken:
            reached = target.arrival.size
            in_vain = 0 if reached > furthest else in_vain + 1
            furthest = max(furthest, reached)
            if in_vain >= ctx.policy.attempts or (broken.renew and in_vain > 1):
                broken.error.attempts = attempt
                raise broken.error from broken.__cause__
            delay = (yield from _pause(ctx, in_vain)) if broken.wait is None else broken.wait
            yield from emit(
                RetryScheduled(
                    plane=ctx.plane, operation=DOWNLOAD, attempt=attempt, delay=delay, reason=broken.error.message
                )
            )
            yield from sleep(delay)
            if broken.renew:
                url = yield from renew()
            continue
        size = target.arrival.size
        target.finish()
        return size


def _pause(ctx: PlaneContext, in_vain: int) -> Flow[float]:
    ceiling = min(ctx.policy.backoff_cap, ctx.policy.backoff_base * 2.0**in_vain)
    return (yield from random()) * ceiling


def _attempt(ctx: PlaneContext, url: Secret, target: FileTarget, attempt: int) -> Flow[None]:
    request = _request(ctx, url, target.arrival)
    about: dict[str, Any] = {
        "plane": ctx.plane,
        "operation": DOWNLOAD,
        "method": "GET",
        "url": request.masked()["url"],
        "attempt": attempt,
    }
    yield from emit(RequestStarted(**about))
    try:
        response = yield from download(request, target)
    except LostExchange as lost:
        yield from emit(RequestFailed(**about, phase=lost.phase.value, error=lost.reason))
        raise _Broken(_lost(ctx, lost.reason, lost.phase, target.arrival)) from lost
    except RangeMismatch as wrong:
        target.discard()
        yield from emit(RequestFailed(**about, phase=SendPhase.REPLY_PARTIAL.value, error=str(wrong)))
        raise _Broken(_unusable(ctx, str(wrong))) from wrong
    yield from emit(
        ResponseReceived(
            **about,
            status=response.status,
            elapsed=response.elapsed,
            request_id=response.header("x-obs-request-id") or response.header("x-request-id"),
            headers=ctx.masked_headers(response.headers.items()),
        )
    )
    if not response.ok:
        raise (yield from _refused(ctx, response, target))
    if not target.arrival.whole:
        reason = f"{target.arrival.size} of {target.arrival.total} bytes came"
        raise _Broken(_lost(ctx, reason, SendPhase.REPLY_PARTIAL, target.arrival))
    name = file_name_of(url)
    if target.arrival.is_page(name):
        target.discard()
        raise _Broken(_unusable(ctx, f"it is not the file {name!r}, but a page that came with success"))


def _request(ctx: PlaneContext, url: Secret, arrival: DownloadState) -> Request:
    """A plain request: the file host may see nothing but the signature in the link."""
    return Request(
        plane=ctx.plane,
        method="GET",
        url=url.reveal(),
        headers=(
            ("Accept", "*/*"),
            ("Accept-Encoding", "identity"),
            ("User-Agent", f"jobspan/{__version__}"),
            *arrival.headers(),
        ),
        connect_timeout=ctx.policy.connect_timeout,
        read_timeout=ctx.policy.request_timeout,
        follow_redirects=True,
        private=True,
    )


def _refused(ctx: PlaneContext, response: Response, target: FileTarget) -> Flow[_Broken]:
    status = response.status
    error = error_class(status)(
        message=f"{ctx.plane} {DOWNLOAD}: the file host answers HTTP {status}.",
        hint="The link may have expired, or the file is gone: export again." if status in _STALE_LINK else None,
        plane=ctx.plane,
        operation=DOWNLOAD,
        status=status,
        request_id=response.header("x-obs-request-id") or response.header("x-request-id"),
        retry_after=retry_after_seconds(response.header("retry-after"), (yield from wall_clock())),
    )
    if status == _RANGE_NOT_SATISFIABLE:
        target.discard()
        return _Broken(error)
    if status in _STALE_LINK:
        return _Broken(error, renew=True)
    if status in _LATER and (error.retry_after or 0.0) <= ctx.policy.retry_after_cap:
        return _Broken(error, wait=error.retry_after)
    raise error


def _lost(ctx: PlaneContext, reason: str, phase: SendPhase, arrival: DownloadState) -> TransportError:
    of = "" if arrival.total is None else f" of {arrival.total}"
    return TransportError(
        message=f"{ctx.plane} {DOWNLOAD}: the download broke off after {arrival.size}{of} bytes ({reason}).",
        plane=ctx.plane,
        operation=DOWNLOAD,
        phase=phase,
    )


def _unusable(ctx: PlaneContext, why: str) -> DecodeError:
    return DecodeError(
        message=f"{ctx.plane} {DOWNLOAD}: the file host's reply cannot be used: {why}.",
        plane=ctx.plane,
        operation=DOWNLOAD,
    )
