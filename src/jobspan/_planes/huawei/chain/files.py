"""Links whose credentials are in files of other tools."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from jobspan._core.extras import from_extra
from jobspan._planes.huawei.access_keys import Credentials
from jobspan._planes.huawei.chain.found import Absent, Found, HeldToken, Means
from jobspan._planes.huawei.federation import IdToken
from jobspan._planes.huawei.iam import User
from jobspan._planes.huawei.surroundings import Surroundings
from jobspan._planes.huawei.temporary import Agency
from jobspan.credentials import Secret
from jobspan.errors import ConfigError

_SECTION: Final = "basic"
_VENDORS: Final = {
    "otc": "https://iam.{region_name}.otc.t-systems.com/v3",
    "otc-swiss": "https://iam-pub.{region_name}.sc.otc.t-systems.com/v3",
}
_PASSWORDS: Final = ("password", "v3password")
_TOKENS: Final = ("token", "v3token")


def credentials_file(around: Surroundings) -> Found | Absent:
    """The file of the vendor's SDK, ``~/.huaweicloud/credentials``, section ``[basic]``."""
    named = around.get("HUAWEICLOUD_SDK_CREDENTIALS_FILE")
    if named is None and around.home is None:
        return Absent(why="there is no home folder for .huaweicloud/credentials")
    file = around.path(named) if named else (around.home or Path()) / ".huaweicloud" / "credentials"
    text = around.read(file)
    if text is None:
        return Absent(why=f"{file} does not exist")
    import configparser  # few programs have such a file

    parser = configparser.ConfigParser()
    try:
        parser.read_string(text)
    except configparser.Error as broken:
        raise ConfigError(message=f"huawei: {file} is not a valid credentials file (line {_line(broken)}).") from None
    if not parser.has_section(_SECTION):
        raise ConfigError(
            message=f"huawei: {file} has no section [{_SECTION}].", hint=f"Write ak and sk below [{_SECTION}]."
        )
    try:
        items = parser.items(_SECTION)
    except configparser.InterpolationError:  # a secret with a percent sign that is not doubled
        items = parser.items(_SECTION, raw=True)
    values = {name: value for name, value in items if value}
    where = f"section [{_SECTION}] of {file}"
    means: Means
    if "idp_id" in values and "id_token_file" in values:
        means = IdToken(idp_id=values["idp_id"], file=around.path(values["id_token_file"]))
    elif "ak" in values and "sk" in values:
        means = Credentials(
            access_key=values["ak"], secret_key=values["sk"], security_token=values.get("security_token")
        )
    else:
        raise _incomplete(where, "ak and sk (or idp_id and id_token_file)")
    return Found(
        where=where,
        means=means,
        project_id=values.get("project_id"),
        iam_url=values.get("iam_endpoint"),
    )


def hcloud_profile(around: Surroundings, profile: str | None, file: Path | None = None) -> Found | Absent:
    """A profile of the file of the command line tool hcloud."""
    place = file or (around.home or Path()) / ".hcloud" / "config.json"
    text = around.read(place)
    if text is None:
        raise ConfigError(message=f"huawei: {place} does not exist.", hint="It is the file of the tool hcloud.")
    document = _json(text, place)
    if str(document.get("authEncrypt", "")).lower() == "true":
        raise ConfigError(
            message=f"huawei: the keys in {place} are encrypted, by hcloud and for hcloud.",
            hint="Run `hcloud configure set --cli-auth-encrypt=false`, or give the keys otherwise.",
        )
    name = profile or document.get("current") or "default"
    profiles = [each for each in document.get("profiles") or () if isinstance(each, dict)]
    entry = next((each for each in profiles if each.get("name") == name), None)
    if entry is None:
        known = ", ".join(sorted(str(each.get("name")) for each in profiles)) or "none"
        raise ConfigError(message=f"huawei: {place} has no profile {name!r}. There are: {known}.")
    where = f"profile {name} of {place}"
    if not entry.get("accessKeyId") or not entry.get("secretAccessKey"):
        raise _incomplete(where, "accessKeyId and secretAccessKey")
    agency = None
    if entry.get("agencyName") and (entry.get("agencyDomainName") or entry.get("agencyDomainId")):
        agency = Agency(
            name=entry["agencyName"],
            domain_name=entry.get("agencyDomainName") or None,
            domain_id=entry.get("agencyDomainId") or None,
        )
    keys = Credentials(
        access_key=entry["accessKeyId"],
        secret_key=entry["secretAccessKey"],
        security_token=entry.get("securityToken"),
    )
    return Found(where=where, means=keys, project_id=entry.get("projectId") or None, agency=agency)


