"""Whose credentials the calls are made with. Source: https://help-api.delphix.com/ (Login, token-info)."""

from jobspan._core.call import call, prepare
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.looks import unless_unreadable
from jobspan._planes.delphix.models.shared import Account
from jobspan._planes.delphix.operations.login import TOKEN_INFO


def own_account(ctx: PlaneContext) -> Flow[Account]:
    """Ask DCT whose API key or token is sent with each call."""
    signed = yield from ctx.auth.authorize(ctx, prepare(ctx, TOKEN_INFO))
    body = {"token": signed.header("Authorization")}
    return (yield from call(ctx, TOKEN_INFO, body=body, lacks=_names_nobody))


def _names_nobody(account: Account) -> str | None:
    return None if account.account_id is not None or account.username else "the reply names no account"


class OurAccount:
    """The account of the calls, for looks: asked for until it is known. One that may not ask this is not known."""

    def __init__(self, ctx: PlaneContext) -> None:
        self._ctx = ctx
        self._known: Account | None = None

    def known(self) -> Flow[Account | None]:
        """The account, or None when it cannot be told at the moment."""
        if self._known is None:
            account = yield from unless_unreadable(self._ctx, TOKEN_INFO.id, lambda: own_account(self._ctx))
            self._known = account if isinstance(account, Account) else None
        return self._known
