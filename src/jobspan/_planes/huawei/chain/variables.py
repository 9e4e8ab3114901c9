"""Links whose credentials are in environment variables."""

from typing import Final

from jobspan._core.classes import frozen
from jobspan._planes.huawei.access_keys import Credentials
from jobspan._planes.huawei.chain.files import clouds_entry, hcloud_profile
from jobspan._planes.huawei.chain.found import Absent, Found, HeldToken, Means
from jobspan._planes.huawei.federation import IdToken, Oidc
from jobspan._planes.huawei.iam import User
from jobspan._planes.huawei.machine import Pod
from jobspan._planes.huawei.regions import is_otc
from jobspan._planes.huawei.surroundings import Surroundings
from jobspan._planes.huawei.temporary import Agency
from jobspan.credentials import Secret
from jobspan.errors import ConfigError

_ALGORITHM: Final = "HmacSHA256"


@frozen(kw_only=True)
class Names:
    """What a tool calls its variables; the first one that is set counts."""

    access_key: tuple[str, ...]
    secret_key: tuple[str, ...]
    security_token: tuple[str, ...]
    token: tuple[str, ...] = ()
    username: tuple[str, ...] = ()
    user_id: tuple[str, ...] = ()
    password: tuple[str, ...] = ()
    domain_name: tuple[str, ...] = ()
    domain_id: tuple[str, ...] = ()
    project_id: tuple[str, ...] = ()
    project_name: tuple[str, ...] = ()
    iam_url: tuple[str, ...] = ()
    sts_url: tuple[str, ...] = ()


SDK: Final = Names(
    access_key=("HUAWEICLOUD_SDK_AK",),
    secret_key=("HUAWEICLOUD_SDK_SK",),
    security_token=("HUAWEICLOUD_SDK_SECURITY_TOKEN",),
    project_id=("HUAWEICLOUD_SDK_PROJECT_ID",),
    iam_url=("HUAWEICLOUD_SDK_IAM_ENDPOINT",),
    sts_url=("HUAWEICLOUD_SDK_STS_ENDPOINT",),
)


def _terraform(prefix: str) -> Names:
    return Names(
        access_key=(f"{prefix}ACCESS_KEY",),
        secret_key=(f"{prefix}SECRET_KEY",),
        security_token=(f"{prefix}SECURITY_TOKEN",),
        token=(f"{prefix}AUTH_TOKEN",),
        username=(f"{prefix}USER_NAME",),
        user_id=(f"{prefix}USER_ID",),
        password=(f"{prefix}USER_PASSWORD",),
        domain_name=(f"{prefix}DOMAIN_NAME",),
        domain_id=(f"{prefix}DOMAIN_ID",),
        project_id=(f"{prefix}PROJECT_ID",),
        project_name=(f"{prefix}PROJECT_NAME",),
        iam_url=(f"{prefix}AUTH_URL",),
    )


OPENSTACK: Final = Names(
    access_key=("OS_ACCESS_KEY", "S3_ACCESS_KEY_ID"),
    secret_key=("OS_SECRET_KEY", "S3_SECRET_ACCESS_KEY"),
    security_token=("OS_SECURITY_TOKEN", "S3_SECURITY_TOKEN"),
    token=("OS_AUTH_TOKEN", "OS_TOKEN"),
    username=("OS_USERNAME",),
    user_id=("OS_USER_ID",),
    password=("OS_PASSWORD",),
    domain_name=("OS_USER_DOMAIN_NAME", "OS_PROJECT_DOMAIN_NAME", "OS_DOMAIN_NAME", "DEFAULT_DOMAIN"),
    domain_id=("OS_USER_DOMAIN_ID", "OS_DOMAIN_ID"),
    project_id=("OS_PROJECT_ID",),
    project_name=("OS_TENANT_NAME", "OS_PROJECT_NAME"),
    iam_url=("OS_AUTH_URL",),
)


