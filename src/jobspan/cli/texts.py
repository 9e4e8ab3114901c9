"""Texts that name something, as people type them."""

from typing import Any

import click


class Name(click.ParamType[str]):
    """A text that is not blank: an empty variable of a shell is refused, and not taken for an option that was not given."""

    name = "TEXT"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        text = str(value)
        if not text.strip():
            self.fail("it is empty: give a text, or leave the option out.", param, ctx)
        return text
