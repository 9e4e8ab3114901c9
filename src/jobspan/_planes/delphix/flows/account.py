"""Whose credentials the calls are made with. Source: https://help-api.delphix.com/ (Login, token-info)."""

from jobspan._core.call import call, prepare
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._planes.delphix.models.shared import Account
from jobspan._planes.delphix.operations.login import TOKEN_INFO


def own_account(ctx: PlaneContext) -> Flow[Account]:
    """Ask DCT whose API key or token is sent with each call."""
    signed = yield from ctx.auth.authorize(ctx, prepare(ctx, TOKEN_INFO))
    return (yield from call(ctx, TOKEN_INFO, body={"token": signed.header("Authorization")}))
