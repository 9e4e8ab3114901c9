"""Seconds, as people type them: a wait that has an end."""

import math
from typing import Any, Final

import click

A_DAY: Final = "default: a day"
"""Of options: what ``Policy.wait_timeout`` is where nobody sets it."""


class Seconds(click.ParamType[float]):
    """A finite number of seconds, not less than ``least``: anything else is refused before anything is sent."""

    name = "SECONDS"

    def __init__(self, least: float = 0) -> None:
        self._least = least

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        try:
            seconds = float(value)
        except ValueError:
            seconds = math.nan
        if not self._least <= seconds < math.inf:
            self.fail(f"{value!r} is not a number of seconds: give {self._least:g} or more.", param, ctx)
        return seconds
