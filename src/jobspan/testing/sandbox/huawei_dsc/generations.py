"""Which generations of the API have which operation.

Sources: the chapters of https://support.huaweicloud.com/intl/en-us/api-dsc/ (A and B) and
https://support.huaweicloud.com/api-dsc/ (C).
"""

from __future__ import annotations

_A = "S2 S3 S5 R4 A1 A2 A3 A4 G1 G2.add G2.delete G3"
_B = (
    "E1 E3 E4 S1 S3 S4 S5 S6 S8 S9 S10 S12 S13 S14 R1 R2 R3 A1 A2 A5.get A5.put A6 A7 A8 T1 L1 "
    "S2 R4 A3 A4 G1 G2.add G2.delete G3"
)
_C = "E1.export E2 E3.export E4.export S1 S2 S3 S4 S5 S6 S7 S8 S9 S10 S11 S12 S13 R1 R2 R3 R4 A1 A2 G1 G3 T1 L1"

PUBLISHED_BY: dict[str, frozenset[str]] = {
    generation: frozenset(operations.split()) for generation, operations in (("A", _A), ("B", _B), ("C", _C))
}
