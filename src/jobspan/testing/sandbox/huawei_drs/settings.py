"""What API v5 sets for a task: parameters, positions, size, orders, the topic of its alarms."""

from __future__ import annotations

from typing import Any

import attrs

from jobspan.testing.sandbox.progress import Timeline

_PARAMETERS = (
    ("applier_thread_num", "20", "1-64", True, "Threads that write to the target."),
    ("read_task_num", "4", "1-16", True, "Threads that read from the source."),
    ("retry_on_deadlock", "true", "true|false", False, "Whether a deadlock is tried again."),
)


@attrs.define(kw_only=True)
class ParameterValue:
    """A parameter: its default, its range, whether a new value needs a restart."""

    name: str
    default: str
    range: str
    needs_restart: bool
    description: str
    value: str | None = None
    updated_at: str | None = None


def _parameters() -> dict[str, ParameterValue]:
    return {
        name: ParameterValue(name=name, default=default, range=range, needs_restart=restart, description=text)
        for name, default, range, restart, text in _PARAMETERS
    }


@attrs.define(kw_only=True)
class Settings:
    """`parameters` by name, `parameter_changes` the oldest first; `searches` for positions by id, `finds_no_position`: they
    fail. `start_position`, `gtid_set`: where the task begins. `next_size`: what it is being changed to. `orders` that were made,
    `topic` of its alarms, `exports` of its statistics.
    """

    parameters: dict[str, ParameterValue] = attrs.field(factory=_parameters)
    parameter_changes: list[dict[str, Any]] = attrs.field(factory=list)
    searches: dict[str, Timeline] = attrs.field(factory=dict)
    finds_no_position: bool = False
    start_position: str | None = None
    gtid_set: str | None = None
    next_size: str | None = None
    orders: list[dict[str, Any]] = attrs.field(factory=list)
    topic: dict[str, Any] | None = None
    exports: int = 0
