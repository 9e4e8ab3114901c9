"""The weather: which unkind things happen, how often, and by which throw of the dice."""

from __future__ import annotations

import difflib
import random
from types import MappingProxyType
from typing import ClassVar, Final

import attrs

from jobspan._public import public

KINDS: Final = MappingProxyType(
    {
        "lag": "What was accepted shows later: in single reads after some seconds, in lists after some more.",
        "old-state-first": "After a change the first reads still give what was there before.",
        "shuffled": "Lists come in another order each time.",
        "short-pages": "Pages hold fewer rows than there are, and say nothing of it but in the total.",
        "capped-pages": "Pages are smaller than asked for.",
        "nulls": "Optional members are null.",
        "missing-fields": "Optional members are left out.",
        "new-words": "States come in other casings, and in words that no documentation has.",
        "naive-dates": "Instants are spelled otherwise: without a zone, with a blank, with another fraction.",
        "text-2xx": "A success is answered in plain text.",
        "empty-2xx": "A success is answered without a body.",
        "envelope-success": "Errors come with status 200, successes inside of an envelope.",
        "masked-secrets": "What looks like a secret comes as asterisks, or blank.",
        "strangers": "Somebody else does the same, just before, just after, or instead.",
        "blips": "503, and connections dropped before or after the work; logins and renewals of tokens, too.",
        "throttle": "Windows in which everything is answered with 429, without Retry-After.",
        "forbidden-reads": "This account may look at jobs, and may not read what is around them.",
        "rotten-row": "One row of a list cannot be read.",
    }
)
_RARELY: Final = 0.05
_OFTEN: Final = 0.5


def _known(instance: object, attribute: object, kinds: tuple[str, ...]) -> None:
    for kind in kinds:
        if kind not in KINDS:
            close = difflib.get_close_matches(kind, KINDS, n=1)
            hint = f"did you mean {close[0]!r}? " if close else ""
            raise ValueError(f"there is no weather {kind!r}: {hint}it is one of {', '.join(KINDS)}")


@public
@attrs.frozen
class Weather:
    """How unkind a sandbox is. Weather changes what replies say, when they come, and who else is there, never the record.

    Make one with `clear`, `of` or `foul`; the same weather on the same requests does the same.

    Attributes:
        KINDS: the names of all kinds.
        kinds: what may happen; see `Weather.KINDS`.
        seed: what decides when.
        share: how likely each kind is to strike a request that it can strike, from 0 to 1.
    """

    KINDS: ClassVar[tuple[str, ...]] = tuple(KINDS)

    kinds: tuple[str, ...] = attrs.field(default=(), validator=_known)
    seed: int = 0
    share: float = attrs.field(default=_OFTEN, validator=[attrs.validators.ge(0.0), attrs.validators.le(1.0)])

    @classmethod
    def clear(cls) -> Weather:
        """Nothing happens."""
        return cls()

    @classmethod
    def of(cls, *kinds: str, seed: int = 0, share: float = _OFTEN) -> Weather:
        """These kinds, together.

        Args:
            *kinds: names of `Weather.KINDS`.
            seed: what decides when.
            share: how likely each kind is to strike a request that it can strike, from 0 to 1; without it, 0.5.

        Raises:
            ValueError: there is no such kind, or the share is out of range.
        """
        return cls(kinds, seed, share)

    @classmethod
    def foul(cls, seed: int = 0) -> Weather:
        """All kinds, each now and then.

        Args:
            seed: what decides when.
        """
        return cls(cls.KINDS, seed, _RARELY)

    @classmethod
    def named(cls, kinds: str, seed: int = 0) -> Weather:
        """From a text.

        Args:
            kinds: `clear`, `foul`, or kinds with commas between them.
            seed: what decides when.

        Raises:
            ValueError: there is no such kind.
        """
        named = {"": cls.clear(), "clear": cls.clear(), "foul": cls.foul(seed)}
        return named.get(kinds) or cls.of(*(kind.strip() for kind in kinds.split(",")), seed=seed)

    @staticmethod
    def about(kind: str) -> str:
        """What a kind of weather is, in one sentence.

        Args:
            kind: one of `Weather.KINDS`.
        """
        return KINDS[kind]

    def dice(self, *about: object) -> random.Random:
        """The dice for one thing. The same thing gets the same throws.

        Args:
            *about: what they are thrown for.
        """
        return random.Random(repr((self.seed, *map(str, about))))
