"""What jobs report while they run and when they are over: one vocabulary over the logs, events and histories of all planes."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import attrs

from jobspan._core.classes import frozen
from jobspan._core.plain import Plain
from jobspan._core.showing import as_document, shown
from jobspan._core.visible import in_line
from jobspan._core.words import in_utc


class LogLevel(StrEnum):
    """How serious a record is. The plane's own word stays in ``original``."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"
    UNKNOWN = "unknown"
    """The plane does not tell, or in a word that is new to this version."""


@frozen(kw_only=True)
class LogRecord(Plain):
    """One thing that a job reported.

    Attributes:
        time: when, with its zone; ``None`` where the plane does not tell.
        level: how serious it is.
        source: which of the plane's reports it comes from: ``log``, ``event``, ``step``, ``component``, ``task``, ``unit``,
            ``history``, ``run``, or ``gap`` for what jobspan knows to be missing, with the reason.
        about: the part of the job that it is about (a table, a region, an asset); empty: the whole job.
        text: what was reported, in the plane's words, passwords inside of it masked. Of a line of a log, without the time and
            level it began with.
        original: the plane's own model, or document, with all of its fields as they came; its repr shows no passwords.
            ``None`` for lines of a text.
    """

    time: datetime | None = None
    level: LogLevel = LogLevel.UNKNOWN
    source: str
    about: str = ""
    text: str
    original: Any = attrs.field(default=None, repr=False, converter=as_document)

    def __str__(self) -> str:
        """One line: time, level, part and text."""
        time = "" if self.time is None else f"{in_utc(self.time):%Y-%m-%d %H:%M:%S}"
        level = "" if self.level is LogLevel.UNKNOWN else self.level.value.upper()
        said = shown(f"{self.about}: {self.text}" if self.about else self.text)
        return in_line(" ".join(filter(None, (time, level, said))))
