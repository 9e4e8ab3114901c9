"""Temporary keys that are had by a call, and had anew before they end."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from jobspan._core.classes import frozen
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, now, wall_clock
from jobspan._core.exchange import Exchange, unreadable
from jobspan._core.operation import Operation
from jobspan._core.renewal import Lease, Renewal
from jobspan._planes.huawei.access_keys import Credentials
from jobspan._planes.huawei.clocks import server_time

UNKNOWN_LIFE: Final = 900.0
"""Seconds after which keys are renewed whose end is not known: they last no less."""

Fetch = Callable[[PlaneContext], Flow[Lease[Credentials]]]

_ACCESS: Final = ("access", "accessKeyId", "access_key_id")
_SECRET: Final = ("secret", "secretAccessKey", "secret_access_key")
_TOKEN: Final = ("securitytoken", "securityToken", "security_token")
_END: Final = ("expires_at", "expiration")


class RenewedKeys:
    """Keys that come from a call, renewed ten minutes before their end (sooner, if they last less than forty)."""

    def __init__(self, fetch: Fetch, about: str) -> None:
        self.about = about
        self._fetch = fetch
        self._renewal: Renewal[Credentials] = Renewal(f"the access key from {about}")

    def keys(self, ctx: PlaneContext) -> Flow[Credentials]:
        return self._renewal.current(lambda: self._fetch(ctx))

    def anew(self, ctx: PlaneContext, used: Credentials) -> Flow[Credentials]:
        self._renewal.refuse(used)
        return self.keys(ctx)

    @property
    def held(self) -> Credentials | None:
        lease = self._renewal.lease
        return None if lease is None else lease.value


def lease_in(ctx: PlaneContext, operation: Operation[Any], exchange: Exchange) -> Flow[Lease[Credentials]]:
    """The keys of a reply, whichever of the three spellings it has.

    Raises:
        FailedAttempt: there are none. Nothing of the reply is shown.
    """
    document = exchange.document
    inner = document
    if isinstance(document, Mapping):
        inner = document.get("credential") or document.get("credentials") or document
    if not isinstance(inner, Mapping):
        raise unreadable(
            ctx, operation, exchange.response.status, "the reply holds no credentials", 1, asked=exchange.asked
        )
    parts = [_first(inner, names) for names in (_ACCESS, _SECRET, _TOKEN)]
    missing = [names[0] for names, part in zip((_ACCESS, _SECRET, _TOKEN), parts, strict=True) if not part]
    if missing:
        what = f"the credentials of the reply lack {', '.join(missing)}"
        raise unreadable(ctx, operation, exchange.response.status, what, 1, asked=exchange.asked)
    end = moment(_first(inner, _END))
    access_key, secret_key, token = map(str, parts)
    keys = Credentials(access_key=access_key, secret_key=secret_key, security_token=token, expires_at=end)
    at = yield from now()
    return Lease(value=keys, issued=at, expires=at + (yield from _life(exchange, end)))


def _life(exchange: Exchange, end: datetime | None) -> Flow[float]:
    """Seconds until keys end, by the clock of the server that gave them: this machine's may be wrong."""
    if end is None:
        return UNKNOWN_LIFE
    theirs = server_time(exchange.response)
    at = theirs.timestamp() if theirs else (yield from wall_clock())
    return end.timestamp() - at


def _first(document: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    return next((document[name] for name in names if document.get(name)), None)


def moment(value: Any) -> datetime | None:
    """A time as any of the services write it: with or without fraction, ``Z`` or an offset, or seconds since the epoch."""
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return datetime.fromtimestamp(value / 1000 if value > 1e11 else value, UTC)
        if not isinstance(value, str):
            return None
        if value.isdigit():
            return moment(int(value))
        found = datetime.fromisoformat(value)
    except (ValueError, OverflowError, OSError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


@frozen(kw_only=True)
class Agency:
    """A role to take on: a classic agency by name and account, or one of STS by its URN.

    Attributes:
        name: of a classic agency.
        domain_name, domain_id: the account that owns it.
        urn: of an agency of STS.
        session_name: names the session in the audit log.
        duration: seconds that its keys last.
        external_id: what the agency's owner asks for.
    """

    name: str | None = None
    domain_name: str | None = None
    domain_id: str | None = None
    urn: str | None = None
    session_name: str = "jobspan"
    duration: int | None = None
    external_id: str | None = None

    @property
    def about(self) -> str:
        """In words."""
        if self.urn is not None:
            return f"the agency {self.urn}"
        return f"the agency {self.name} of account {self.domain_name or self.domain_id}"
