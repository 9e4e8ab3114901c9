"""What the promotion journey takes, and what it reports."""

from jobspan._core.classes import frozen
from jobspan._core.plain import Plain
from jobspan._planes.delphix.models.credentials import Credentials
from jobspan._planes.delphix.models.engines import Engine
from jobspan._planes.delphix.models.executions import Execution, ExecutionEvent
from jobspan._planes.delphix.models.masking_jobs import MaskingJob
from jobspan._public import public


@public
@frozen(kw_only=True)
class Promotion:
    """What to promote, by the names people use, and the credentials of the copy's connectors."""

    job_name: str
    target_engine_name: str
    target_environment_name: str
    credentials: Credentials


@public
@frozen(kw_only=True)
class PromotionReport(Plain):
    """What came of a promotion.

    Attributes:
        source, copied: the masking job, and its copy on the other engine.
        resync: whether the copy was there before and was brought up to date; ``None`` if unknown.
        engine: the engine of the copy.
        connectors: ids of the copy's connectors; the credentials of each were set and tested.
        execution: the run of the copy.
        events: the first 100 events of the run.
        log: the log of the run.
    """

    source: MaskingJob
    copied: MaskingJob
    resync: bool | None
    engine: Engine
    connectors: tuple[str, ...]
    execution: Execution
    events: tuple[ExecutionEvent, ...]
    log: str

    def rows(self) -> list[tuple[str, str]]:
        """The report as lines of a table."""
        run = self.execution
        return [
            ("masking job", f"{self.source.name} ({self.source.id})"),
            ("copy", f"{self.copied.id}{' (brought up to date)' if self.resync else ''}"),
            ("engine", f"{self.engine.name} ({self.engine.id})"),
            ("connectors tested", ", ".join(self.connectors)),
            ("execution", f"{run.id}: {run.status}"),
            ("rows masked", f"{run.rows_masked or 0:,} of {run.rows_total or 0:,}"),
            *([("rows not masked", f"{run.unmasked:,}")] if run.unmasked else []),
            ("events", str(len(self.events))),
        ]
