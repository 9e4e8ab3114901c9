"""A text that grows from look to look, of which the other side may show its end only: what is new in it, to the byte."""

from typing import Final

from jobspan._core.classes import frozen

_MARK: Final = 4096
"""Bytes of what was told last, to find it again in a text of which nobody says how long it is."""


@frozen
class News:
    """New lines of a text; ``missing``: there is something before them that was never shown."""

    lines: tuple[str, ...] = ()
    missing: bool = False


class GrowingText:
    """Tells each line of a text once. A last line without an end is kept back: it may not be whole."""

    def __init__(self) -> None:
        self._told = 0
        self._first = b""
        self._last = b""

    def take(self, text: str, *, cut: bool = False, size: int | None = None, over: bool = False) -> News:
        """What is new.

        Args:
            cut: only the end of the text is shown.
            size: bytes of the whole text, where the other side tells.
            over: nothing more will come, so that the last line is whole.
        """
        shown = text.encode(errors="surrogatepass")
        if not cut:
            size = len(shown)
        fresh, missing = self._after_told(shown, size, cut)
        whole = fresh if over else fresh[: fresh.rfind(b"\n") + 1]
        if not whole:
            return News()
        if not self._told and not missing:
            self._first = whole[:_MARK]
        self._told += len(whole)
        if size is not None:
            self._told = size - (len(fresh) - len(whole))
        self._last = (self._last + whole)[-_MARK:]
        lines = whole.decode(errors="replace").removesuffix("\n").split("\n")
        return News(tuple(line.removesuffix("\r") for line in lines), missing)

    def _after_told(self, shown: bytes, size: int | None, cut: bool) -> tuple[bytes, bool]:
        if size is not None and size < self._told:
            if not cut and self._first.startswith(shown[:_MARK]):  # a server that is behind shows what was told
                return b"", False
            self._told, self._first, self._last = 0, b"", b""  # a new text under the old name
        if not self._told:
            return shown, size is None or size > len(shown)
        if size is not None:
            begins = size - len(shown)
            at = self._told - begins
            if at < 0:
                return shown, True
            if shown[:at].endswith(self._last[-at:] if at else b""):
                return shown[at:], False
        found = shown.rfind(self._last)
        if found >= 0:
            return shown[found + len(self._last) :], False
        begins = 0
        while begins < len(self._last):
            if shown.startswith(self._last[begins:]):
                return shown[len(self._last) - begins :], False
            begins = self._last.find(b"\n", begins) + 1
        return shown, True
