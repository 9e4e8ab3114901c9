"""What the promotion journey is told, and what it reports. The journey itself: ``promote`` in ``jobspan._sync.promotion``."""

import attrs

from jobspan.delphix import Credentials, Engine, Execution, ExecutionEvent, MaskingJob


@attrs.frozen(kw_only=True)
class Promotion:
    """What to promote, by the names people use, and the credentials of the copy's connectors."""

    job_name: str
    target_engine_name: str
    target_environment_name: str
    credentials: Credentials


@attrs.frozen(kw_only=True)
class PromotionReport:
    """What came of it."""

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
            ("events", str(len(self.events))),
        ]
