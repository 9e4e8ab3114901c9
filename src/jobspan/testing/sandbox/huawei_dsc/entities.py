"""The entities of DSC. Each holds facts only; `views.py` writes them as they look on the wire."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs

from jobspan.testing.sandbox.progress import Timeline

OVER = frozenset({"FINISHED", "FAILED", "STOPPED", "TERMINATED"})


@attrs.define(eq=False, kw_only=True)
class Level:
    """A security level."""

    id: str
    name: str
    color: int
    enabled: bool = True
    category: str = "BUILT_IN"


@attrs.define(eq=False, kw_only=True)
class Rule:
    """What a scan looks for."""

    id: str
    name: str
    content: str
    level: Level
    category: str = "BUILT_IN"


@attrs.define(eq=False, kw_only=True)
class RuleGroup:
    """Rules that are used together."""

    id: str
    name: str
    rule_ids: list[str]
    description: str = ""
    category: str = "BUILT_SELF"
    is_default: bool = False


@attrs.define(eq=False, kw_only=True)
class Template:
    """A template for classification and grading."""

    id: str
    name: str
    description: str = ""
    is_default: bool = False


@attrs.define(eq=False, kw_only=True)
class Asset:
    """A bucket, a database or a big-data store. `objects` are the files, tables or types in it that hold sensitive data."""

    id: str
    kind: str
    name: str
    place: str
    """The name of the bucket, the database or the index."""
    region: str = "eu-west-101"
    policy: str = "private"
    authorized: bool = True
    created: int = 0
    objects: list[Holding] = attrs.field(factory=list)
    traits: dict[str, str] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True)
class Holding:
    """Sensitive data in one object: the rule it matches, where, and the live text."""

    name: str
    rule: Rule
    where: str
    samples: tuple[tuple[int, str], ...] = ()
    path: str | None = None


@attrs.frozen(kw_only=True)
class Finding:
    """A holding that a scan found."""

    id: str
    task_id: str
    asset: Asset
    holding: Holding
    found_at: int


@attrs.define(eq=False, kw_only=True)
class ScanTask:
    """The scan of one asset."""

    id: str
    asset: Asset
    status: str
    started: int | None = None
    ended: int | None = None


@attrs.define(eq=False, kw_only=True)
class ExportRun:
    """The current export of a scan job."""

    timeline: Timeline
    request: dict[str, Any]
    started: str
    file_name: str
    content: bytes | None = attrs.field(default=None, repr=False)


@attrs.define(eq=False, kw_only=True)
class ScanJob:
    """A scan job; `findings` may be any sequence, also one that makes up its rows on demand."""

    id: str
    name: str
    settings: dict[str, Any]
    created: int
    assets: list[Asset]
    timeline: Timeline
    last_run: int | None = None
    tasks: list[ScanTask] = attrs.field(factory=list)
    findings: Sequence[Finding] = ()
    export: ExportRun | None = None

    @property
    def status(self) -> str:
        return self.timeline.state

    @property
    def is_new(self) -> bool:
        """Whether it was made from templates."""
        return bool(self.settings.get("scan_template_ids"))
