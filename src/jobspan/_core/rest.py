"""What is left of a batch that failed in part: the entries that are sent again, and the results of those that are not."""

import inspect
import json
import pickle
from collections.abc import Callable, Mapping
from typing import Any, Final, get_origin

import attrs

from jobspan._core.classes import frozen
from jobspan._core.effects import Flow
from jobspan._core.once import KeyedCall
from jobspan._core.plain import plain
from jobspan._core.withhold import without_secrets
from jobspan.batches import BatchResult, ItemResult, ItemStatus
from jobspan.errors import JournalError

_TOLD: Final = 10
"""Differences in an error."""


@frozen(kw_only=True)
class Past:
    """What the journal knows of an earlier attempt.

    Attributes:
        call: what was called, and with what.
        over: its outcome is known.
        result: what was stored of it.
    """

    call: KeyedCall
    over: bool
    result: bytes | None = attrs.field(default=None, repr=False)

    @property
    def batch(self) -> BatchResult[Any] | None:
        """What became of each entry, if it is the call of a batch and over."""
        result = pickle.loads(self.result) if self.over and self.result else None  # sealed with a key of the journal
        return result if isinstance(result, BatchResult) else None


@frozen(kw_only=True)
class Rest:
    """The part of a batch that is sent again. It travels to workers.

    Attributes:
        args, kwargs: of a call of that part alone.
        kept: the results of all others, by their places in the whole.
        size: of the whole.
    """

    args: tuple[Any, ...] = attrs.field(repr=False)
    kwargs: dict[str, Any] = attrs.field(repr=False)
    kept: Mapping[int, ItemResult[Any]] = attrs.field(repr=False)
    size: int

    def completed(self, start: Callable[[], Flow[Any]]) -> Flow[Any]:
        """Send that part; the result is that of the whole batch."""
        sent = () if len(self.kept) == self.size else (yield from start()).items
        if len(self.kept) + len(sent) != self.size:  # the call has joined entries that are alike
            return BatchResult((*self.kept.values(), *sent))
        following = iter(sent)
        return BatchResult(
            tuple(self.kept[place] if place in self.kept else next(following) for place in range(self.size))
        )


def is_batch(function: Callable[..., Any]) -> bool:
    """Whether a method says what became of each of many entries."""
    returned = inspect.signature(function).return_annotation
    return get_origin(returned) is BatchResult or returned is BatchResult


def rest_of(
    past: Past,
    call: KeyedCall,
    function: Callable[..., Any],
    owner: object,
    args: tuple[Any, ...],
    kwargs: Mapping[str, Any],
) -> Rest | None:
    """What a call, made again under another key, still has to send; ``None``: all of it, since nothing was accepted.

    Entries that were not accepted may have been changed since. What was accepted stays.

    Args:
        past: the earlier attempt.
        call: the new one.
        function, owner, args, kwargs: the method, and what it is called with.

    Raises:
        JournalError: an entry that was accepted, or what is not an entry, is not the same as before; or it cannot be told
            which of the arguments has the entries.
    """
    batch = past.batch
    if batch is None or not batch.succeeded:
        return None
    bound = inspect.signature(function).bind(owner, *args, **kwargs)
    names = [name for name, value in bound.arguments.items() if _holds(name, value, past.call, call, batch)]
    if len(names) != 1:
        raise not_known(len(batch.succeeded))
    (name,) = names
    before, now = list(zip(_marks(past.call.arguments[name]), batch, strict=True)), _marks(call.arguments[name])
    accepted = {mark: each for mark, each in before if each.status is ItemStatus.ACCEPTED}
    if any(mark in accepted and each.status is not ItemStatus.ACCEPTED for mark, each in before):
        raise not_known(len(batch.succeeded))  # of two that are alike, one was accepted
    differs = _differences(past.call, call, name)
    gone = accepted.keys() - now
    differs += [f"{each.item} was accepted, and is not the same" for mark, each in accepted.items() if mark in gone]
    if differs:
        raise JournalError(
            message=f"{len(batch.succeeded)} of its {len(batch)} entries were accepted, and it comes with other arguments; "
            f"nothing was sent: {'; '.join(differs[:_TOLD])}{'; ...' if len(differs) > _TOLD else ''}.",
            hint="Change only entries that failed; or give those alone to an item of another name.",
        )
    entries = bound.arguments[name]
    kept = {
        place: attrs.evolve(accepted[mark], item=entries[place]) for place, mark in enumerate(now) if mark in accepted
    }
    bound.arguments[name] = [entry for place, entry in enumerate(entries) if place not in kept]
    return Rest(args=bound.args[1:], kwargs=bound.kwargs, kept=kept, size=len(entries))


def not_known(accepted: int) -> JournalError:
    """For a batch of which it is not known any more what was accepted."""
    return JournalError(
        message=f"{accepted} of its entries were accepted before, and which these are cannot be told; nothing was sent.",
        hint="Look which they are, and give those that failed to an item of another name.",
    )


def _holds(name: str, value: object, before: KeyedCall, now: KeyedCall, batch: BatchResult[Any]) -> bool:
    """Whether an argument has the entries of a batch."""
    old, new = before.arguments.get(name), now.arguments.get(name)
    if not isinstance(value, list | tuple) or not isinstance(old, list) or not isinstance(new, list):
        return False
    if len(old) != len(batch):
        return False
    places = {mark: place for place, mark in enumerate(_marks(new))}
    return all(
        _shown(value[places[mark]]) == _shown(result.item)
        for mark, result in zip(_marks(old), batch, strict=True)
        if mark in places
    )


def _marks(entries: list[Any]) -> list[str]:
    """What entries in their canonical form are compared by."""
    return [json.dumps(entry, sort_keys=True) for entry in entries]


def _shown(item: object) -> Any:
    return plain(without_secrets(item))


def _differences(before: KeyedCall, now: KeyedCall, but: str) -> list[str]:
    """What is not the same, beside the entries."""
    found = [name for name in ("plane", "method", "endpoint") if getattr(before, name) != getattr(now, name)]
    found += [
        name
        for name in sorted({*before.arguments, *now.arguments} - {but})
        if before.arguments.get(name) != now.arguments.get(name)
    ]
    return [f"{name} is not the same" for name in found]
