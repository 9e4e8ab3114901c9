"""Token cache: refreshed early, by one caller at a time; never overwritten by an older token."""

from collections.abc import Callable

from jobspan._core.classes import frozen
from jobspan._core.effects import Flow, Mutex, guarded, now
from jobspan._core.renewal import is_fresh
from jobspan.credentials import Secret
from jobspan.errors import ApiError, AuthError, OperationError, RateLimited, TransportError


@frozen(kw_only=True)
class Token:
    """A token and its times, in seconds of the clock that never goes back."""

    value: Secret
    issued: float
    expires: float | None = None
    scheme: str = "Bearer"
    refresh: Secret | None = None

    def fresh(self, now: float, early: float) -> bool:
        """Whether it may still be used; see :func:`~jobspan._core.renewal.is_fresh`."""
        return self.expires is None or is_fresh(self.issued, self.expires, now, early)


def login_may_help(error: OperationError) -> bool:
    """Whether a login is worth a try after a renewal that failed.

    Servers word the end of a refresh token in many ways: as a refusal, as an error of their own, in a form nobody knows. Only
    a server that cannot be reached, or that asks for patience, would say the same to a login.
    """
    return not isinstance(error, TransportError | RateLimited)


def ends_refresh_token(error: OperationError) -> bool:
    """Whether the server did not take a refresh token, rather than being busy, away or out of order."""
    return isinstance(error, AuthError) or (
        isinstance(error, ApiError) and 400 <= error.status < 500 and error.status not in (408, 425, 429)
    )


class TokenStore:
    """Holds the current token of one plane and client."""

    def __init__(self, name: str, early: float = 60.0) -> None:
        self._early = early
        self._mutex = Mutex(f"{name} token")
        self._token: Token | None = None
        self._refused: Secret | None = None

    @property
    def current(self) -> Token | None:
        return self._token

    def token(self, obtain: "Callable[[Token | None], Flow[Token]]") -> Flow[Token]:
        """A token that is fresh. ``obtain`` gets the previous one, and is run by one caller at a time."""
        held = yield from self._usable()
        if held is not None:
            return held

        def renew() -> Flow[Token]:
            again = yield from self._usable()
            if again is not None:
                return again
            got = yield from obtain(self._token)
            self.put(got)
            return got

        return (yield from guarded(self._mutex, renew))

    def put(self, token: Token) -> None:
        """Keep a token, unless the current one was issued later."""
        if self._token is None or token.issued >= self._token.issued or self._refused == self._token.value:
            self._token = token
            self._refused = None

    def refuse(self, used: Secret) -> None:
        """Drop a token that the plane did not accept; a newer one that arrived meanwhile stays."""
        if self._token is not None and self._token.value == used:
            self._refused = used

    def forget(self) -> None:
        self._token = None
        self._refused = None

    def _usable(self) -> Flow[Token | None]:
        at = yield from now()
        token = self._token
        if token is None or token.value == self._refused or not token.fresh(at, self._early):
            return None
        return token
