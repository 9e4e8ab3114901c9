"""What a link of the chain finds."""

from typing import TypeAlias

import attrs

from jobspan._core.classes import frozen
from jobspan._planes.huawei.access_keys import Credentials
from jobspan._planes.huawei.federation import IdToken, Oidc
from jobspan._planes.huawei.iam import User
from jobspan._planes.huawei.machine import Pod
from jobspan._planes.huawei.temporary import Agency
from jobspan.config import clean_url
from jobspan.credentials import Secret


@frozen(kw_only=True)
class HeldToken:
    """A ready-made token."""

    token: Secret


@frozen(kw_only=True)
class ServerKeys:
    """The metadata service of an ECS server."""

    url: str


Means: TypeAlias = Credentials | HeldToken | User | IdToken | Oidc | Pod | ServerKeys


def address(text: str | None) -> str | None:
    """An address that another tool wrote down: without its ``/v3``, and with a scheme."""
    if not text:
        return None
    with_scheme = text.strip() if "://" in text else f"https://{text.strip()}"
    return clean_url(with_scheme.rstrip("/").removesuffix("/v3"))


@frozen(kw_only=True)
class Found:
    """Credentials, or how to get them, and what was kept beside them.

    Attributes:
        where: the variables or the file they are from.
        means: what they are.
        project_id, project_name, iam_url, sts_url, agency: kept beside them; settings come first.
    """

    where: str
    means: Means
    project_id: str | None = None
    project_name: str | None = None
    iam_url: str | None = attrs.field(default=None, converter=address)
    sts_url: str | None = attrs.field(default=None, converter=address)
    agency: Agency | None = None


@frozen(kw_only=True)
class Absent:
    """Nothing was found, and why."""

    why: str
