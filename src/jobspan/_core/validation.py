"""Checking arguments before anything is sent: collect every problem, then raise them together."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from jobspan._core.common_arguments import empty_filters
from jobspan._core.operation import Operation
from jobspan._core.shapes import kind_in_words, no_text
from jobspan.errors import Problem, ValidationError
from jobspan.models import Unset


class Validator:
    """Collects what is wrong with the arguments of one call."""

    def __init__(self, call: str, *, reads: bool = False) -> None:
        self._call = call
        self._kept_back = "nothing was changed" if reads else "nothing was sent"
        self._found: list[Problem] = []

    @property
    def found(self) -> tuple[Problem, ...]:
        """What is wrong so far."""
        return tuple(self._found)

    def add(self, field: str, message: str, allowed: Collection[str] = ()) -> None:
        self._found.append(Problem(field, message, tuple(allowed)))

    def text(self, field: str, value: object, *, shortest: int = 1, longest: int | None = None) -> None:
        """A string that is not empty, within length limits."""
        if not isinstance(value, str):
            self.add(field, no_text(field, value))
        elif not value.strip():
            self.add(field, "must not be empty")
        elif len(value) < shortest:
            self.add(field, f"is {len(value)} character{'s' * (len(value) != 1)} long, at least {shortest} are needed")
        elif longest is not None and len(value) > longest:
            self.add(field, f"is {len(value)} characters long, at most {longest} are allowed")

    def optional_text(self, field: str, value: object, *, longest: int | None = None) -> None:
        if value is not None and not isinstance(value, Unset):
            self.text(field, value, longest=longest)

    def filters(self, **given: object) -> None:
        """Each is left out, or lets something through."""
        self._found += empty_filters(given, given)

    def within(self, field: str, value: float | None | Unset, lowest: float, highest: float) -> None:
        """A number in a closed range, or absent."""
        if value is None or isinstance(value, Unset):
            return
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.add(field, f"must be a number, not {kind_in_words(value)}")
        elif not lowest <= value <= highest:
            self.add(field, f"is {value}", (f"{lowest}..{highest}",))

    def whole(self, field: str, value: int | None | Unset, lowest: float, highest: float) -> None:
        """A whole number in a closed range, or absent."""
        if isinstance(value, float):
            self.add(field, "must be a whole number")
        else:
            self.within(field, value, lowest, highest)

    def flags(self, **given: object) -> None:
        """Each is ``True`` or ``False``, or absent. Words that mean no would count as yes."""
        for name, value in given.items():
            if value is not None and not isinstance(value, bool | Unset):
                self.add(name, f"must be True or False, not {value!r}")

    def moment(self, field: str, value: object) -> None:
        """A time with its zone, or absent."""
        if value is None or isinstance(value, Unset):
            return
        if not isinstance(value, datetime):
            self.add(field, f"must be a datetime, not {kind_in_words(value)}")
        elif value.tzinfo is None:
            self.add(field, "must have a time zone")

    def instance(self, field: str, value: object, wanted: type[object]) -> bool:
        """Whether it is one of these; what is in it can be checked only then."""
        if isinstance(value, wanted):
            return True
        self.add(field, f"must be a {wanted.__name__}, not {kind_in_words(value)}")
        return False

    def one_of(self, field: str, value: object, allowed: Collection[str]) -> None:
        if value is not None and not isinstance(value, Unset) and value not in allowed:
            self.add(field, f"is {value!r}", [str(each) for each in allowed])

    def exactly_one(self, **given: object) -> None:
        """Exactly one of these arguments is given."""
        names = [name for name, value in given.items() if value is not None and not isinstance(value, Unset)]
        if len(names) != 1:
            both = " and ".join(names)
            self.add(" | ".join(given), f"{both} exclude each other" if names else "exactly one of these is required")

    def stop_if_any(self) -> None:
        """Stop early, where later checks make no sense after a problem.

        Raises:
            ValidationError: a problem was found.
        """
        if self._found:
            raise ValidationError(message=f"{self._call}: {self._kept_back}.", problems=self.found)


@contextmanager
def validating(call: str | Operation[Any], *, reads: bool = False) -> Iterator[Validator]:
    """Check the arguments of a call inside; all problems are raised together at the end of the block.

    Args:
        reads: something had to be read first, to check them.

    Raises:
        ValidationError: a problem was found.
    """
    problems = Validator(call if isinstance(call, str) else call.call, reads=reads)
    try:
        yield problems
    except ValidationError:
        raise
    except Exception:
        problems.stop_if_any()  # what was found wrong may be what breaks the checks that follow
        raise
    problems.stop_if_any()


def given(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments that were given: ``UNSET`` ones left out, ``None`` kept (it clears a field)."""
    return {name: value for name, value in arguments.items() if not isinstance(value, Unset)}


def present(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments that carry a value: ``UNSET`` and ``None`` left out."""
    return {name: value for name, value in arguments.items() if value is not None and not isinstance(value, Unset)}
