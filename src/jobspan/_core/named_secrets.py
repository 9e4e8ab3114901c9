"""Where a text gives a secret away by the name before it: in pairs, members of JSON, headers, options, elements of XML.

The text is read once, from left to right. No pattern takes back what it took, and what was looked at as a value is never
looked at as one again, so time grows with the length of the text, whatever is in it.
"""

import re
from collections.abc import Iterator
from typing import Final

from jobspan._core.secret import MASK
from jobspan._core.secret_names import is_secret_name, names_a_secret

_NAME: Final = re.compile(r"[\w.-]++(?: key\b)?", re.IGNORECASE)
_IS: Final = re.compile(r"""(?:\\*+["'])?+[^\S\n]*+[:=]++>?[^\S\n]*+(?:\n\s*+(?=["'\\]))?""")
"""After a name: ``password=``, ``password: ``, ``"password": ``, ``'password' => ``, ``\\"password\\":``."""
_OPTION_IS: Final = re.compile(r"""["'],?\s++|["'],|\s++(?!-)""")
"""After the name of an option: ``--password x``, ``["--password", "x"]``."""
_ELEMENT: Final = re.compile(r">([^<]*+)</")
_QUOTED: Final = re.compile(
    r"""(?P<quote>")(?P<held>[^"\\]*+(?:(?:\\.|"")[^"\\]*+)*+)(?P<end>"?)"""
    r"""|(?P<quote1>')(?P<held1>[^'\\]*+(?:(?:\\.|'')[^'\\]*+)*+)(?P<end1>'?)""",
    re.DOTALL,
)
_QUOTED_INSIDE: Final = re.compile(r"""\\++["'](?P<held>[^"'\\]*+(?:\\(?!\\*+["'])[^"'\\]*+)*+)(?:\\++["'])?""")
"""A text in a document that is a text itself: ``{\\"password\\": \\"x\\"}``."""
_NESTED: Final = re.compile(r""""[^"\\]*+(?:\\.[^"\\]*+)*+"?|'[^'\\]*+(?:\\.[^'\\]*+)*+'?|[{}\[\]]""", re.DOTALL)
_AFTER_BRACE: Final = re.compile(r"(?:\}[^}\n]*+\})*+")
"""What follows a brace that stands for itself in a connection string: ``PWD={a}}b}``."""
_BARE: Final = re.compile(
    r"""(?:(?:bearer|basic|digest|negotiate)[^\S\n]++)?+"""
    r"""(?P<held>[^\s;&,)\]}"']++(?:[,)\]}](?=[^\s;&,)\]}"'])(?![\w.-]++\s*+[:=])[^\s;&,)\]}"']++)*+)""",
    re.IGNORECASE,
)
_OF_HEADER: Final = re.compile(
    r"""(?:[A-Za-z][\w-]*+[^\S\n]++)?+(?P<held>[^\s,;"']++(?:(?<==)"[^"\n]*+"?)?+"""
    r"""(?:,[^\S\n]*+[^\s,;"']++(?:(?<==)"[^"\n]*+"?)?+)*+)"""
)
"""``Bearer x``, ``Digest username="x", response="y"``: the word that says how, and all that comes with it."""
_SCHEME: Final = re.compile(r"\b(bearer|basic)([^\S\n]++)([\w.~+/=-]++)", re.IGNORECASE)
_SHORTEST_TOKEN: Final = 16
_PLAIN_WORDS: Final = frozenset({"true", "false", "none", "null", "yes", "no", "0", "1", MASK})
_OF_SENTENCES: Final = re.compile(
    r"(?:a|an|the|is|are|was|were|has|have|had|must|may|can|cannot|could|should|would|will|does|did|not|needs|give|use)"
    r" (?=[a-z])"
)
"""How what is said *about* a secret goes on: ``password: must be a string``."""
_NAMES_OF_ERRORS: Final = ("Error", "Exception", "Warning")


def mask_named_secrets(text: str) -> str:
    """The text without values of names that are likely to be those of secrets."""
    if names_a_secret(text):
        text = _replaced(text, _values(text))
    return _SCHEME.sub(_masked_scheme, text)


def _masked_scheme(found: re.Match[str]) -> str:
    """A token without the name of its header; in sentences, words follow: *basic authentication*."""
    token = found[3]
    if len(token) < _SHORTEST_TOKEN or token.isalpha():
        return found[0]
    return f"{found[1]}{found[2]}{MASK}"


def _replaced(text: str, spans: Iterator[tuple[int, int]]) -> str:
    pieces, at = [], 0
    for start, end in spans:
        pieces += [text[at:start], MASK]
        at = end
    return "".join([*pieces, text[at:]])


def _values(text: str) -> Iterator[tuple[int, int]]:
    """Where secrets are, in order, none twice."""
    name = _NAME.search(text)
    while name is not None:
        at = name.end()
        if is_secret_name(name[0]):
            value = _value_after(text, name)
            if value is not None:
                start, end, at = value
                if end > start and text[start:end].lower() not in _PLAIN_WORDS:
                    yield start, end
        name = _NAME.search(text, at)


def _value_after(text: str, name: re.Match[str]) -> tuple[int, int, int] | None:
    """Where the value of a name is, and where to go on."""
    before = text[max(0, name.start() - 2) : name.start()]
    between = _IS.match(text, name.end())
    if between is None:
        if before.endswith("<"):
            element = _ELEMENT.match(text, name.end())
            return None if element is None else (*element.span(1), element.end())
        between = _OPTION_IS.match(text, name.end()) if name[0].startswith("-") else None
        if between is None:
            return None
    elif ":" in between[0] and (before == "//" or name[0].endswith(_NAMES_OF_ERRORS)):
        return None  # a host with its port, an exception with its message
    return _value_at(text, between.end(), name[0], is_pair="=" in between[0])


def _value_at(text: str, start: int, name: str, *, is_pair: bool) -> tuple[int, int, int] | None:
    quoted = _QUOTED.match(text, start)
    if quoted is not None:
        begin, end = quoted.span("held" if quoted["quote"] else "held1")
        return begin, end, quoted.end()
    inside = _QUOTED_INSIDE.match(text, start)
    if inside is not None:
        return (*inside.span("held"), inside.end())
    if text.startswith(("{", "["), start):
        end = _end_of_nested(text, start)
        if is_pair:
            after = _AFTER_BRACE.match(text, end)
            end = end if after is None else after.end()
        return start, end, end
    if not is_pair and _OF_SENTENCES.match(text, start):
        return None
    bare = (_OF_HEADER if "authorization" in name.lower() else _BARE).match(text, start)
    if bare is None:
        return None
    return start, bare.end(), bare.end()


def _end_of_nested(text: str, start: int) -> int:
    """Where braces and brackets that open here are closed; the end of the text, if they are not."""
    depth = 0
    for each in _NESTED.finditer(text, start):
        depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(each[0], 0)
        if depth == 0:
            return each.end()
    return len(text)
