"""A small, believable world: two directories, a cloud tenant, three data sources, two jobs, a collection."""

from __future__ import annotations

import json
from typing import Any

from jobspan.testing.sandbox.groupid.access import Account
from jobspan.testing.sandbox.groupid.state import IdentityStore, Sheet, State
from jobspan.testing.sandbox.groupid.storage import store_collection, store_job
from jobspan.testing.sandbox.groupid.views.documents import Document

USERNAME = "sync.operator"
PASSWORD = "sandbox-Passw0rd"
CLIENT_ID = "sandbox-client"
CLIENT_SECRET = "sandbox-client-secret"
STORE_ID = 2

SCHEDULED_JOB = 6
CONTAINER = "OU=People,DC=example,DC=test"
_OWNER = "3f6b1f0e-3c1d-4f56-9f2e-6a2c1f7f9a10"
_NODE = "91e0c2a4-52b7-4a06-8f0d-5a1f9a7c2d33"


def seed_world(state: State) -> None:
    state.access.accounts[USERNAME] = Account(USERNAME, PASSWORD)
    state.access.clients[CLIENT_ID] = CLIENT_SECRET
    for store in (
        IdentityStore(2, "AdStore", "Active Directory"),
        IdentityStore(3, "Azure", "Microsoft Entra ID"),
        IdentityStore(24, "ADEnt", "Active Directory"),
    ):
        state.identity_stores[store.id] = store
        state.access.identity_stores.add(store.id)
    _data_source(
        state,
        4,
        "ExcelOne",
        1,
        "Microsoft Excel",
        {"FileServer": "LocalServer", "FilePath": r"C:\Data\People.xlsx", "ConnectionString": ""},
        [
            Sheet("TTSheet1", ["First", "Last", "Email"]),
            Sheet("People", ["EmployeeID", "First", "Last", "Mail", "Department", "Changed"]),
        ],
    )
    _data_source(
        state,
        9,
        "HR database",
        3,
        "SQL Server",
        {"ConnectionString": "MSSQL", "WindowsAuthentication": "false", "Database": "HR"},
        [Sheet("[dbo].[Employee]", ["EmployeeID", "FirstName", "LastName", "DepartmentID"])],
        username="sa",
        password="sandbox-sql-secret",
    )
    _data_source(
        state,
        11,
        "Leavers/CSV",
        4,
        "Text/CSV",
        {"FileServer": "LocalServer", "File": r"C:\Data\Leavers.csv", "Delimiter": ",", "Server": ""},
        [Sheet("Leavers.csv", ["EmployeeID", "LastDay"])],
    )
    for id, name in ((5, "Contractors to AD"), (SCHEDULED_JOB, "People to AD")):
        state.reserve("job", id)
        state.jobs[id] = store_job(state, _job(name, id), kind=1)
    state.reserve("collection", 1)
    store_collection(state, _collection(1, "Nightly", [_job("People to AD", 0), _group_job()]))


def _data_source(
    state: State,
    id: int,
    name: str,
    type: int,
    kind: str,
    values: dict[str, str],
    sheets: list[Sheet],
    username: str = "",
    password: str = "",
) -> None:
    state.reserve("data source", id)
    state.data_sources[id] = {
        "id": id,
        "name": name,
        "providerTypeName": kind,
        "type": type,
        "creationDate": "2025-11-03T08:20:17.663",
        "lastUpdate": None,
        "configurationValues": values | {"UserName": username, "Password": password},
    }
    state.sheets[id] = sheets


def _info(name: str, id: int, source: str, destination: str, **more: Any) -> Document:
    return {
        "jobId": id,
        "templateId": None,
        "jobGuid": None,
        "name": name,
        "type": 1,
        "description": name,
        "sourceProvider": source,
        "destinationProvider": destination,
        "lastRun": None,
        "lastOutCome": "None",
        "lastOutComeDisplayText": None,
        "nextRun": None,
        "timesRun": 0,
        "created": "2025-11-04T09:45:25.373Z",
        "modified": None,
        "schedule": "",
        "smartgroupSchedule": "",
        "enabled": False,
        "onFailure": "Abort",
        "runOrder": 0,
        "isEnable": True,
        "action": 0,
        "collectionId": None,
        "scheduledTask": None,
    } | more


