"""Checks the form of a job's document, by itself.

What a server stored and nobody has changed since is taken to be valid: it may come from a newer release.
"""

from jobspan._core.validation import Validator
from jobspan._planes.groupid.models.documents import Document
from jobspan._planes.groupid.models.jobs import Job
from jobspan._planes.groupid.models.masks import masked_in_job
from jobspan._planes.groupid.models.transforms import Transform, Verbatim


def check_job(problems: Validator, job: Job, root: str = "$") -> None:
    """Collect what no server could understand, each with its place in the document."""
    problems.text(f"{root}.jobInfo.name", job.name)
    for i, row in enumerate(job.fields_map):
        place = f"{root}.fieldsMap[{i}]"
        problems.text(f"{place}.destinationField", row.destination_field)
        if not row.source_field and row.transform == Transform():
            problems.add(place, f"{row.destination_field!r} has neither a source field nor a transform")
        transform = row.transform
        if isinstance(transform, Verbatim) and not stored(row, "transform") and (wrong := transform.malformed):
            problems.add(f"{place}.transform", wrong)
    for i, setting in enumerate(job.settings):
        place = f"{root}.settings[{i}]"
        problems.text(f"{place}.key", setting.key)
        if not setting.data_type.is_known and not stored(setting, "dataType"):
            known = [each.value for each in type(setting.data_type)]
            problems.add(f"{place}.dataType", f"{setting.data_type!s} is not a data type of a setting", known)
        elif setting.problem:
            problems.add(f"{place}.value", f"the value of {setting.key!r} {setting.problem}")
    check_masks(problems, job, root)


def check_masks(problems: Validator, job: Job, root: str = "$") -> None:
    """Collect the places where a mask stands for a password. Every new object would get the mask as its password."""
    for place, what in masked_in_job(job, root):
        problems.add(place, what)


def stored(row: Document, field: str) -> bool:
    """Whether a row came from a server (which gave it an id), with this field unchanged since."""
    original = row.original or {}
    return bool(original.get("id") or original.get("jobId")) and original.get(field) == row.to_document().get(field)
