"""The names of the rules, so that the table of operations can list them without importing what they look at."""

from typing import Final

DOCUMENTED_JOB_RULES: Final = (
    "providers-exist",
    "key-field",
    "key-new-only",
    "mandatory-fields",
    "target-container",
    "delete-tables-only",
    "time-stamp-field",
    "multi-valued-delimiter",
    "password-options",
    "messaging-provider",
    "member-key",
    "entra-key-field",
    "on-failure",
    "script-text",
    "resolve-directories-only",
)
ADVISORY_JOB_RULES: Final = (
    "name-unique",
    "fresh-ids",
    "provider-numbers",
    "provider-type",
    "provider-kind",
    "source-table",
    "container-details",
    "owners",
    "object-types",
    "field-once",
    "one-value",
    "source-columns",
    "query-type",
    "json-text",
    "no-loop",
    "updates-nothing",
    "text-destination",
)
COLLECTION_RULES: Final = ("collection-order", "collection-heads", "collection-job-types", "on-failure", "script-text")
DATA_SOURCE_CONFIGURED: Final = "data-source-configured"
DATA_SOURCE_UNUSED: Final = "data-source-unused"
