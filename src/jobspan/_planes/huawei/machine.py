"""Keys that a machine has by itself: an ECS server from its metadata service, a pod from the agent of its cluster.

Source: https://support.huaweicloud.com/intl/en-us/usermanual-ecs/ecs_03_0166.html
"""

from pathlib import Path
from typing import Final

import attrs

from jobspan._core.attempts import attempts
from jobspan._core.call import prepare
from jobspan._core.classes import frozen
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, now, pure
from jobspan._core.exchange import Exchange
from jobspan._core.http import HeaderValue, Request
from jobspan._core.renewal import Lease
from jobspan._planes.huawei.access_keys import Credentials
from jobspan._planes.huawei.federation import read_token
from jobspan._planes.huawei.identity import at
from jobspan._planes.huawei.operations import METADATA_KEYS, METADATA_TOKEN, POD_KEYS
from jobspan._planes.huawei.temporary import lease_in
from jobspan.credentials import Secret
from jobspan.errors import AmbiguousOutcomeError, ApiError, AuthError, ConfigError, TransportError

_TOKEN_LIFE: Final = 21600
_TOKEN_AGAIN: Final = 24 * 3600.0
_NO_TOKENS: Final = (404, 405, 503)
"""Statuses with which a metadata service without tokens answers."""
_NO_AGENCY: Final = "configure cloud service agency first"


@frozen(kw_only=True)
class Pod:
    """Where the agent of a cluster gives keys to a pod, and the file with the token that it wants."""

    url: str
    file: Path


def nearby(ctx: PlaneContext, url: str, seconds: float) -> PlaneContext:
    """The context for a service of this very machine: asked once, briefly, and without headers that are meant for others."""
    policy = attrs.evolve(
        ctx.policy, attempts=1, connect_timeout=seconds, request_timeout=seconds, call_deadline=2 * seconds, headers={}
    )
    return attrs.evolve(at(ctx, url), policy=policy)


class Metadata:
    """The metadata service of an ECS server. Its session token is kept; where it knows none, it is asked again after a day."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._token: Secret | None = None
        self._asked: float | None = None

    def keys(self, ctx: PlaneContext) -> Flow[Lease[Credentials]]:
        """The keys of the agency of this server.

        Raises:
            ConfigError: nothing answers there, or the server has no agency.
        """
        service = nearby(ctx, self._url, 3.0)
        try:
            return (yield from self._keys(service))
        except (TransportError, AmbiguousOutcomeError) as lost:
            raise ConfigError(
                message=f"huawei: the metadata service {self._url} does not answer: {lost.message}",
                hint="It is there on ECS servers of the cloud only. Elsewhere leave out metadata=true.",
            ) from None
        except AuthError as denied:
            raise ConfigError(message=f"huawei: {denied.message}", hint=_agency_hint(denied.message)) from None
        except ApiError as failed:
            raise ConfigError(
                message=f"huawei: {failed.message}", hint="The metadata service has no keys for this machine."
            ) from None

    def _keys(self, service: PlaneContext) -> Flow[Lease[Credentials]]:
        at_ = yield from now()
        if self._token is None and (self._asked is None or at_ - self._asked > _TOKEN_AGAIN):
            yield from self._new_token(service, at_)
        try:
            return (yield from self._ask(service))
        except AuthError as denied:
            if _NO_AGENCY in denied.message.lower():
                raise
        yield from self._new_token(service, at_)
        return (yield from self._ask(service))

    def _ask(self, service: PlaneContext) -> Flow[Lease[Credentials]]:
        headers = () if self._token is None else (("X-Metadata-Token", self._token),)
        request = _direct(service, prepare(service, METADATA_KEYS), *headers)
        return (
            yield from attempts(
                service, METADATA_KEYS, request, lambda exchange: lease_in(service, METADATA_KEYS, exchange)
            )
        )

    def _new_token(self, service: PlaneContext, at_: float) -> Flow[None]:
        self._asked, self._token = at_, None
        request = _direct(service, prepare(service, METADATA_TOKEN), ("X-Metadata-Token-Ttl-Seconds", str(_TOKEN_LIFE)))

        def read(exchange: Exchange) -> Flow[Secret | None]:
            text = exchange.response.body.decode("utf-8", "replace").strip()
            return pure(Secret(text) if text else None)

        try:
            self._token = yield from attempts(service, METADATA_TOKEN, request, read)
        except ApiError as failed:
            if failed.status not in _NO_TOKENS:
                raise


def _agency_hint(message: str) -> str:
    if _NO_AGENCY in message.lower():
        return "This server has no agency: give it one that trusts ECS, in the console of ECS."
    return "The metadata service refused its own session token."


def pod_keys(ctx: PlaneContext, pod: Pod) -> Flow[Lease[Credentials]]:
    """The keys that the agent of a cluster gives to this pod."""
    token = yield from read_token(pod.file)
    service = nearby(ctx, pod.url, 5.0)
    request = attrs.evolve(prepare(service, POD_KEYS, body={}), url=pod.url)
    return (
        yield from attempts(
            service,
            POD_KEYS,
            _direct(service, request, ("Authorization", token)),
            lambda exchange: lease_in(service, POD_KEYS, exchange),
        )
    )


def _direct(ctx: PlaneContext, request: Request, *headers: tuple[str, HeaderValue]) -> Request:
    return attrs.evolve(request.with_headers(*headers), direct=True)
