"""Huawei Cloud Data Security Center (DSC): scans for sensitive data, and exports of what they found."""

FACE = "jobspan.dsc"
