"""Which handler serves which method and path."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from urllib.parse import unquote

import attrs

from jobspan.testing.sandbox.http import Call, Reply

Handler = Callable[[Call], Reply]


@attrs.frozen
class Route:
    """One operation of a plane. `path` is a template such as `/jobs/{jobId}`; a parameter fills one whole segment."""

    operation_id: str
    method: str
    path: str
    handler: Handler

    @property
    def segments(self) -> tuple[str, ...]:
        return tuple(self.path.split("/"))


@attrs.frozen
class Match:
    route: Route
    params: Mapping[str, str]


def _is_param(segment: str) -> bool:
    return segment.startswith("{") and segment.endswith("}")


class Router:
    """Finds the route of a raw path. Static segments win over parameters, from left to right."""

    def __init__(self, routes: Iterable[Route], prefixes: Iterable[str] = ("",), *, ignore_case: bool = False) -> None:
        self._fold: Callable[[str], str] = str.lower if ignore_case else str
        self._prefixes = sorted((self._fold(prefix).split("/") for prefix in prefixes), key=len, reverse=True)
        self._routes: dict[int, list[Route]] = {}
        for route in sorted(routes, key=lambda route: [_is_param(segment) for segment in route.segments]):
            self._routes.setdefault(len(route.segments), []).append(route)

    def match(self, method: str, raw_path: str) -> Match | frozenset[str]:
        """The match, or the methods that this path does serve (empty: the path is unknown)."""
        allowed: set[str] = set()
        segments = raw_path.split("/")
        for prefix in self._prefixes:
            if [self._fold(segment) for segment in segments[: len(prefix)]] != prefix:
                continue
            rest = ["", *segments[len(prefix) :]]
            for route in self._routes.get(len(rest), ()):
                params = self._fit(route, rest)
                if params is None:
                    continue
                if route.method == method:
                    return Match(route, params)
                allowed.add(route.method)
        return frozenset(allowed)

    def _fit(self, route: Route, segments: list[str]) -> dict[str, str] | None:
        params: dict[str, str] = {}
        for expected, raw in zip(route.segments, segments, strict=True):
            value = unquote(raw)
            if _is_param(expected):
                if not value:
                    return None
                params[expected[1:-1]] = value
            elif self._fold(value) != self._fold(expected):
                return None
        return params
