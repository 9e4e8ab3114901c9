"""What can be called: found by words, and described so that arguments can be made for it."""

import json
import re
import types
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from pathlib import PurePath
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

import attrs
import click

from jobspan import Client
from jobspan._core.operation import RetryClass
from jobspan._core.secret import Secret
from jobspan._sync.plan import Plan
from jobspan.cli.calls import CALLS, Call
from jobspan.cli.docstrings import doc_of
from jobspan.cli.documents import is_given
from jobspan.cli.generated import Part, parts_of
from jobspan.cli.mcp.secrets import HOW_TO_NAME_SECRETS
from jobspan.models import Unset

_DEEPEST: Final = 3
_SAME: Final = (
    ("start", "run", "execute"),
    ("stop", "cancel", "end"),
    ("change", "update"),
    ("delete", "remove"),
    ("get", "read", "show"),
    ("test", "check"),
)
"""Words that mean the same in a search."""


def plan_of_cancel(client: Client, reference: dict[str, Any]) -> Plan[None]:
    """Ask the plane to stop a job.

    Args:
        reference: the job, as `apply` gave it.
    """
    return client.resume(json.dumps(reference)).cancel.plan()


CANCEL: Final = Call("job.cancel", plan_of_cancel, True, ())
"""The end of a job is asked for on its handle, and the table has calls of resources only."""


def called(name: str) -> Call:
    """A call of the table.

    Raises:
        click.UsageError: there is none; names what may be meant.
    """
    name = name.replace("-", "_")
    if name == CANCEL.name:
        return CANCEL
    call = CALLS.find(name) if name in CALLS.names else None
    if call is None:
        close = CALLS.close_to(name, [*CALLS.names])
        meant = f" Did you mean {' or '.join(close)}?" if close else ""
        raise click.UsageError(f"There is no call {name!r}.{meant} `search_operations` finds calls.")
    return call


def why_not_read(call: Call) -> str:
    """Why a call is not one that `read` makes; empty when it is."""
    if call.changes:
        return f"{call.name} changes something: make a plan of it with `plan`."
    if any(row.retry is not RetryClass.READ for row in call.operations):
        return (
            f"{call.name} is more than a read, and cannot be planned: it is left to people (`jobspan run {call.name}`)."
        )
    if any(_leads_to_a_file(declared) for declared in call.types.values()):
        return f"{call.name} writes a file of this machine: it is left to people (`jobspan run {call.name}`)."
    return ""


def _leads_to_a_file(declared: Any) -> bool:
    return any(isinstance(each, type) and issubclass(each, PurePath) for each in _members(declared))


def search(words: str, plane: str | None) -> list[dict[str, Any]]:
    """The calls that words fit, the best first."""
    wanted = {word.rstrip("s") for word in re.findall(r"[^\W_]+", words.lower())}
    found: list[tuple[int, int, dict[str, Any]]] = []
    for name in (*CALLS.names, CANCEL.name):
        call = called(name)
        if plane not in (None, call.plane):
            continue
        about = doc_of(call.function).first
        text = " ".join([call.plane, about, *(f"{row.id} {row.path}" for row in call.operations)]).lower()
        hits = sum(any(same in name or same in text for same in _alike(word)) for word in wanted)
        named = sum(any(same in name for same in _alike(word)) for word in wanted)
        if hits or not wanted:
            found.append((-hits, -named, {"call": name, "plane": call.plane, "about": about, "how": how_to_make(call)}))
    return [row for _, _, row in sorted(found, key=lambda each: (*each[:2], len(each[2]["call"])))]


def _alike(word: str) -> tuple[str, ...]:
    return next((words for words in _SAME if word in words), (word,))


def how_to_make(call: Call) -> str:
    """Which tool makes it."""
    if call.changes:
        return "plan, then apply"
    return "not offered" if why_not_read(call) else "read"


def describe(call: Call) -> dict[str, Any]:
    """What a call does, what it takes, and what is sent for it."""
    doc = doc_of(call.function)
    parameters = [_parameter(part) for part in parts_of(call)]
    return {
        "call": call.name,
        "about": doc.text,
        "how": how_to_make(call),
        **({"why": why} if not call.changes and (why := why_not_read(call)) else {}),
        "starts_a_job": call.starts_a_job,
        "arguments": parameters,
        "requests": [
            {
                "request": f"{row.method} {row.path}",
                "retry_class": row.retry.value,
                "rules": list(row.rules),
                "source": row.source,
            }
            for row in call.operations
        ],
    }


def _parameter(part: Part) -> dict[str, Any]:
    word = part.word
    described: dict[str, Any] = {"name": part.name, "type": _type(part), "required": part.required, "about": part.about}
    if word.secret:
        described["how"] = HOW_TO_NAME_SECRETS
    if word.known:
        described["known"] = list(word.known)
    if word.clearable:
        described["null"] = "removes what is there"
    return described


def _type(part: Part) -> Any:
    word = part.word
    match word.metavar:
        case _ if word.secret:
            return {"env": "NAME"}
        case _ if word.flag:
            return "true or false"
        case _ if word.choices:
            return f"one of {', '.join(word.choices)}"
        case "NAME=VALUE":
            return "object: names with values"
        case "JSON":
            return shape(word.declared)
        case "TIME":
            return "time, ISO 8601"
        case _:
            kind = "number" if word.metavar == "NUMBER" else "text"
            return f"list of {kind}s" if word.many else kind


def shape(declared: Any, depth: int = 0) -> Any:
    """A declared type as one reads it: models as objects of their fields."""
    shapes = [_shape(each, depth) for each in _members(declared)]
    return shapes[0] if len(shapes) == 1 else {"one of": shapes}


def _shape(kind: Any, depth: int) -> Any:
    origin = get_origin(kind)
    if origin in (Sequence, Iterable, list, tuple):
        return [shape(get_args(kind)[0], depth)]
    if origin in (Mapping, dict):
        return "object"
    if kind is Secret:
        return {"env": "NAME"}
    of = origin or kind
    if isinstance(of, type) and attrs.has(of):
        if depth >= _DEEPEST or hasattr(of, "from_document"):
            return f"{of.__name__}: a document, as `read` shows it"
        hints = get_type_hints(of)
        return {field.name: shape(hints[field.name], depth + 1) for field in attrs.fields(of) if is_given(field)}
    if isinstance(of, type) and issubclass(of, Enum):
        return f"one of {', '.join(str(member.value) for member in of)}"
    simple = {str: "text", bool: "true or false", int: "number", float: "number"}
    times = {datetime: "time, ISO 8601", date: "date, ISO 8601"}
    return (simple | times).get(of, getattr(of, "__name__", str(of)))


def _members(declared: Any) -> tuple[Any, ...]:
    several = get_args(declared) if get_origin(declared) in (Union, types.UnionType) else (declared,)
    return tuple(each for each in several if each not in (type(None), Unset))
