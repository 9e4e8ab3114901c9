"""How two documents differ, in lines a person can read. Secrets are masked; what the server fills in is left out."""

from collections.abc import Iterator
from typing import Any, Final

from jobspan._core.arguments import held_to_types
from jobspan._core.redact import mask_json
from jobspan._planes.groupid.models.documents import Document
from jobspan._planes.groupid.models.masks import is_masked
from jobspan._public import public

SERVER_OWNED: Final = frozenset(
    {
        "action",
        "collectionId",
        "created",
        "enabled",
        "hasAccess",
        "id",
        "jobGuid",
        "jobId",
        "lastOutCome",
        "lastOutComeDisplayText",
        "lastRun",
        "modified",
        "nextRun",
        "schedule",
        "scheduledTask",
        "smartgroupSchedule",
        "templateId",
        "timesRun",
    }
)
_NOTHING: Final = (None, "")
_LONGEST: Final = 60


@public
@held_to_types
def differences(before: Document, after: Document) -> tuple[str, ...]:
    """Lines such as ``$.fieldsMap[2].isKey: False -> True``. Null, empty and absent count as the same.

    Args:
        before: as it was.
        after: as it is; a document of the same kind.
    """
    return tuple(_walk("$", before.to_document(), after.to_document()))


def differences_from_sent(sent: Document, read: Document) -> tuple[str, ...]:
    """How what a server shows differs from what was sent. Secrets that it shows masked cannot be compared, and are left out."""
    return tuple(_walk("$", sent.to_document(), read.to_document(), beyond_masks=True))


def _walk(place: str, before: Any, after: Any, beyond_masks: bool = False) -> Iterator[str]:
    match before, after:
        case dict(), dict():
            for name in {**before, **after}:
                if name not in SERVER_OWNED:
                    yield from _walk(f"{place}.{name}", before.get(name), after.get(name), beyond_masks)
        case list(), list():
            for i in range(max(len(before), len(after))):
                here = f"{place}[{i}]"
                if i >= len(before):
                    yield f"{here}: added {_shown(after[i])}"
                elif i >= len(after):
                    yield f"{here}: removed {_shown(before[i])}"
                else:
                    yield from _walk(here, before[i], after[i], beyond_masks)
        case _:
            same = before == after or (before in _NOTHING and after in _NOTHING)
            if not same and not (beyond_masks and is_masked(after)):
                yield f"{place}: {_shown(before)} -> {_shown(after)}"


def _shown(value: Any) -> str:
    match value:
        case {"key": key}:
            return f"setting {key}"
        case {"destinationField": field}:
            return f"field {field}"
        case _:
            text = repr(mask_json(value))
            return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."
