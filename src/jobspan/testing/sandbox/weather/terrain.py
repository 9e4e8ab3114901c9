"""What the weather has to know of a plane."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import attrs
from starlette.datastructures import Headers

from jobspan.testing.sandbox.http import Call


def _same_account(call: Call) -> Headers:
    return call.headers


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


@attrs.frozen
class Terrain:
    """The facts of one plane that decide what can strike where.

    Attributes:
        logins: operations that give credentials.
        reads: operations other than GET that change nothing.
        helpers: reads that an account may lack while it can run its jobs: what rules and comparisons would like to know.
        alone: operations that only bad connections can strike, each with the reason.
        rows: members that carry the rows of a list.
        always: members that the vendor says are always there. Ids always are.
        states: members that hold a state or a verdict.
        secrets: members that hold a secret.
        page_size: query parameters that ask for the size of a page.
        strangers: changes that somebody else could make at the same moment.
        as_another: the headers of a request as another account would send it.
    """

    logins: frozenset[str] = frozenset()
    reads: frozenset[str] = frozenset()
    helpers: frozenset[str] = frozenset()
    alone: Mapping[str, str] = attrs.field(factory=dict)
    rows: frozenset[str] = words("items")
    always: frozenset[str] = frozenset()
    states: frozenset[str] = words("status state")
    secrets: frozenset[str] = words("password")
    page_size: frozenset[str] = words("limit")
    strangers: frozenset[str] = frozenset()
    as_another: Callable[[Call], Headers] = _same_account

    def is_read(self, call: Call) -> bool:
        """Whether a request changes nothing."""
        return call.method == "GET" or call.operation_id in self.reads