def oidc(around: Surroundings) -> Found | Absent:
    """OpenID Connect: an agency of STS for a token."""
    provider, agency = around.get("HUAWEICLOUD_OIDC_PROVIDER_URN"), around.get("HUAWEICLOUD_OIDC_AGENCY_URN")
    if provider is None and agency is None:
        return Absent(why="HUAWEICLOUD_OIDC_PROVIDER_URN and HUAWEICLOUD_OIDC_AGENCY_URN are not set")
    text, file = around.get("HUAWEICLOUD_OIDC_ID_TOKEN"), around.get("HUAWEICLOUD_OIDC_TOKEN_FILE")
    _whole(
        "HUAWEICLOUD_OIDC_*",
        {
            "HUAWEICLOUD_OIDC_PROVIDER_URN": provider,
            "HUAWEICLOUD_OIDC_AGENCY_URN": agency,
            "HUAWEICLOUD_OIDC_ID_TOKEN or HUAWEICLOUD_OIDC_TOKEN_FILE": text or file,
        },
    )
    ids = (around.get("HUAWEICLOUD_OIDC_POLICY_IDS") or "").split(",")
    means = Oidc(
        provider_urn=provider or "",
        agency_urn=agency or "",
        token=Secret(text) if text else None,
        file=around.path(file) if file else None,
        session_name=around.get("HUAWEICLOUD_OIDC_SESSION_NAME") or "oidc-sts-session",
        duration=_seconds(around, "HUAWEICLOUD_OIDC_DURATION_SECONDS") or 3600,
        policy=around.get("HUAWEICLOUD_OIDC_POLICY"),
        policy_ids=tuple(id.strip() for id in ids if id.strip()),
    )
    return _found(around, SDK, "HUAWEICLOUD_OIDC_*", means)


def sdk(around: Surroundings) -> Found | Absent:
    """The variables of the vendor's SDK: a token file of an identity provider comes before keys."""
    idp, file = around.get("HUAWEICLOUD_SDK_IDP_ID"), around.get("HUAWEICLOUD_SDK_ID_TOKEN_FILE")
    if idp and file:
        where = "HUAWEICLOUD_SDK_IDP_ID, HUAWEICLOUD_SDK_ID_TOKEN_FILE"
        return _found(around, SDK, where, IdToken(idp_id=idp, file=around.path(file)))
    means = _keys(around, SDK)
    if means is not None:
        return _found(around, SDK, "HUAWEICLOUD_SDK_AK, HUAWEICLOUD_SDK_SK", means)
    if idp or file:
        _whole("ID token", {"HUAWEICLOUD_SDK_IDP_ID": idp, "HUAWEICLOUD_SDK_ID_TOKEN_FILE": file})
    return Absent(why="HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK are not set")


def terraform(around: Surroundings) -> Found | Absent:
    """The variables of Terraform's provider for Huawei Cloud."""
    return _of_terraform(around, "HW_")


def openstack(around: Surroundings) -> Found | Absent:
    """The variables of OpenStack's tools. They may be about any cloud, so they count for Open Telekom Cloud only."""
    cloud, url = around.get("OS_CLOUD"), around.get("OS_AUTH_URL")
    means = _means(around, OPENSTACK)
    if means is None and cloud is None:
        return Absent(why="OS_ACCESS_KEY, OS_PASSWORD, OS_TOKEN and OS_CLOUD are not set")
    region = around.region or around.get("OS_REGION_NAME", "OS_REGION")
    if not is_otc(region, around.cloud, url):
        return Absent(why="OS_* are set, but neither region nor OS_AUTH_URL is one of Open Telekom Cloud")
    if means is None and cloud is not None:
        return clouds_entry(around, cloud)
    return _found(around, OPENSTACK, _named(around, OPENSTACK), means) if means else Absent(why="OS_* are not set")


def private_cloud(around: Surroundings) -> Found | Absent:
    """The variables of Terraform's provider for private clouds (HCS)."""
    if around.cloud is None and around.get("HCS_CLOUD") is None:
        return Absent(why="no cloud is set, which HCS_* would be about")
    return _of_terraform(around, "HCS_")


def pod_identity(around: Surroundings) -> Found | Absent:
    """The agent of a cluster."""
    names = ("HC_CONTAINER_CREDENTIALS_FULL_URI", "HC_CONTAINER_AUTHORIZATION_TOKEN_FILE")
    url, file = map(around.get, names)
    if not url and not file:
        return Absent(why=f"{' and '.join(names)} are not set")
    _whole("pod identity", dict(zip(names, (url, file), strict=True)))
    return Found(where=names[0], means=Pod(url=url or "", file=around.path(file or "")))


