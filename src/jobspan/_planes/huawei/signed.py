"""Keys: each attempt is signed with its own date, by one set of keys that belong together."""

from collections.abc import Callable
from typing import Final, Protocol

import attrs

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, pure, wall_clock
from jobspan._core.http import HeaderValue, Request, Response
from jobspan._planes.huawei.access_keys import Credentials, beginning, fingerprint
from jobspan._planes.huawei.clocks import clock_is_wrong, is_about_the_clock
from jobspan._planes.huawei.identity import Standing
from jobspan._planes.huawei.refusals import refusals
from jobspan._planes.huawei.signing import DATE_HEADER, authorization, date_stamp
from jobspan.credentials import Secret
from jobspan.errors import AuthError

_SECURITY_TOKEN: Final = "X-Security-Token"  # noqa: S105 - the name of a header


class KeySource(Protocol):
    """Where keys come from. It gives all parts at once."""

    def keys(self, ctx: PlaneContext) -> Flow[Credentials]:
        """The keys of now."""

    def anew(self, ctx: PlaneContext, used: Credentials) -> Flow[Credentials]:
        """The keys after ``used`` was not accepted: other ones, if there are any by now."""

    @property
    def held(self) -> Credentials | None:
        """The keys that were given last, without asking for any."""

    @property
    def about(self) -> str:
        """Where they come from, in words."""


@attrs.define(eq=False)
class ReadKeys:
    """Keys that are read from where they are kept, each time."""

    read: Callable[[], Flow[Credentials]]
    about: str = "the settings"
    held: Credentials | None = attrs.field(default=None, init=False, repr=False)

    def keys(self, ctx: PlaneContext) -> Flow[Credentials]:
        self.held = yield from self.read()
        return self.held

    def anew(self, ctx: PlaneContext, used: Credentials) -> Flow[Credentials]:
        return self.keys(ctx)


class Signed:
    """Signs with the keys of a source."""

    def __init__(self, source: KeySource) -> None:
        self._source = source

    def authorize(self, ctx: PlaneContext, request: Request, project_id: str | None) -> Flow[Request]:
        keys = yield from self._source.keys(ctx)
        if refusals().holds(fingerprint(keys), request.url):
            keys = yield from self._source.anew(ctx, keys)
        at = yield from wall_clock()
        if keys.expires_at is not None and keys.expires_at.timestamp() <= at:
            keys = yield from self._source.anew(ctx, keys)
            self._check_expiry(ctx, keys, at)
        headers: list[tuple[str, HeaderValue]] = [(DATE_HEADER, date_stamp(at))]
        if project_id is not None:
            headers.append(("X-Project-Id", project_id))
        if keys.security_token is not None:
            headers.append((_SECURITY_TOKEN, keys.security_token))
        dated = attrs.evolve(request.with_headers(*headers), credential=fingerprint(keys))
        value = authorization(dated, access_key=keys.access_key, secret_key=keys.secret_key)
        return dated.with_headers(("Authorization", value))

    def refused(self, ctx: PlaneContext, request: Request, response: Response) -> Flow[bool]:
        """Worth a repeat only when temporary keys were replaced since; five wrong signatures lock a key.

        Raises:
            AuthError: this machine's clock is the reason.
        """
        if is_about_the_clock(request, response):
            raise clock_is_wrong(ctx, request, response)
        token = request.header(_SECURITY_TOKEN)
        used = self._source.held
        if response.status != 401 or not isinstance(token, Secret) or used is None:
            return False
        if fingerprint(used) != request.credential:
            return used.security_token is not None
        now = yield from self._source.anew(ctx, used)
        return now.security_token is not None and fingerprint(now) != request.credential

    def project(self, ctx: PlaneContext) -> Flow[str | None]:
        return pure(None)

    def standing(self, ctx: PlaneContext) -> Flow[Standing]:
        keys = self._source.held
        if isinstance(self._source, ReadKeys):
            keys = yield from self._source.keys(ctx)
        if keys is None:
            return Standing(kind=f"temporary access key from {self._source.about}, not fetched yet")
        left = keys.expires_at.timestamp() - (yield from wall_clock()) if keys.expires_at else None
        return Standing(
            kind="permanent access key" if keys.security_token is None else "temporary access key",
            key=beginning(keys.access_key),
            expires_in=left,
            lock=refusals().state(fingerprint(keys), ctx.base_url),
        )

    def _check_expiry(self, ctx: PlaneContext, keys: Credentials, at: float) -> None:
        if keys.expires_at is None or keys.expires_at.timestamp() > at:
            return
        raise AuthError(
            message=f"{ctx.plane}: the temporary access key from {self._source.about} expired at "
            f"{keys.expires_at:%Y-%m-%d %H:%M:%S} UTC; nothing was sent.",
            hint="Its source has no newer one: let it give one, or use a source that renews itself (an agency, metadata).",
            plane=ctx.plane,
            operation="sign",
            status=401,
        )