def _field(
    to: str, source: str = "", transform: str = "", *, key: bool = False, new: bool = True, type: int = 1
) -> Any:
    return {
        "action": 0,
        "sourceField": source,
        "destinationField": to,
        "id": 0,
        "delimiter": "",
        "transform": transform,
        "forCreateOnly": new,
        "objectType": type,
        "isKey": key,
        "options": _PASSWORD if to == "password" else None,
    }


_PASSWORD = json.dumps(
    {
        "passwordLength": 12,
        "includeUppercaseAlphabets": True,
        "includeLowercaseAlphabets": True,
        "includeDigits": True,
        "includeSpecialSymbols": False,
        "specialSymbols": "%^&*(",
        "excludeSimilarSymbols": False,
        "managerNotification": False,
        "passwordType": 0,
    },
    separators=(",", ":"),
)


def _parts(type: int, title: str, container: str, query: str, query_type: str, target: str) -> Document:
    return {
        "objectsOption": [
            {
                "objectType": type,
                "id": 0,
                "jobId": 0,
                "isCreate": True,
                "displayName": title,
                "isDelete": False,
                "isSelected": True,
                "containerOption": "1",
                "containerOptionValue": container,
                "createObjectContainerStrategy": 1,
                "isDeprovisioning": False,
                "objectTypeSettings": None,
                "action": 0,
            }
        ],
        "syncQuery": [
            _query(type, query, query_type, source=True),
            _query(type, target, "GroupID", source=False),
        ],
    }


def _query(type: int, query: str, query_type: str, *, source: bool) -> Document:
    return {
        "action": 0,
        "id": 0,
        "queryFor": None,
        "objectType": type,
        "query": query,
        "queryType": query_type,
        "isSource": source,
        "timeStampField": "" if source else None,
        "updateAll": source,
    }


def _rows(pairs: list[tuple[str, str]]) -> list[Document]:
    types = {"Source.Type": "Int32", "SourceProvider": "Int32", "DestinationProvider": "Int32"}
    rows, seen = [], set()
    for key, value in pairs:
        kind = types.get(key, "Boolean" if key == "IsNotificationEnabled" else "String")
        kind = "Int32" if key == "Destination.Type" and key not in seen else kind
        seen.add(key)
        row = {"action": 0, "id": 0, "key": key, "value": value, "dataType": f"System.{kind}", "objectType": None}
        rows.append(row)
    return rows


def _provider(side: str, id: str, kind: str, *, directory: bool) -> list[tuple[str, str]]:
    pairs = [(f"{side}.Type", id), (f"{side}Provider", id), (f"{side}.Provider", id)]
    pairs += [(f"{side}.Type", id)] if side == "Destination" else []
    return [
        *pairs,
        (f"{side}.ProviderName", kind),
        (f"{side}.ProviderType", "1" if directory else "2"),
        (f"{side}.IsDirectoryProvider", str(directory)),
        (f"{side}.IsTableProvider", str(not directory)),
    ]


def _container(side: str, dn: str) -> list[tuple[str, str]]:
    name = dn.partition(",")[0].partition("=")[2]
    node = {
        "id": _NODE,
        "name": name,
        "children": [],
        "parentId": "",
        "showChildren": False,
        "hasChildren": False,
        "nodeType": "Container",
        "DistinguishedName": dn,
        "IdFromIdentityStore": _NODE,
        "DisplayName": name,
        "isSelected": True,
        "isFocused": True,
    }
    text = json.dumps(node, indent=2).replace("\n", "\r\n")
    return [(f"{side}.ContainerDetails", text), (f"{side}.ShouldIncludeSubTree", "True"), (f"{side}.Container", dn)]


