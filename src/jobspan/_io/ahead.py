"""What reading ahead says besides what was read."""

from enum import Enum
from typing import Final, Literal

import msgspec


class Failed(msgspec.Struct, frozen=True):
    """Nothing more comes, because of this."""

    error: BaseException


class _End(Enum):
    END = "end"


END: Final[Literal[_End.END]] = _End.END
"""Nothing more comes, because that was all."""
