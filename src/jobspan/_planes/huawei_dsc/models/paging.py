"""How the pages of DSC's lists are asked for."""

from enum import StrEnum

from jobspan._public import public


@public
class Paging(StrEnum):
    """How to ask for the next page."""

    AUTO = "auto"
    """Find out what ``offset`` means on this endpoint."""
    PAGE = "page"
    """``offset`` is a page number."""
    RECORD = "record"
    """``offset`` is the number of rows to skip."""
    MARKER = "marker"
    """Send back the marker of the previous page; the rows already read need not be remembered."""
