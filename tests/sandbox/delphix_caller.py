from __future__ import annotations

from typing import Any, Protocol

import httpx


class Caller(Protocol):
    def __call__(self, method: str, path: str, *, base: str = "/v3", **options: Any) -> httpx.Response: ...
