"""What can be said of a job's document by itself: is it one that could be sent at all?"""

from jobspan._core.arguments import Problems
from jobspan.planes.groupid.models.jobs import Job
from jobspan.planes.groupid.transforms import Copy, Verbatim


def check_job(problems: Problems, job: Job, root: str = "$") -> None:
    """Collect what no server could make sense of, each with its place in the document."""
    problems.text(f"{root}.jobInfo.name", job.name)
    for i, row in enumerate(job.fields_map):
        place = f"{root}.fieldsMap[{i}]"
        problems.text(f"{place}.destinationField", row.destination_field)
        if not row.source_field and isinstance(row.transform, Copy):
            problems.add(place, f"{row.destination_field!r} has neither a source field nor a transform")
        if isinstance(row.transform, Verbatim) and (wrong := row.transform.malformed):
            problems.add(f"{place}.transform", wrong)
    for i, setting in enumerate(job.settings):
        place = f"{root}.settings[{i}]"
        problems.text(f"{place}.key", setting.key)
        if not setting.data_type.is_known:
            known = [each.value for each in type(setting.data_type)]
            problems.add(f"{place}.dataType", f"{setting.data_type!s} is no data type of a setting", known)
        elif setting.problem:
            problems.add(f"{place}.value", f"the value of {setting.key!r} {setting.problem}")
