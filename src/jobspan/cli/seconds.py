"""Numbers and seconds, as people type them."""

import math
from typing import Any, Final

import click

from jobspan import Policy
from jobspan._core.words import span

LONGEST_WAIT: Final = span(Policy().wait_timeout)
"""Of options: how long a wait lasts where no limit is given."""


class Finite(click.ParamType[float]):
    """A finite number, not less than ``least``: anything else is refused before anything is sent."""

    name = "NUMBER"
    what = "a number"

    def __init__(self, least: float = 0) -> None:
        self._least = least

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if not self._least <= number < math.inf:
            self.fail(f"{value!r} is not {self.what}: give {self._least:g} or more.", param, ctx)
        return number


class Seconds(Finite):
    """A wait that has an end."""

    name = "SECONDS"
    what = "a number of seconds"
