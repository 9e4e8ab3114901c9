"""How Directory Manager words its replies: in an envelope with a status of its own, which the HTTP status may contradict.

0 is success in every documented sample. No failing reply is published; any other number, at any depth, counts as a failure.
Source: https://docs.netwrix.com/docs/directorymanager/11_0/automation/apis/rest-api-reference (Common Errors; samples)
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs

from jobspan._core.context import ErrorReply
from jobspan._core.convert import Codec
from jobspan._core.error_text import words_of
from jobspan._core.http import Response
from jobspan._core.operation import Operation
from jobspan._planes.groupid.errors import Detail, GroupIDAuthError, error_of
from jobspan._planes.groupid.models.documents import CODEC
from jobspan._planes.groupid.operations.login import TOKEN

_MARKS = frozenset({"message", "errorCode", "details", "count"})
"""Beside a ``status``, one of these makes an object an envelope or a list result."""


class GroupIDDialect:
    """camelCase JSON; five shapes of replies, two of them with a status inside."""

    codec: Codec = CODEC
    headers: Sequence[tuple[str, str]] = ()

    def error_reply(self, operation: Operation[Any], response: Response, document: Any) -> ErrorReply | None:
        if operation is TOKEN:
            return None if response.ok else _login_error(response, document)
        if response.ok:
            failed = _failed_part(document)
            if failed is None:
                return None
            error = _envelope_error(response, document, outcome=_number(failed.get("status")))
            return attrs.evolve(error, refusal=_is_a_no(operation, document))
        if not isinstance(document, dict):
            return ErrorReply(message=_plain_text(response), error=error_of(response.status), hint=_hint(response))
        return _envelope_error(response, document, outcome=_number(document.get("status")))


def _login_error(response: Response, document: Any) -> ErrorReply:
    reply = document if isinstance(document, dict) else {}
    code = reply.get("error")
    refused = response.status in (400, 401)
    return ErrorReply(
        message=words_of(reply) or _plain_text(response),
        code=None if code is None else str(code),
        from_plane=bool(code),
        hint="Check username, password, client_id, client_secret and identity_store_id." if refused else None,
        error=GroupIDAuthError if refused else error_of(response.status),
    )


def _envelope_error(response: Response, document: dict[str, Any], outcome: int | None) -> ErrorReply:
    parts = list(_parts(document)) or [document]
    failing = [part for part in parts if not _succeeded(part)] or parts
    details = tuple(_detail(part) for part in failing if part is not parts[0])
    text = _first(failing, "message") or _first(failing, "title") or words_of(document) or None
    code = _first(failing, "errorCode")
    attributes: dict[str, tuple[str, ...]] = {}
    for part in failing:
        attributes |= _attribute_messages(part)
    lines = [text or "the reply has no error text"]
    lines += [f"{name}: {', '.join(messages)}" for name, messages in attributes.items()]
    lines += [detail.message for detail in details if detail.message and detail.message != text]
    kind = error_of(404 if _says_absent(code) else response.status)
    return ErrorReply(
        message=("the server reports a failure: " if response.ok else "") + "; ".join(lines),
        code=code,
        from_plane="status" in document,
        hint=_hint(response),
        error=kind,
        about={"text": text, "outcome": outcome, "details": details, "attribute_messages": attributes},
    )


def _says_absent(code: str | None) -> bool:
    """Whether the server's own code says that there is no such thing, whatever the HTTP status."""
    return code is not None and code.replace("_", "").casefold() in ("notfound", "doesnotexist")


def _failed_part(document: Any) -> dict[str, Any] | None:
    return next((part for part in _parts(document) if not _succeeded(part)), None)


def _is_a_no(operation: Operation[Any], document: Mapping[str, Any]) -> bool:
    """Whether the envelope as a whole says no under HTTP success: by a number of its own, and it brings nothing.

    One that succeeds itself and has a part that fails, brings an id nevertheless, has a status in words, or removed some of
    several things leaves open what was done.
    """
    status = document.get("status")
    if isinstance(status, bool) or _number(status) in (None, 0) or document.get("data"):
        return False
    return not (operation.removes and any(map(_succeeded, _details(document))))


def _parts(document: Any) -> Iterator[dict[str, Any]]:
    """The envelope, the list result in it, and every nested detail."""
    if not isinstance(document, dict) or "status" not in document or not _MARKS & document.keys():
        return
    yield document
    inner = document.get("data")
    if isinstance(inner, dict) and inner.keys() >= {"count", "data", "status"}:
        yield from _parts(inner)
    yield from _details(document)


def _details(part: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    details = part.get("details")
    for each in details if isinstance(details, list) else ():
        if isinstance(each, dict):
            if "status" in each:
                yield each
            yield from _details(each)


def _succeeded(part: Mapping[str, Any]) -> bool:
    return part.get("status") is None or _number(part["status"]) == 0


def _number(value: Any) -> int | None:
    try:
        return int(value)
    except (TypeError, ValueError):
        return None


def _first(parts: Sequence[Mapping[str, Any]], name: str) -> str | None:
    return next((str(part[name]) for part in parts if part.get(name)), None)


def _detail(part: Mapping[str, Any]) -> Detail:
    return Detail(
        name=part.get("name"),
        status=_number(part.get("status")),
        code=part.get("errorCode") or None,
        message=part.get("message"),
    )


def _attribute_messages(part: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """What is wrong with which attribute; ``errors`` is what the web framework itself replies to a bad body."""
    found = part.get("exceptionMessagesAttributeWise") or part.get("errors")
    if not isinstance(found, dict):
        return {}
    return {
        str(name): tuple(map(str, messages)) if isinstance(messages, list) else (str(messages),)
        for name, messages in found.items()
    }


def _plain_text(response: Response) -> str:
    text = response.body[:200].decode("utf-8", "replace").strip()
    if not text:
        return "the reply has no error text"
    return "the reply is an HTML page, not JSON" if text.startswith("<") else text


def _hint(response: Response) -> str | None:
    match response.status:
        case 401:
            return "The token was renewed once and rejected again: is the account allowed to use the API?"
        case 404:
            return "Either it does not exist, or url is not the root of the server (https://host:4443)."
        case 405 | 501:
            return "This server does not offer the call: is it version 11 or newer?"
    return None
