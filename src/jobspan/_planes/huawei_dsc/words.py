"""The words that DSC takes, and no others, for some arguments: what type checkers see, and what is checked before sending."""

from typing import Literal, TypeAlias

AuthorizedKind: TypeAlias = Literal["ALL", "BIGDATA", "DASHBOARD", "DATABASE", "LTS", "MRS", "OBS"]
BucketPolicy: TypeAlias = Literal["private", "public"]
CycleWord: TypeAlias = Literal["ONCE", "DAY", "WEEK", "MONTH"]
FindingKind: TypeAlias = Literal["DATABASE", "OBS", "BIGDATA"]