def _of_terraform(around: Surroundings, prefix: str) -> Found | Absent:
    names = _terraform(prefix)
    algorithm = around.get(f"{prefix}SIGNING_ALGORITHM")
    means = _means(around, names)
    if means is None:
        if file := around.get(f"{prefix}SHARED_CONFIG_FILE"):
            return hcloud_profile(around, around.get(f"{prefix}PROFILE"), around.path(file))
        return Absent(why=f"{prefix}ACCESS_KEY, {prefix}AUTH_TOKEN and {prefix}USER_PASSWORD are not set")
    if isinstance(means, Credentials) and algorithm not in (None, _ALGORITHM):
        raise ConfigError(
            message=f"huawei: {prefix}SIGNING_ALGORITHM is {algorithm}, which jobspan does not sign with.",
            hint=f"It signs with {_ALGORITHM}; HmacSM3, EcdsaP256SHA256 and SM2SM3 are not supported.",
        )
    return _found(around, names, _named(around, names), means, _role(around, prefix))


def _role(around: Surroundings, prefix: str) -> Agency | None:
    role = f"{prefix}ASSUME_ROLE_"
    name = around.get(f"{role}AGENCY_NAME")
    owner, owner_id = around.get(f"{role}DOMAIN_NAME"), around.get(f"{role}DOMAIN_ID")
    if name is None:
        return None
    _whole("agency", {f"{role}DOMAIN_NAME or {role}DOMAIN_ID": owner or owner_id})
    return Agency(name=name, domain_name=owner, domain_id=owner_id, duration=_seconds(around, f"{role}DURATION"))


def _means(around: Surroundings, names: Names) -> Means | None:
    """A token, then keys, then a user: the order of the tools themselves."""
    if token := around.get(*names.token):
        return HeldToken(token=Secret(token))
    return _keys(around, names) or _user(around, names)


def _keys(around: Surroundings, names: Names) -> Credentials | None:
    key, secret = around.get(*names.access_key), around.get(*names.secret_key)
    if key is None and secret is None:
        return None
    _whole("access key", {names.access_key[0]: key, names.secret_key[0]: secret})
    return Credentials(access_key=key or "", secret_key=secret or "", security_token=around.get(*names.security_token))


def _user(around: Surroundings, names: Names) -> User | None:
    password = around.get(*names.password)
    if password is None:
        return None
    username, user_id = around.get(*names.username), around.get(*names.user_id)
    domain, domain_id = around.get(*names.domain_name), around.get(*names.domain_id)
    if user_id is None:
        _whole("IAM user", {names.username[0]: username, names.domain_name[0]: domain or domain_id})
    return User(password=Secret(password), username=username, user_id=user_id, domain_name=domain, domain_id=domain_id)


def _named(around: Surroundings, names: Names) -> str:
    """The variables that credentials were taken from."""
    if around.get(*names.token):
        groups = [names.token]
    elif around.get(*names.access_key):
        groups = [names.access_key, names.secret_key]
    else:
        groups = [names.user_id if around.get(*names.user_id) else names.username, names.password]
    return ", ".join(name for group in groups for name in group if around.get(name))


def _found(around: Surroundings, names: Names, where: str, means: Means, agency: Agency | None = None) -> Found:
    return Found(
        where=where,
        means=means,
        project_id=around.get(*names.project_id),
        project_name=around.get(*names.project_name),
        iam_url=around.get(*names.iam_url),
        sts_url=around.get(*names.sts_url),
        agency=agency,
    )


def _whole(what: str, parts: dict[str, str | None]) -> None:
    """
    Raises:
        ConfigError: a part is missing. Half a set is a mistake, and is not passed over.
    """
    missing = [name for name, value in parts.items() if not value]
    if missing:
        raise ConfigError(
            message=f"huawei: incomplete {what}: {', '.join(missing)} not set.",
            hint="Set it too, or unset the others.",
            looked_for=tuple(f"environment variable {name}" for name in missing),
        )


def _seconds(around: Surroundings, name: str) -> int | None:
    text = around.get(name)
    if text is None:
        return None
    try:
        return int(text)
    except ValueError:
        raise ConfigError(message=f"huawei: {name} is {text!r}.", hint="It is a whole number of seconds.") from None
