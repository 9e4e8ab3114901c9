"""How DRS writes replies: batches whose entries succeed or fail one by one, under 200, 202 and sometimes 400."""

from collections.abc import Mapping
from typing import Any, ClassVar, Final

import attrs

from jobspan._core.context import ErrorReply
from jobspan._core.convert import Codec
from jobspan._core.http import Response
from jobspan._core.operation import Operation
from jobspan._planes.huawei.dialect import HuaweiDialect
from jobspan._planes.huawei.errors import ErrorBody, Meaning
from jobspan._planes.huawei.tokens import is_about_token
from jobspan._planes.huawei_drs.errors import CODES, INVALID_TOKEN, NO_PERMISSION_AT_IAM, NotOffered, is_unpublished
from jobspan._planes.huawei_drs.models.links import SupportedLinks
from jobspan._planes.huawei_drs.models.subscriptions import Subscriptions


class DrsCodec(Codec):
    """Pages in two forms: as a list of one object or as that object, and with one row that stands there without a list."""

    def unwrapped(self, model: Any, document: Any) -> Any:
        if model in _LISTED and isinstance(document, list) and len(document) == 1:
            return document[0]
        if model is Subscriptions and isinstance(document, dict) and isinstance(row := document.get("jobs"), dict):
            none = not row and document.get("total_count") == 0
            return {**document, "jobs": []} if none else {**document, "jobs": [row]} if row else document
        return document


_LISTED: Final = frozenset({SupportedLinks})


class DrsDialect(HuaweiDialect):
    """A refused batch may come as 400 with the results of its entries: itemized operations read it like any reply."""

    codes: ClassVar[Mapping[str, Meaning]] = CODES

    def __init__(self, language: str) -> None:
        super().__init__(language)
        self.codec = DrsCodec()

    def error_reply(self, operation: Operation[Any], response: Response, document: Any) -> ErrorReply | None:
        entries = _entries(document)
        if response.status == 400 and entries:
            return None if 400 in operation.itemized else self._first_error(entries)
        if response.ok and entries is None and (found := self.error_in(document)) is not None and found.code:
            return self.as_error_reply(found)
        found_or_none = super().error_reply(operation, response, document)
        if found_or_none is not None and is_unpublished(operation.path, response.status, found_or_none.code):
            hint = "This region does not offer the call; client.drs.features() tells what it has."
            return attrs.evolve(found_or_none, error=NotOffered, hint=hint)
        if found_or_none is None and response.status == 400 and not entries:
            return ErrorReply(message=f"the answer has no error text that is known{_beginning_of(response)}.")
        return found_or_none

    def _first_error(self, entries: list[dict[str, Any]]) -> ErrorReply:
        blamed = next(((entry, said) for entry in entries if (said := self.error_in(entry)) is not None), None)
        if blamed is None:
            return self.as_error_reply(ErrorBody(code=None, message="the batch was refused"))
        entry, found = blamed
        id = entry.get("id") or entry.get("job_id")
        return self.as_error_reply(
            attrs.evolve(found, message=f"{found.message.rstrip('.')} (task {id})") if id else found
        )


def _beginning_of(response: Response) -> str:
    """What an answer of an unknown form says first; nothing of a page."""
    text = " ".join(response.body[:800].decode("utf-8", "replace").split())
    return f": {text[:200]}" if text and not text.startswith("<") else ""


def _entries(document: Any) -> list[dict[str, Any]] | None:
    """The entries of a batch reply; ``None`` for any other document."""
    results = document.get("results") if isinstance(document, dict) else None
    if not isinstance(results, list):
        return None
    return [entry for entry in results if isinstance(entry, dict)]


def renews_token(status: int, code: str | None) -> bool:
    """DRS answers a bad token with 403, and a missing permission sometimes with 401."""
    return code == INVALID_TOKEN or (code != NO_PERMISSION_AT_IAM and is_about_token(status, code))
