"""Errors as tools tell them: what happened, and what to do next."""

from typing import Any, Final

import click

from jobspan._core.showing import shown
from jobspan.cli.exits import code_of, for_command_line
from jobspan.errors import JobspanError

_AS_TOOLS: Final = {"`jobspan wait`": "the tool `job`", "`jobspan cancel`": "a plan of `job.cancel`"}
_LONGEST: Final = 10_000
_BRIEF: Final = ("error", "text", "hint", "page", "plane", "operation", "code", "request_id", "ref", "accepted")


def failure_of(error: JobspanError | click.UsageError) -> dict[str, Any]:
    """The error as a document, secrets masked."""
    if isinstance(error, click.UsageError):
        hint = "Nothing was sent. `describe` tells what a call takes."
        return {"error": "UsageError", "text": shown(error.message), "hint": hint, "outcome": "usage"}
    whole = error.to_dict()
    document = {name: whole[name] for name in _BRIEF if whole.get(name) not in (None, "", [])}
    outcome = {"text": _in_tools(document["text"])[:_LONGEST], "outcome": code_of(error).name.lower()}
    return document | outcome


def _in_tools(text: str) -> str:
    text = for_command_line(text)
    for command, tool in _AS_TOOLS.items():
        text = text.replace(command, tool)
    return text
