"""When schedules run: five fields, as the scheduler documents them."""

import re
from collections.abc import Iterator
from typing import Final

from jobspan._core.classes import frozen
from jobspan._core.validation import Validator

_MONTHS: Final = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_DAYS: Final = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
_PART: Final = re.compile(r"(?P<first>[*?]|[0-9a-z]+)(-(?P<last>[0-9a-z]+))?(/(?P<step>[0-9]+))?")


@frozen
class _Field:
    """A field: its name in messages, its lowest and highest number, and the names that count as numbers from the lowest on."""

    name: str
    lowest: int
    highest: int
    names: tuple[str, ...] = ()

    def problem(self, text: str) -> str | None:
        """What is wrong with the text of the field."""
        return next(filter(None, map(self._problem_of_part, text.lower().split(","))), None)

    def _problem_of_part(self, part: str) -> str | None:
        found = _PART.fullmatch(part)
        if found is None:
            return f"the {self.name} {part!r} cannot be read"
        if found["step"] is not None and int(found["step"]) == 0:
            return f"the {self.name} {part!r} has a step of 0"
        if found["first"] in ("*", "?"):
            return f"the {self.name} {part!r} is a range without a beginning" if found["last"] else None
        first, last = self._number(found["first"]), self._number(found["last"] or found["first"])
        if first is None or last is None:
            return f"the {self.name} {part!r} is not {self._allowed}"
        return f"the {self.name} {part!r} ends before it begins" if last < first else None

    def _number(self, text: str) -> int | None:
        if text in self.names:
            return self.names.index(text) + self.lowest
        number = int(text) if text.isdigit() and len(text) < 4 else None
        return number if number is not None and self.lowest <= number <= self.highest else None

    @property
    def _allowed(self) -> str:
        words = f" or {self.names[0]}..{self.names[-1]}" if self.names else ""
        return f"{self.lowest}..{self.highest}{words}"


_FIELDS: Final = (
    _Field("minute", 0, 59),
    _Field("hour", 0, 23),
    _Field("day of the month", 1, 31),
    _Field("month", 1, 12, tuple(_MONTHS)),
    _Field("day of the week", 0, 6, tuple(_DAYS)),
)


def check_cron(problems: Validator, field: str, value: object) -> None:
    """A cron expression of five fields: numbers, names of months and days in any case, lists, ranges and steps."""
    texts = value.split() if isinstance(value, str) else []
    if len(texts) != len(_FIELDS):
        problems.add(field, f"{value!r} is not a cron expression of five fields, such as '0 9 * * sat'")
        return
    found = [*_problems_of(texts)]
    if found:
        problems.add(field, f"{value!r} is not a cron expression such as '0 9 * * sat': {', '.join(found)}")


def _problems_of(texts: list[str]) -> Iterator[str]:
    for field, text in zip(_FIELDS, texts, strict=True):
        if problem := field.problem(text):
            yield problem
