"""Tools to test code that uses jobspan, without a control plane in sight.

`Sandbox` and its companions need the extra `jobspan[sandbox]`; `scrubbing_vcr`, a vcrpy configuration that keeps no secret,
needs `jobspan[testing]`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from jobspan._core.extras import from_extra

if TYPE_CHECKING:
    from jobspan.testing.cassettes import scrubbing_vcr
    from jobspan.testing.clock import FakeClock
    from jobspan.testing.sandbox import Clock, Progress, Sandbox, Weather, faults

FACE = "jobspan.testing"

__all__ = ["Clock", "FakeClock", "Progress", "Sandbox", "Weather", "faults", "scrubbing_vcr"]

_ELSEWHERE = {"FakeClock": "jobspan.testing.clock", "scrubbing_vcr": "jobspan.testing.cassettes"}


if not TYPE_CHECKING:  # a type checker that sees it takes any name for one of ours

    def __getattr__(name: str) -> Any:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        home = _ELSEWHERE.get(name, "jobspan.testing.sandbox")
        with from_extra("testing" if name == "scrubbing_vcr" else "sandbox", f"jobspan.testing.{name}"):
            value = getattr(import_module(home), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
