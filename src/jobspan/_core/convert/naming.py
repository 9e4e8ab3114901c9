"""Names on the wire: a rule for a plane, and field metadata where the rule does not hold."""

from collections.abc import Callable
from typing import Any, Final, TypeAlias

from jobspan._core.showing import INTERNAL

Naming: TypeAlias = Callable[[str], str]

WIRE: Final = "jobspan.wire"
WHOLE: Final = ""
"""The name of a field that holds the document itself, not a member of it."""


def wire(name: str) -> dict[str, Any]:
    """Field metadata: the name on the wire, where the plane's naming does not give it."""
    return {WIRE: name}


def not_on_wire(*, shown: bool = False) -> dict[str, Any]:
    """Field metadata: the reader fills it; it is neither read from a document nor written to one.

    Args:
        shown: users see it in tables, like what was read.
    """
    return {WIRE: None} if shown else {WIRE: None, INTERNAL: True}


def as_is(name: str) -> str:
    """The wire uses the same names."""
    return name


def camel(name: str) -> str:
    """``last_out_come`` travels as ``lastOutCome``."""
    head, *rest = name.split("_")
    return head + "".join(word[:1].upper() + word[1:] for word in rest)
