"""The table of the operations of IAM, STS and the metadata service."""

from typing import Any, Final

from jobspan._core.operation import Operation, OperationTable
from jobspan._planes.huawei.models import Caller, Domains, Projects, TemporaryKeysReply, TokenReply


def _page(name: str) -> str:
    """A vendor page, or the vendor's own client where that is all there is."""
    known = {"core": "huaweicloudsdkcore", "iam": "huaweicloudsdkiam", "sts": "huaweicloudsdksts"}
    if name in known:
        return f"https://pypi.org/project/{known[name]}/"
    return f"https://support.huaweicloud.com/intl/en-us/{name}.html"


_IAM: Final = OperationTable(plane="huawei", domain="Auth", source=_page)
_NEW_KEYS: Final = "new temporary keys change nothing, and end by themselves; a refusal is not repeated"
_CREDENTIALS: Final = "huawei.credentials"

CREATE_TOKEN: Operation[TokenReply] = _IAM.read(
    "iam.tokens",
    "POST /v3/auth/tokens",
    call="huawei.log_in",
    reason="a login changes nothing; one that was refused (400, 401, 403) is not repeated: that locks the IAM user",
    page="api-iam/iam_30_0001",
    returns=TokenReply,
    anonymous=True,
)
LIST_PROJECTS: Operation[Projects] = _IAM.read(
    "iam.list_projects", "GET /v3/projects", call="huawei.projects", page="api-iam/iam_06_0001", returns=Projects
)
LIST_OWN_PROJECTS: Operation[Projects] = _IAM.read(
    "iam.list_auth_projects",
    "GET /v3/auth/projects",
    call="huawei.projects",
    page="api-iam/iam_06_0003",
    returns=Projects,
)
LIST_DOMAINS: Operation[Domains] = _IAM.read(
    "iam.list_auth_domains", "GET /v3/auth/domains", call="huawei.domains", page="iam", returns=Domains
)
EXCHANGE_ID_TOKEN: Operation[TokenReply] = _IAM.read(
    "iam.id_token_tokens",
    "POST /v3.0/OS-AUTH/id-token/tokens",
    call=_CREDENTIALS,
    reason="an exchange of tokens changes nothing",
    page="core",
    returns=TokenReply,
    anonymous=True,
)
CREATE_TEMPORARY_KEYS: Operation[TemporaryKeysReply] = _IAM.read(
    "iam.security_tokens",
    "POST /v3.0/OS-CREDENTIAL/securitytokens",
    call=_CREDENTIALS,
    reason=_NEW_KEYS,
    page="api-iam/iam_04_0101",
    returns=TemporaryKeysReply,
)
ASSUME_AGENCY: Operation[TemporaryKeysReply] = _IAM.read(
    "sts.assume_agency",
    "POST /v5/agencies/assume",
    call=_CREDENTIALS,
    reason=_NEW_KEYS,
    page="usermanual-iam/iam_01_1237",
    returns=TemporaryKeysReply,
)
ASSUME_WITH_OIDC: Operation[TemporaryKeysReply] = _IAM.read(
    "sts.assume_agency_with_oidc",
    "POST /v5/agencies/assume-with-oidc",
    call=_CREDENTIALS,
    reason=_NEW_KEYS,
    page="usermanual-iam/iam_01_1329",
    returns=TemporaryKeysReply,
    anonymous=True,
)
SHOW_CALLER: Operation[Caller] = _IAM.read(
    "sts.caller_identity",
    "GET /v5/caller-identity",
    call="huawei.caller",
    page="sts",
    returns=Caller,
)
METADATA_TOKEN: Operation[None] = _IAM.idempotent(
    "metadata.token",
    "PUT /meta-data/latest/api/token",
    call=_CREDENTIALS,
    reason="it makes a token of a session with the metadata service, and nothing else",
    page="usermanual-ecs/ecs_03_0166",
    anonymous=True,
)
METADATA_KEYS: Operation[TemporaryKeysReply] = _IAM.read(
    "metadata.security_key",
    "GET /openstack/latest/securitykey",
    call=_CREDENTIALS,
    page="usermanual-ecs/ecs_03_0166",
    returns=TemporaryKeysReply,
    anonymous=True,
)
POD_KEYS: Operation[TemporaryKeysReply] = _IAM.read(
    "pod_identity.credentials",
    "POST /",
    call=_CREDENTIALS,
    reason=_NEW_KEYS,
    page="core",
    returns=TemporaryKeysReply,
    anonymous=True,
)

OPERATIONS: Final[tuple[Operation[Any], ...]] = (
    CREATE_TOKEN,
    LIST_PROJECTS,
    LIST_OWN_PROJECTS,
    LIST_DOMAINS,
    EXCHANGE_ID_TOKEN,
    CREATE_TEMPORARY_KEYS,
    ASSUME_AGENCY,
    ASSUME_WITH_OIDC,
    SHOW_CALLER,
    METADATA_TOKEN,
    METADATA_KEYS,
    POD_KEYS,
)
