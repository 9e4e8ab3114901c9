"""Texts that name something, as people type them."""

from collections.abc import Iterable
from typing import Any

import click
from click.shell_completion import CompletionItem


class Name(click.ParamType[str]):
    """A text that is not blank: an empty variable of a shell is refused, and not taken for an option that was not given."""

    name = "TEXT"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        text = str(value)
        if not text.strip():
            self.fail("it is empty: give a text, or leave the option out.", param, ctx)
        return text


class ProfileName(Name):
    """The name of a profile; shells complete those of the profile file."""

    name = "NAME"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        return completions(_profiles(), incomplete)


def _profiles() -> list[str]:
    import tomllib

    from jobspan.config import default_profile_file

    try:
        return [*tomllib.loads(default_profile_file().read_text("utf-8"))]
    except (OSError, ValueError):
        return []


def completions(known: Iterable[str], incomplete: str) -> list[CompletionItem]:
    """Those of the known words that begin with what was typed."""
    return [CompletionItem(each) for each in known if each.startswith(incomplete)]