def clouds_entry(around: Surroundings, name: str) -> Found | Absent:
    """An entry of ``clouds.yaml``, with what ``secure.yaml`` adds.

    Raises:
        ConfigError: there is no such file, or no such entry, or it lacks something.
    """
    file = _clouds_file(around)
    entry = _merged(_clouds(around, file).get(name), _clouds(around, _secure_file(around, file)).get(name))
    where = f"entry {name} of {file or 'clouds.yaml'}"
    if entry is None:
        raise ConfigError(
            message=f"huawei: there is no cloud {name!r} in clouds.yaml.",
            hint="It is looked for in the working folder, in ~/.config/openstack and in /etc/openstack.",
            looked_for=(str(file),) if file else (),
        )
    auth = entry.get("auth") or {}
    region = str(entry.get("region_name") or around.region or "")
    url = auth.get("auth_url") or _VENDORS.get(str(entry.get("profile") or ""), "")
    return Found(
        where=where,
        means=_cloud_means(where, entry, auth),
        project_id=_text(auth, "project_id"),
        project_name=_text(auth, "project_name"),
        iam_url=str(url).replace("{region_name}", region) or None,
    )


def _cloud_means(where: str, entry: Mapping[str, Any], auth: Mapping[str, Any]) -> Means:
    key = _text(entry, "ak", "access_key")
    secret = _text(entry, "sk", "secret_key")
    if key and secret:
        return Credentials(access_key=key, secret_key=secret, security_token=_text(entry, "security_token"))
    kind = str(entry.get("auth_type") or ("token" if auth.get("token") else "password"))
    if kind in _TOKENS:
        token = _text(auth, "token")
        if not token:
            raise _incomplete(where, "auth.token")
        return HeldToken(token=Secret(token))
    if kind not in _PASSWORDS:
        raise ConfigError(
            message=f"huawei: {where} has auth_type {kind}, which is not supported.",
            hint="Supported are password and token, or ak and sk.",
        )
    password, username = _text(auth, "password"), _text(auth, "username", "user_name")
    user_id = _text(auth, "user_id")
    domain = _text(auth, "user_domain_name", "project_domain_name", "domain_name")
    domain_id = _text(auth, "user_domain_id", "domain_id")
    if not password or not (user_id or (username and (domain or domain_id))):
        raise _incomplete(where, "password and user_id, or username and user_domain_name")
    return User(password=Secret(password), username=username, user_id=user_id, domain_name=domain, domain_id=domain_id)


def _clouds_file(around: Surroundings) -> Path | None:
    """The first that is there, in the order of OpenStack's own tools."""
    if named := around.get("OS_CLIENT_CONFIG_FILE"):
        return around.path(named)
    import platformdirs

    folders = [around.folder, Path(platformdirs.user_config_dir("openstack", appauthor=False))]
    if around.home is not None:
        folders.append(around.home / ".config" / "openstack")
    if os.name == "posix":
        folders.append(Path("/etc/openstack"))
    names = ("clouds.yaml", "clouds.yml", "clouds.json")
    return next((folder / name for folder in folders for name in names if (folder / name).is_file()), None)


def _secure_file(around: Surroundings, clouds: Path | None) -> Path | None:
    if named := around.get("OS_CLIENT_SECURE_FILE"):
        return around.path(named)
    if clouds is None:
        return None
    names = ("secure.yaml", "secure.yml", "secure.json")
    return next((clouds.parent / name for name in names if (clouds.parent / name).is_file()), None)


def _clouds(around: Surroundings, file: Path | None) -> Mapping[str, Any]:
    text = around.read(file) if file is not None else None
    if file is None or text is None:
        return {}
    document = _json(text, file) if file.suffix == ".json" else _yaml(text, file)
    clouds = document.get("clouds") if isinstance(document, dict) else None
    return clouds if isinstance(clouds, dict) else {}


def _yaml(text: str, file: Path) -> Any:
    with from_extra("clouds", f"huawei: the file {file}"):
        import yaml
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as broken:
        mark = getattr(broken, "problem_mark", None)
        line = f" (line {mark.line + 1})" if mark else ""
        raise ConfigError(message=f"huawei: {file} is not valid YAML{line}.") from None


def _json(text: str, file: Path) -> dict[str, Any]:
    try:
        document = json.loads(text)
    except ValueError as broken:
        line = getattr(broken, "lineno", "?")
        raise ConfigError(message=f"huawei: {file} is not valid JSON (line {line}).") from None
    return document if isinstance(document, dict) else {}


def _merged(under: Any, over: Any) -> dict[str, Any] | None:
    if not isinstance(under, dict) or not isinstance(over, dict):
        found = over if isinstance(over, dict) else under
        return found if isinstance(found, dict) else None
    return under | {
        name: _merged(under.get(name), value) if isinstance(value, dict) else value for name, value in over.items()
    }


def _text(document: Mapping[str, Any], *names: str) -> str | None:
    return next((str(document[name]) for name in names if document.get(name)), None)


def _line(broken: Exception) -> object:
    return getattr(broken, "lineno", None) or next(iter(getattr(broken, "errors", ())), ("?",))[0]


def _incomplete(where: str, what: str) -> ConfigError:
    return ConfigError(message=f"huawei: incomplete credentials: the {where} lacks {what}.")
