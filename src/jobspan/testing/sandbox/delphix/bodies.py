"""Request bodies: which fields there are and what may stand in them.

Fields a body does not declare are ignored; a null is refused unless the field may be cleared with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import attrs

from jobspan.testing.sandbox.delphix.errors import refusal
from jobspan.testing.sandbox.http import Call

Check = Callable[[Any], str | None]
"""Returns what is wrong with a value, or None."""


def text(least: int = 0, most: int | None = None) -> Check:
    def check(value: Any) -> str | None:
        if not isinstance(value, str):
            return "must be a string"
        if len(value) < least:
            return f"must have at least {least} characters"
        if most is not None and len(value) > most:
            return f"must have at most {most} characters"
        return None

    return check


def integer(least: int | None = None, most: int | None = None) -> Check:
    def check(value: Any) -> str | None:
        if not isinstance(value, int) or isinstance(value, bool):
            return "must be an integer"
        if (least is not None and value < least) or (most is not None and value > most):
            return f"must lie between {least} and {most}"
        return None

    return check


def flag(value: Any) -> str | None:
    return None if isinstance(value, bool) else "must be true or false"


def anything(value: Any) -> str | None:
    return None


def choice(*allowed: str) -> Check:
    return lambda value: None if value in allowed else f"must be one of {', '.join(allowed)}"


def text_list(value: Any) -> str | None:
    return (
        None
        if isinstance(value, list) and all(isinstance(each, str) for each in value)
        else "must be a list of strings"
    )


def script(value: Any) -> str | None:
    if not isinstance(value, dict) or text(1)(value.get("name")) or text(0, 65535)(value.get("contents")):
        return "must have a name, and contents of at most 65535 characters"
    return None


def tag_list(value: Any) -> str | None:
    if not isinstance(value, list) or not 1 <= len(value) <= 1000:
        return "must be a list of 1 to 1000 tags"
    for tag in value:
        if not isinstance(tag, dict) or any(text(1, 4000)(tag.get(part)) for part in ("key", "value")):
            return "must hold tags with a key and a value of 1 to 4000 characters"
    pairs = [(tag["key"], tag["value"]) for tag in value]
    return None if len(set(pairs)) == len(pairs) else "must not hold a tag twice"


def member_list(value: Any) -> str | None:
    if not isinstance(value, list) or len(value) > 100:
        return "must be a list of at most 100 members"
    for member in value:
        if not isinstance(member, dict) or text(1)(member.get("compliance_job_id")):
            return "must hold members with a compliance_job_id"
        if integer(1, 100)(member.get("sequence", 1)):
            return "must hold members with a sequence between 1 and 100"
    return None


def _names(names: Iterable[str]) -> frozenset[str]:
    return frozenset(names)


@attrs.frozen
class Body:
    """The declaration of one request body."""

    fields: Mapping[str, Check]
    required: frozenset[str] = attrs.field(default=(), converter=_names)
    nullable: frozenset[str] = attrs.field(default=(), converter=_names)

    def read(self, call: Call) -> dict[str, Any]:
        """The declared fields that are present. Refuses the call with 400 when one is wrong or missing."""
        sent = {} if call.json is None else call.json
        if not isinstance(sent, dict):
            raise refusal(400, "The body must be a JSON object")
        missing = sorted(name for name in self.required if sent.get(name) is None)
        if missing:
            raise refusal(400, f"Missing required field: {', '.join(missing)}")
        values = {name: sent[name] for name in self.fields if name in sent}
        for name, value in values.items():
            wrong = None if value is None and name in self.nullable else self.fields[name](value)
            if wrong:
                raise refusal(400, f"{name} {wrong}")
        return values
