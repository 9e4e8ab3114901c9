"""The words that DRS takes, and no others, for some arguments: what type checkers see, and what is checked before sending."""

from typing import Final, Literal, TypeAlias, get_args

PrecheckMode: TypeAlias = Literal["start", "retry"]
PauseMode: TypeAlias = Literal["target", "all"]
Use: TypeAlias = Literal["migration", "sync", "cloudDataGuard"]
LinkUse: TypeAlias = Literal["migration", "sync", "cloudDataGuard", "replay"]
SupportedUse: TypeAlias = Literal["migration", "sync", "cloudDataGuard", "replay", "verify", "cdc"]
Direction: TypeAlias = Literal["up", "down", "non-dbs"]
Net: TypeAlias = Literal["eip", "vpc", "vpn"]
StoredType: TypeAlias = Literal["mysql", "postgresql", "mongodb", "oracle"]
SortDirection: TypeAlias = Literal["asc", "desc"]
JobSortKey: TypeAlias = Literal["name", "status", "create_time", "net_type", "job_direction", "pay_mode"]
ListSortKey: TypeAlias = Literal["name", "db_type", "inst_id", "ip", "created_at", "description", "tag_value"]
NamedThing: TypeAlias = Literal["trans", "subscription", "offline"]
ResourceType: TypeAlias = Literal["migration", "sync", "cloudDataGuard", "subscription", "backupMigration", "replay"]
Flavor: TypeAlias = Literal["micro", "small", "medium", "high", "xlarge", "2xlarge"]
ParameterGroup: TypeAlias = Literal["common", "performance"]
ObjectType: TypeAlias = Literal[
    "table", "event", "table_structure", "procedure", "view", "function", "database", "trigger", "table_indexs"
]
StructureType: TypeAlias = Literal[
    "database", "schema", "table", "view", "procedure", "trigger", "index", "table_indexs", "table_structure"
]
ComparisonType: TypeAlias = Literal["lines", "contents", "random"]
ReportType: TypeAlias = Literal["contents", "lines", "random", "objects_comparison", "repair_data"]
CutoverEnd: TypeAlias = Literal["report", "pause", "terminate"]
SubscriptionGoal: TypeAlias = Literal["created", "running"]
GoalName: TypeAlias = Literal[
    "configurable",
    "running",
    "full",
    "incremental",
    "caught-up",
    "protected",
    "edited",
    "paused",
    "terminated",
    "deleted",
]

STORED_TYPES: Final = get_args(StoredType)
DIRECTIONS: Final = get_args(Direction)
NETS: Final = get_args(Net)
