"""A login has no rules."""

from typing import Final

from jobspan._core.rules import AnyRule

RULES: Final[tuple[AnyRule, ...]] = ()
