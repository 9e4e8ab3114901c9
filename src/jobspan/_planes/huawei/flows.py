"""Log in at IAM."""

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._planes.huawei.auth import TokenAuth
from jobspan._planes.huawei.models import TokenBody
from jobspan.errors import ConfigError


def log_in(ctx: PlaneContext) -> Flow[TokenBody]:
    """Log in as the IAM user of the settings."""
    if not isinstance(ctx.auth, TokenAuth):
        raise ConfigError(
            message="huawei: requests are signed with keys, so there is no login.",
            hint="Give username, password and domain_name instead of access_key and secret_key.",
        )
    return (yield from ctx.auth.log_in(ctx))
