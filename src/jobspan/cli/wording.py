"""Docstrings, which speak of Python, in terms of the command line."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from jobspan.cli.generated import Part
    from jobspan.cli.words import Word

_CODE: Final = re.compile(r"`([^`]+)`")
_GIVEN: Final = re.compile(r"(\w+)=(\w*)")
_WORD: Final = re.compile(r"[\w-]+")
_LIST: Final = re.compile(r"[`\w-]+(?:(?:, | or | and )[`\w-]+)*(?:, | or | and )[`\w-]+(?=[.,;:])")
"""Words one after the other, which are given as they are."""
_MOST_NAMED: Final = 8
_GLUE: Final = frozenset({"or", "and"})


def on_a_command_line(text: str, parts: "Sequence[Part]", part: "Part | None" = None) -> str:
    """A text of the docstring of a call, with arguments and values as they are given on a command line.

    Args:
        part: the argument that the text is about; without it, the text is about the call.
    """
    spelled = {each.name: each for each in parts}

    def worded(code: re.Match[str]) -> str:
        inside = code[1]
        if inside in spelled and (part is None or part.name != inside):
            return f"`{spelled[inside].spelled}`"
        if (given := _GIVEN.fullmatch(inside)) and given[1] in spelled:
            return f"`{_spelled(spelled[given[1]], given[2])}`"
        if part is not None:
            return f"`{_value(part, inside)}`"
        if inside == "None" and any(each.word.clearable for each in parts):
            return "`null`"
        return code[0]

    return _CODE.sub(worded, text)


def _spelled(part: "Part", value: str) -> str:
    if part.word.flag:
        return _value(part, value)
    return f"{part.spelled} {value}" if value else part.spelled


def _value(part: "Part", value: str) -> str:
    """What a value of Python is on a command line."""
    if part.word.flag:
        no = f"--no-{part.spelled.removeprefix('--')}"
        return {"True": part.spelled, "": part.spelled, "False": no, "None": "neither"}.get(value, value)
    if part.word.clearable and value == "None":
        return "null"
    return part.word.in_python.get(value, value)


def with_words(text: str, word: "Word", *, listed: bool) -> str:
    """What is said of an argument, with the words it may be, each of them once.

    Args:
        listed: they stand before the text already.
    """
    words = word.choices or word.known
    said = _WORD.findall(text)
    if words and word.choices and listed and set(said) - _GLUE <= set(words):
        return ""
    if not _LIST.match(text):
        text = text[:1].upper() + text[1:]
    left = [each for each in words if each not in said]
    if not left or listed:
        return text
    if word.choices:
        return f"{text} One of {', '.join(words)}.".strip()
    begin = "For example" if len(left) == len(words) else "Also"
    return f"{text} {begin} {', '.join(left[:_MOST_NAMED])}{', ...' if len(left) > _MOST_NAMED else '.'}".strip()
