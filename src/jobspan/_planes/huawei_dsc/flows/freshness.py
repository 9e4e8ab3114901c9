"""Telling a new export of a scan from the one before: by every mark that a status shows, and by nothing that it leaves out.

A scan has one export at a time, without a documented id. A status read just after a create, or the reply to it, may still show
the export before; a word without a file or a start does not stand for an export.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import Enum, auto
from typing import Final

from jobspan._core.classes import frozen
from jobspan._planes.huawei_dsc.models.exports import ExportTask
from jobspan._planes.huawei_dsc.models.phases import export_phase, phase_of_export_word
from jobspan.jobs import Phase

BEFORE: Final = "before"
"""In a job reference: the marks of the previous export. Absent if there was none."""
WAS: Final = "was"
"""In a job reference: the state of the previous export."""
UNSEEN: Final = "unseen"
"""In a job reference: whether there was a previous export could not be read."""
CREATED: Final = "created"
"""In a job reference: the marks of the new export, from the reply to the create."""
BUCKET: Final = "bucket"
"""In a job reference: the bucket that the export was asked to go to."""

_SEPARATOR: Final = "|"
_ID_KEYS: Final = ("id", "export_id", "task_id")
_SECONDS_END: Final = 100_000_000_000


class Age(Enum):
    """Whether a status shows the export that was asked for."""

    NEW = auto()
    OLD = auto()
    OPEN = auto()
    """No mark tells."""
    REPLACED = auto()
    """It shows a later export than the one that was asked for."""


@frozen(kw_only=True)
class Marks:
    """What distinguishes one export of a scan from the next: when it started, its file, and its id where there is one."""

    start: str = ""
    file: str = ""
    id: str = ""

    def __bool__(self) -> bool:
        return bool(self.start or self.file or self.id)

    def __str__(self) -> str:
        parts = [self.start, self.file] + ([self.id] if self.id else [])
        return _SEPARATOR.join(part.replace(_SEPARATOR, "/") for part in parts)

    @classmethod
    def parse(cls, text: str) -> "Marks":
        """The marks in a job reference."""
        start, file, id = (*text.split(_SEPARATOR, 2), "", "")[:3]
        return cls(start=start, file=file, id=id)

    def differ_from(self, other: "Marks") -> bool | None:
        """Whether these are the marks of another export; ``None`` if they have no mark in common that can be compared."""
        differ = [
            _moments_differ(self.start, other.start),
            *(was != now for was, now in ((self.file, other.file), (self.id, other.id)) if was and now),
        ]
        known = [each for each in differ if each is not None]
        return any(known) if known else None


def marks_of(task: ExportTask) -> Marks:
    """The marks that a status shows."""
    ids = (task.extra.get(key) for key in _ID_KEYS)
    return Marks(
        start=task.start_time or "",
        file=task.file_name or "",
        id=next((str(id) for id in ids if isinstance(id, str | int) and id != ""), ""),
    )


def is_export(task: ExportTask) -> bool:
    """Whether this tells of an export at all, and is not only the envelope that the service puts around its answers."""
    if task.start_time or task.file_name:
        return True
    return task.status is not None and not _ENVELOPE & task.extra.keys()


_ENVELOPE: Final = frozenset({"msg"})


def is_under_way(task: ExportTask) -> bool:
    """Whether an export is surely not over."""
    return export_phase(task) in (Phase.QUEUED, Phase.RUNNING)


def about_before(task: ExportTask | None) -> dict[str, str]:
    """What a reference remembers of the export before; ``None``: it could not be read."""
    if task is None:
        return {UNSEEN: "yes"}
    if not is_export(task):
        return {}
    return {BEFORE: str(marks_of(task))} | ({} if task.status is None else {WAS: task.status.value})


def age_of(task: ExportTask, about: Mapping[str, str]) -> Age:
    """Which export a status shows, to somebody who asked for a new one."""
    now = marks_of(task)
    known = age_by_reply(now, about)
    if known is not None:
        return known
    wanted = about.get(BUCKET)
    if wanted and task.bucket_name and task.bucket_name != wanted:
        return Age.OPEN if is_under_way(task) else Age.OLD
    if UNSEEN in about:
        return Age.OPEN
    if BEFORE not in about:
        return Age.NEW if is_export(task) else Age.OPEN
    differ = now.differ_from(Marks.parse(about[BEFORE]))
    if differ:
        return Age.NEW
    was_over = WAS in about and phase_of_export_word(about[WAS]).is_terminal
    if was_over and task.status is not None and is_under_way(task):
        return Age.NEW
    return Age.OPEN if differ is None else Age.OLD


def age_by_reply(now: Marks, about: Mapping[str, str]) -> Age | None:
    """What the marks in the reply to the create tell; ``None``: nothing."""
    if CREATED not in about:
        return None
    created = Marks.parse(about[CREATED])
    if now.differ_from(created) is False:
        return Age.NEW
    before = Marks.parse(about[BEFORE]) if BEFORE in about else Marks()
    if now.differ_from(before) is False:
        return Age.OLD
    by_id = bool(created.id and now.id and created.id != now.id)
    by_file = bool(created.file and now.file and created.file != now.file)
    return Age.REPLACED if by_id or (by_file and _moments_differ(created.start, now.start)) else None


def _moments_differ(was: str, now: str) -> bool | None:
    """Whether two texts name different moments; one moment may be written in several ways."""
    if not was or not now:
        return None
    if was == now:
        return False
    first, second = _moment(was), _moment(now)
    if first is None or second is None:
        return True
    if (first.tzinfo is None) != (second.tzinfo is None):
        return None
    return first != second


def _moment(text: str) -> datetime | None:
    if text.strip().isdigit():
        number = int(text)
        try:
            return datetime.fromtimestamp(number / 1000 if number >= _SECONDS_END else number, UTC)
        except (ValueError, OverflowError, OSError):
            return None
    try:
        return datetime.fromisoformat(text.strip().replace("/", "-"))
    except ValueError:
        return None
