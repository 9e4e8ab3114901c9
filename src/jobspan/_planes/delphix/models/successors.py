"""What takes the place of the calls on masking jobs.

Source: https://help-api.delphix.com/ (MaskingJobs; ComplianceJobs), release notes of DCT 2026.3.
"""

from typing import Final

from jobspan._core.classes import frozen
from jobspan._core.plain import Plain
from jobspan._public import public


@public
@frozen(kw_only=True)
class Successor(Plain):
    """A call on masking jobs, and the one that takes its place.

    Attributes:
        call: the call, for example ``masking_jobs.execute``.
        operation: DCT's name of it.
        deprecated: DCT 2026.3 marks it as deprecated.
        successor: the call that takes its place; ``None``: there is none.
        since: the version of DCT's API that has the successor.
        changes: what is otherwise.
    """

    call: str
    operation: str
    deprecated: bool
    successor: str | None = None
    since: str | None = None
    changes: str


COMPLIANCE_JOBS_SINCE: Final = "3.16.0"
COLLECTIONS_SINCE: Final = "3.20.0"
ORCHESTRATORS_SINCE: Final = "3.27.0"
COMPLIANCE_JOBS_WRITTEN_SINCE: Final = "3.27.0"


def _deprecated(method: str, operation: str, successor: str | None, changes: str) -> Successor:
    return _row(method, operation, successor, COMPLIANCE_JOBS_SINCE, changes, deprecated=True)


def _current(method: str, operation: str, successor: str | None, changes: str) -> Successor:
    return _row(method, operation, successor, COMPLIANCE_JOBS_WRITTEN_SINCE, changes, deprecated=False)


def _row(
    method: str, operation: str, successor: str | None, since: str, changes: str, *, deprecated: bool
) -> Successor:
    return Successor(
        call=f"masking_jobs.{method}",
        operation=operation,
        deprecated=deprecated,
        successor=successor and f"delphix.compliance_jobs.{successor}",
        since=since if successor else None,
        changes=changes,
    )


_SAME: Final = "the same arguments and results"
_BY_HYPERSCALE: Final = "the whole list of engines is given (`engine_ids`) and takes the place of the old one"
_ON_THE_JOB: Final = "not needed: a compliance job names its engine (`engine_id`, `engine_name`)"

MASKING_JOB_SUCCESSORS: Final[tuple[Successor, ...]] = (
    _deprecated(
        "list",
        "get_masking_jobs",
        "list",
        "standard, Hyperscale and discovery jobs in one list; search for `type EQ 'MASKING'` to have those of before",
    ),
    _deprecated("search", "search_masking_jobs", "search", "other attributes; the type of a job is one of them"),
    _deprecated("get", "get_masking_job_by_id", "get", "tells engine, environment and application as well"),
    _deprecated("connectors", "get_masking_job_connectors", "connectors", _SAME),
    _deprecated(
        "execute",
        "execute_masking_job",
        "execute",
        "takes no engine, for the job knows its own; connectors can be chosen for multi-tenant jobs",
    ),
    _deprecated("tags", "get_masking_job_tag", "tags", _SAME),
    _deprecated("add_tags", "create_masking_job_tag", "add_tags", _SAME),
    _deprecated("delete_tags", "delete_masking_job_tag", "delete_tags", _SAME),
    _deprecated(
        "copy",
        "copy_masking_job",
        None,
        "nothing takes its place for jobs of an engine; one that DCT manages is read, and created again",
    ),
    _deprecated(
        "migrate", "migrate_masking_job", None, "nothing takes its place; migratable jobs are something else in DCT"
    ),
    _current(
        "create", "create_masking_job", "create", "makes a job of a rule set, not a Hyperscale job of another job"
    ),
    _current("update", "update_masking_job_by_id", "update", "more fields; the result wraps the job"),
    _current("delete", "delete_masking_job", "delete", "cannot be forced"),
    _current("re_import", "re_import_masking_job", None, "stays: it is for Hyperscale jobs"),
    _current("source_engines", "get_masking_job_source_engines", None, _ON_THE_JOB),
    _current("search_source_engines", "search_masking_job_source_engines", None, _ON_THE_JOB),
    _current("add_engine", "add_engine_to_masking_job", "update", _BY_HYPERSCALE),
    _current("remove_engine", "remove_engine_from_masking_job", "update", _BY_HYPERSCALE),
)
"""All calls on masking jobs, each with what takes its place."""

_SINCE: Final = {
    "ComplianceJobs": COMPLIANCE_JOBS_SINCE,
    "ComplianceJobCollections": COLLECTIONS_SINCE,
    "JobCollectionExecutions": COLLECTIONS_SINCE,
    "JobOrchestrators": ORCHESTRATORS_SINCE,
}
_WRITES: Final = frozenset({"create_compliance_job", "update_compliance_job", "delete_compliance_job"})


def api_version_of(domain: str, operation: str) -> str | None:
    """Which version of DCT's API an operation needs, where that is known."""
    return COMPLIANCE_JOBS_WRITTEN_SINCE if operation in _WRITES else _SINCE.get(domain)
