"""Text from outside, whatever Unicode encoding it came in."""

import codecs
import json
from typing import Final

_MARK: Final = "\ufeff"
_MARKED: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def encoding_of(data: bytes) -> str | None:
    """The encoding that a byte order mark names; ``None`` without one."""
    return next((encoding for mark, encoding in _MARKED if data.startswith(mark)), None)


def text_of(data: str | bytes) -> str:
    """What a file or a message says, without a byte order mark.

    Windows writes files in UTF-16 and puts marks before UTF-8. Encodings of single countries cannot be told from each
    other, so they are refused instead of read wrongly.

    Raises:
        ValueError: it is not text in UTF-8, UTF-16 or UTF-32.
    """
    if isinstance(data, str):
        return data.removeprefix(_MARK)
    try:
        return data.decode(encoding_of(data) or json.detect_encoding(data))
    except UnicodeDecodeError as other:
        raise ValueError("it is not text in an encoding of Unicode; save it as UTF-8") from other


def is_json(text: str) -> bool:
    """Whether a text is a JSON document."""
    try:
        json.loads(text)
    except ValueError:
        return False
    return True
