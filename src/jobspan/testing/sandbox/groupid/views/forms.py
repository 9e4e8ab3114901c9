"""The forms of data sources: what each kind asks for."""

from __future__ import annotations

from typing import Any

KINDS = {1: "Microsoft Excel", 2: "Microsoft Access", 3: "SQL Server", 4: "Text/CSV", 5: "Oracle", 6: "ODBC"}
ICON = "iVBORw0KGgo="
_TEXT, _SECRET, _CHOICE, _SEARCH = "System.String", "System.Security.SecureString", "dropdown", "dropdown-search"
_FILE = r'(\\\\|[\w]:\\)([^\\:*?"<>|]+\\)*[^\\:*?"<>|]+\.((csv)|(txt))'

Field = tuple[str, str, str, bool]

_LOCAL: dict[int, tuple[Field, ...]] = {
    1: (("FilePath", "File Path", _TEXT, True),),
    2: (("FilePath", "File Path", _TEXT, True), ("FilePassword", "File Password", _SECRET, False)),
    3: (
        ("ConnectionString", "Server", _TEXT, True),
        ("UserName", "Username", _TEXT, False),
        ("Password", "Password", _SECRET, False),
        ("Database", "Database", _TEXT, True),
    ),
    4: (
        ("File", "File Path", _TEXT, True),
        ("Delimiter", "Delimiter", _TEXT, True),
        ("Server", "Domain/Hostname (Optional)", _TEXT, False),
        ("UserName", "Username (Optional)", _TEXT, False),
        ("Password", "Password (Optional)", _SECRET, False),
    ),
    5: (("ConnectionString", "Host", _TEXT, True), ("UserName", "Username", _TEXT, False)),
    6: (("Server", "DSN", _TEXT, True), ("DsnType", "DSN Type", _TEXT, False)),
}
_ONEDRIVE: tuple[Field, ...] = (
    ("ServiceAccounUserName", "Service Account", _TEXT, True),
    ("ServiceAccountPassword", "Service Account Password", _SECRET, True),
    ("ApplicationId", "Registered Application ID", _TEXT, True),
    ("TenantId", "Registered Tenant ID", _TEXT, True),
    ("FileName", "File_Name", _SEARCH, True),
)
_PATTERNS = {"File": _FILE, "Delimiter": r"^([^\s]|(tab)|(Tab)|(TAB))$"}


def form(kind: int, server: str) -> dict[str, Any]:
    """The form of one kind on one file server."""
    fields = _ONEDRIVE if server == "OneDrive" else _LOCAL[kind]
    return {
        "name": KINDS.get(kind),
        "type": kind,
        "icon": ICON if kind else None,
        "fileServerType": server,
        "configurations": [_server_choice(server), *(_entry(each, at) for at, each in enumerate(fields, 2))],
    }


def required(kind: int, server: str) -> tuple[str, ...]:
    fields = _ONEDRIVE if server == "OneDrive" else _LOCAL[kind]
    return tuple(name for name, _, _, needed in fields if needed)


def _server_choice(server: str) -> dict[str, Any]:
    entry = _entry(("FileServer", "File Server", _CHOICE, True), 1)
    return entry | {"defaultValue": server, "values": ["LocalServer", "OneDrive"]}


def _entry(field: Field, at: int) -> dict[str, Any]:
    name, title, kind, needed = field
    return {
        "name": name,
        "displayName": title,
        "dataType": kind,
        "defaultValue": "",
        "regularExpression": _PATTERNS.get(name),
        "validationMessage": None,
        "minLength": None,
        "maxLength": None,
        "isRequired": needed,
        "isDisabled": False,
        "isNewOnly": False,
        "renderingOrder": at,
        "values": None,
    }
