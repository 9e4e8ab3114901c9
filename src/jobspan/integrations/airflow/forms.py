"""The forms of the connection types, as data: one a control plane. Needs no Airflow, so that it is quick to read for one."""

from typing import Any, Final, Literal

from jobspan._core.classes import frozen
from jobspan._planes.ciphertrust.settings import CipherTrustSettings
from jobspan._planes.delphix.settings import DelphixSettings
from jobspan._planes.groupid.settings import GroupIDSettings
from jobspan._planes.huawei.settings import HuaweiSettings
from jobspan.config import PlaneSettings

_TYPES: Final[dict[str, dict[str, Any]]] = {
    "text": {"type": ["string", "null"]},
    "secret": {"type": ["string", "null"], "format": "password"},
    "number": {"type": ["integer", "null"]},
    "flag": {"type": ["boolean", "null"]},
}


@frozen
class Field:
    """A field of a form: a setting of the plane, or of the connection itself."""

    name: str
    label: str
    about: str = ""
    kind: Literal["text", "secret", "number", "flag"] = "text"
    default: Any = None

    def document(self) -> dict[str, Any]:
        """The field as Airflow reads it."""
        shown = {} if self.default is None else {"default": self.default}
        return {"label": self.label, "schema": _TYPES[self.kind] | shown} | (
            {"description": self.about} if self.about else {}
        )


@frozen(kw_only=True)
class Form:
    """How a connection of one type is filled in.

    Attributes:
        conn_type: as Airflow stores it.
        title: as its list of connection types shows it.
        hook: the class for it.
        settings: what the connection becomes.
        columns: which of Airflow's own fields carry which setting.
        labels, placeholders: what stands on and in these fields.
        fields: further settings. Those that no form shows may stand in the field *Extra*, by their names.
    """

    conn_type: str
    title: str
    hook: str
    settings: type[PlaneSettings]
    columns: dict[str, str]
    labels: dict[str, str]
    placeholders: dict[str, str]
    fields: tuple[Field, ...]

    @property
    def hidden(self) -> list[str]:
        """Airflow's own fields that mean nothing here."""
        return sorted({"host", "login", "password", "port", "schema"} - set(self.columns))

    def document(self) -> dict[str, Any]:
        """The form as Airflow reads it."""
        return {
            "connection-type": self.conn_type,
            "hook-class-name": f"jobspan.integrations.airflow.{self.hook}",
            "hook-name": self.title,
            "ui-field-behaviour": {
                "hidden-fields": self.hidden,
                "relabeling": self.labels,
                "placeholders": self.placeholders,
            },
            "conn-fields": {field.name: field.document() for field in (*self.fields, *_TRANSPORT, *OF_CONNECTION)},
        }


_TRANSPORT: Final = (
    Field("ca_bundle", "CA bundle", "PEM file with the CAs to trust, on the workers and the triggerer"),
    Field("verify", "Verify certificate", "Off is for tests only", "flag", default=True),
    Field("proxy", "Proxy", "The address of an HTTP proxy", "secret"),
)

OF_CONNECTION: Final = (
    Field("job_page", "Page of a job", "Address with {id}, for the link of a task; default: the server itself"),
    Field("journal", "Journal", "Database of calls under keys, shared by all workers: postgresql://...", "secret"),
    Field("journal_key", "Journal key", "32 bytes in base64 that entries are sealed with", "secret"),
)
"""What a connection says beside the settings of its plane."""

_DELPHIX: Final = Form(
    conn_type="jobspan_delphix",
    title="Delphix DCT (jobspan)",
    hook="DelphixHook",
    settings=DelphixSettings,
    columns={"host": "url", "login": "username", "password": "password"},
    labels={"host": "URL", "login": "Username", "password": "Password"},
    placeholders={"host": "https://dct.example.com", "login": "with a password; leave empty with an API key"},
    fields=(
        Field("api_key", "API key", "Instead of username and password", "secret"),
        Field("api_path", "API path", "Appended to a URL without a path; default /v3"),
    ),
)
_CIPHERTRUST: Final = Form(
    conn_type="jobspan_ciphertrust",
    title="CipherTrust Manager (jobspan)",
    hook="CipherTrustHook",
    settings=CipherTrustSettings,
    columns={"host": "url", "login": "username", "password": "password"},
    labels={"host": "URL", "login": "Username", "password": "Password"},
    placeholders={"host": "https://cm.example.com"},
    fields=(
        Field("domain", "Domain", "Name or id; default: root"),
        Field("auth_domain", "Domain of the account", "Default: root"),
        Field("connection", "Identity source", "An LDAP or OIDC connection; default: local_account"),
        Field("tenant", "CDSPaaS tenant", "Excludes the domains"),
        Field("refresh_token", "Refresh token", "Instead of, or beside, username and password", "secret"),
        Field("client_id", "Client id", "Of a registered client, with its certificate"),
        Field("client_certificate", "Client certificate", "PEM file, on the workers and the triggerer"),
    ),
)
_GROUPID: Final = Form(
    conn_type="jobspan_groupid",
    title="Netwrix Directory Manager (jobspan)",
    hook="GroupIDHook",
    settings=GroupIDSettings,
    columns={"host": "url", "login": "username", "password": "password"},
    labels={"host": "URL", "login": "Username", "password": "Password"},
    placeholders={"host": "https://groupid.example.com:4443"},
    fields=(
        Field("identity_store_id", "Identity store id", "Holds the account (SVC.Identitystore)", "number"),
        Field("client_id", "Client id", "Of the API client (SVC.Client)"),
        Field("client_secret", "Client secret", "", "secret"),
    ),
)
_HUAWEI: Final = Form(
    conn_type="jobspan_huawei",
    title="Huawei Cloud DRS and DSC (jobspan)",
    hook="HuaweiHook",
    settings=HuaweiSettings,
    columns={"login": "access_key", "password": "secret_key"},
    labels={"login": "Access key (AK)", "password": "Secret key (SK)"},
    placeholders={},
    fields=(
        Field("region", "Region", "For example eu-west-101"),
        Field("project_id", "Project id", "Default: the region's own project, asked of IAM"),
        Field("security_token", "Security token", "With a temporary pair of keys", "secret"),
        Field("username", "IAM user", "Instead of keys, with its password and account"),
        Field("password", "Password of the IAM user", "", "secret"),
        Field("domain_name", "Account of the IAM user"),
        Field("drs_url", "Address of DRS", "Default: that of the region"),
        Field("dsc_url", "Address of DSC", "Default: that of the region"),
        Field("iam_url", "Address of IAM", "Default: that of the region"),
    ),
)

FORMS: Final = {form.conn_type: form for form in (_DELPHIX, _CIPHERTRUST, _GROUPID, _HUAWEI)}
