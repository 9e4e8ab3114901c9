"""Models of Huawei Cloud DSC. Field names are those on the wire; every field of an answer may be absent."""