_COMMON = [
    ("JobOwners", f"Operator#{_OWNER}"),
    ("JobOwnerIds", _OWNER),
    ("Destination.ScriptingLanguage", "0"),
    ("IsNotificationEnabled", "False"),
    ("ScheduledTask", ""),
    ("SmartGroupScheduleTask", ""),
]


def _job(name: str, id: int) -> Document:
    join = "Join:field=First;separator=.;field=Last"
    fields = [
        _field("cn", transform=join),
        _field("givenName", "First", new=False),
        _field("sAMAccountName", transform=join, key=True),
        _field("sn", "Last", new=False),
        _field("password", transform="Static:value=sandbox-Initial-1"),
    ]
    settings = [
        *_provider("Source", "4", "Microsoft Excel", directory=False),
        ("Source.Table", "People"),
        *_provider("Destination", "24", "Active Directory", directory=True),
        *_container("Destination", CONTAINER),
        *_COMMON,
    ]
    return {
        "isTemplate": False,
        "jobInfo": _info(name, id, "ExcelOne", "ADEnt"),
        "fieldsMap": fields,
        **_parts(1, "User", CONTAINER, "SELECT * FROM [People$]", "SQL", 'objectClass is exactly "user"'),
        "settings": _rows(settings),
        "delimiterSchema": None,
        "sourceSchema": None,
        "destinationSchema": None,
        "hasAccess": True,
    }


def _group_job() -> Document:
    tenant = "DC=example,DC=onmicrosoft,DC=test"
    fields = [
        _field("description", "description", type=4),
        _field("displayname", "displayName", key=True, type=4),
        _field("grouptype", transform="Static:value=8", type=4),
        _field("mailNickname", transform='Script:text=DTM.Result = DTM.Source("cn")', type=4),
    ]
    settings = [
        *_provider("Source", "2", "Active Directory", directory=True),
        *_container("Source", CONTAINER),
        *_provider("Destination", "3", "Microsoft Entra ID", directory=True),
        *_container("Destination", tenant),
        ("Destination.ConfiguredMessagingProvider", "6"),
        ("Destination.ConfiguredMessagingProviderName", "Office 365"),
        ("Destination.MessagingProviderCertificate", "sandbox-certificate-secret"),
        ("Destination.MessagingProviderPassword", "sandbox-messaging-secret"),
        *_COMMON,
        ("memberkey", "sAMAccountName"),
    ]
    group = 'objectClass is exactly "group"'
    target = 'odatatype is exactly "#microsoft.graph.group"'
    return {
        "isTemplate": False,
        "jobInfo": _info("Groups to Entra", 0, "AdStore", "Azure", type=2, runOrder=2),
        "fieldsMap": fields,
        **_parts(4, "Group", tenant, group, "GroupID", target),
        "settings": _rows(settings),
        "hasAccess": False,
    }


def _collection(id: int, name: str, jobs: list[Document]) -> Document:
    return {
        "isTemplate": False,
        "description": None,
        "isNotificationEnabled": False,
        "notificationSendIndividualEmail": False,
        "notifyWhen": 3,
        "notificationRecipients": "",
        "jobCollectionInfo": {
            "id": id,
            "jobCollectionGuid": "",
            "name": name,
            "description": name,
            "totalJobs": 0,
            "timesRun": 0,
            "lastRunDate": None,
            "lastOutCome": "None",
            "lastOutComeDisplayText": None,
            "nextRun": None,
            "created": "2025-11-05T10:08:43.887Z",
            "modified": "2025-11-05T10:08:24Z",
            "schedule": "0",
            "smartgroupSchedule": None,
            "enabled": False,
            "jobs": [],
        },
        "jobs": jobs,
        "totalJobs": 0,
        "hasAccess": False,
    }
