"""Marks that the shell generator reads."""

from collections.abc import Callable
from typing import TypeVar

F = TypeVar("F", bound=Callable[..., object])


def changes(method: F) -> F:
    """This method changes something: the generated shell gives it ``plan=True``, which returns a plan instead."""
    return method
