"""What a sample call consists of, and how the sandbox's own record judges it."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import attrs

from jobspan import AsyncClient, Client
from jobspan.testing import Sandbox


class Arguments:
    """What the sample is called with."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.args = args
        self.kwargs = kwargs


Prepare = Callable[[Client, Sandbox], Arguments]


@attrs.frozen
class Sample:
    """A call that makes one operation happen.

    Attributes:
        plane, operation: whose sample it is.
        call: the public method, dotted.
        prepare: gets the sandbox ready and gives the arguments. Called once for each sandbox.
        repeats: how often the operation happens in one undisturbed call (a batch in several requests).
    """

    plane: str
    operation: str
    call: str
    prepare: Prepare
    repeats: int = 1

    @property
    def name(self) -> str:
        return f"{self.plane} {self.operation}"

    def method(self, client: Client | AsyncClient) -> Any:
        """The method, bound to a client."""
        found: Any = client
        for part in self.call.split("."):
            found = getattr(found, part)
        return found

    def make(self, client: Client, given: Arguments) -> Any:
        """Make the call."""
        return self.method(client)(*given.args, **given.kwargs)

    async def make_async(self, client: AsyncClient, given: Arguments) -> Any:
        """The same, on the asynchronous client."""
        answer = self.method(client)(*given.args, **given.kwargs)
        return await answer if inspect.isawaitable(answer) else answer

    def arrived(self, sandbox: Sandbox) -> int:
        """How many requests of the operation have reached the sandbox."""
        return sandbox.requests.count(self.operation, self.plane)


def given(*args: Any, **kwargs: Any) -> Prepare:
    """A preparation that only gives arguments."""
    return lambda client, sandbox: Arguments(*args, **kwargs)
