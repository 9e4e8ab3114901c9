"""What is to go is marked as type checkers and editors know it: ``@deprecated("Since 0.4, goes in 0.6: use copy().")``.

It warns with ``DeprecationWarning`` when it is used. A test holds the form of the message.
"""

import sys

if sys.version_info >= (3, 13):
    from warnings import deprecated
else:
    from typing_extensions import deprecated  # below 3.13 it comes with httpx

__all__ = ["deprecated"]
